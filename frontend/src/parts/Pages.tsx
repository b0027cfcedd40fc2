/** From page to page of a long list, saying where one is. */
import { Group, Pagination, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import { formatNumber } from '../shell/format';

type Props = { count: number; page: number; size: number; onPage: (page: number) => void };

export function Pages({ count, page, size, onPage }: Props) {
  const { t } = useTranslation('parts');
  const from = (page - 1) * size + 1;
  const [first, last, all] = [from, Math.min(count, from + size - 1), count].map((value) => formatNumber(value));
  return (
    <Group justify="space-between" mt="sm">
      <Text size="sm" c="dimmed">{t('pages.of', { from: first, to: last, count: count, shown: all })}</Text>
      {count > size && (
        <Pagination size="sm" total={Math.ceil(count / size)} value={page} onChange={onPage} aria-label={t('pages.label')}
          getControlProps={(control) => ({ 'aria-label': t(`pages.${control}`) })} />
      )}
    </Group>
  );
}
