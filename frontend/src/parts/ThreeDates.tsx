/** The three dates that are always said together: whose figures, when it is told, when it takes force. */
import { Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import { formatDate } from '../shell/format';

type Props = { dataOn: string | null | undefined; announceOn: string | null | undefined; effectiveOn: string | null | undefined; stacked?: boolean };

export function ThreeDates({ dataOn, announceOn, effectiveOn, stacked = false }: Props) {
  const { t } = useTranslation('parts');
  const dates = [[t('dates.data'), dataOn], [t('dates.announcement'), announceOn], [t('dates.effective'), effectiveOn]] as const;
  return (
    <Group component="dl" gap={stacked ? 2 : 'lg'} m={0} style={stacked ? { flexDirection: 'column', alignItems: 'flex-start' } : undefined}>
      {dates.map(([label, value]) => (
        <Group key={label} gap={6} wrap="nowrap">
          <Text component="dt" size="xs" c="dimmed">{label}</Text>
          <Text component="dd" size="sm" m={0} fw={550} c={value ? undefined : 'dimmed'}>{value ? formatDate(value) : t('dates.open')}</Text>
        </Group>
      ))}
    </Group>
  );
}
