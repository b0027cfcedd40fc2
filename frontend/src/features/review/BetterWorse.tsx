/** What got better, what got worse, and for whom; and what a reviewer should look at twice. */
import { Anchor, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { IconTrendingDown, IconTrendingUp } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { formatIndex, formatPercent, localName } from '../../shell/format';
import type { TerritoryRow } from './api';
import { betterAndWorse, warningsOf } from './verdict';

type Props = { rows: TerritoryRow[]; band: [number, number]; onSelect: (key: string) => void };

export function BetterWorse({ rows, band, onSelect }: Props) {
  const { t } = useTranslation('review');
  const { better, worse } = betterAndWorse(rows);
  const warnings = warningsOf(rows, band);
  return (
    <Stack gap="lg">
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <Side title={t('better')} icon={<IconTrendingUp size={18} color="var(--good)" aria-hidden />} rows={better} none={t('better_none')} onSelect={onSelect} />
        <Side title={t('worse')} icon={<IconTrendingDown size={18} color="var(--bad)" aria-hidden />} rows={worse} none={t('worse_none')} onSelect={onSelect} />
      </SimpleGrid>
      {warnings.length > 0 && (
        <section>
          <Title order={2} size="h4" mb={4}>{t('warnings')}</Title>
          {warnings.map(({ row, kind }) => (
            <Text key={`${row.key}:${kind}`} size="sm"><Anchor component="button" type="button" size="sm" onClick={() => onSelect(row.key)}>{row.name}</Anchor> {t(`warning.${kind}`, { index: formatIndex(row.index_after), share: formatPercent(row.new_share, 0) })}</Text>
          ))}
        </section>
      )}
    </Stack>
  );
}

const few = 6;

function Side({ title, icon, rows, none, onSelect }: { title: string; icon: ReactNode; rows: TerritoryRow[]; none: string; onSelect: (key: string) => void }) {
  const { t } = useTranslation('review');
  return (
    <section>
      <Title order={2} size="h4" mb={4} style={{ display: 'flex', gap: 8, alignItems: 'center' }}>{icon}{title}</Title>
      {rows.length === 0 && <Text size="sm" c="dimmed">{none}</Text>}
      {rows.slice(0, few).map((row) => (
        <Text key={row.key} size="sm">
          <Anchor component="button" type="button" size="sm" onClick={() => onSelect(row.key)}>{row.name}</Anchor> {formatIndex(row.index_before)} → {formatIndex(row.index_after)}
          <Text span c="dimmed"> · {row.rep ? localName(row.rep.names, row.rep.name) : t('parts:vacant')}</Text>
        </Text>
      ))}
      {rows.length > few && <Text size="sm" c="dimmed">{t('and_more', { count: rows.length - few })}</Text>}
    </section>
  );
}
