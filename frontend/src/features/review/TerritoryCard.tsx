/** One territory, now and in the plan, figure by figure. */
import { ActionIcon, Group, Paper, Table, Text } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import { useMe } from '../../api/session';
import { formatDelta, formatIndex, formatMoney, formatNumber, formatPercent, localName } from '../../shell/format';
import type { Submission, TerritoryRow } from './api';

export function TerritoryCard({ row, submission, onClose }: { row: TerritoryRow; submission: Submission; onClose: () => void }) {
  const { t } = useTranslation('review');
  const currency = useMe().data?.field_forces.find((force) => force.key === submission.field_force)?.currency ?? 'USD';
  const money = (value: number) => formatMoney(value, currency);
  const lines: [string, string, string, string][] = [
    [t('card.index'), formatIndex(row.index_before), formatIndex(row.index_after), row.index_before !== null && row.index_after !== null ? verdict(row.index_before, row.index_after, t) : ''],
    [t('card.hours'), formatNumber(row.hours_before), formatNumber(row.hours_after), formatDelta(row.hours_after - row.hours_before)],
    [t('card.accounts'), formatNumber(row.accounts_before), formatNumber(row.accounts_after), `+${formatNumber(row.accounts_in)} −${formatNumber(row.accounts_out)}`],
    [t('card.revenue'), money(row.revenue_before), money(row.revenue_after), `+${money(row.revenue_in)} −${money(row.revenue_out)}`],
    [t('card.units'), formatNumber(row.units_before), formatNumber(row.units_after), `+${formatNumber(row.units_in)} −${formatNumber(row.units_out)}`],
  ];
  return (
    <Paper withBorder p="md" aria-live="polite">
      <Group justify="space-between" wrap="nowrap">
        <div><Text fw={650}>{row.name}</Text><Text size="sm" c="dimmed">{row.rep ? localName(row.rep.names, row.rep.name) : t('parts:vacant')}</Text></div>
        <ActionIcon onClick={onClose} aria-label={t('common:action.close')}><IconX size={16} /></ActionIcon>
      </Group>
      <Table withRowBorders={false} verticalSpacing={3} mt="xs">
        <Table.Thead><Table.Tr><Table.Th /><Table.Th ta="right">{t('card.now')}</Table.Th><Table.Th ta="right">{t('card.plan')}</Table.Th><Table.Th ta="right">{t('card.change')}</Table.Th></Table.Tr></Table.Thead>
        <Table.Tbody>{lines.map(([name, now, then, change]) => <Table.Tr key={name}><Table.Td>{name}</Table.Td><Table.Td ta="right">{now}</Table.Td><Table.Td ta="right" fw={600}>{then}</Table.Td><Table.Td ta="right" c="dimmed">{change}</Table.Td></Table.Tr>)}</Table.Tbody>
      </Table>
      <Text size="sm" c="dimmed" mt="xs">{t('card.new_share', { share: formatPercent(row.new_share, 0) })}</Text>
    </Paper>
  );
}

/** Nearer to 100 is better, whichever way. */
function verdict(before: number, after: number, t: (key: string) => string): string {
  const gain = Math.abs(before - 100) - Math.abs(after - 100);
  const change = formatDelta(after - before, 1);
  if (Math.abs(gain) < 0.5) return change;
  return `${change}, ${t(gain > 0 ? 'parts:better' : 'parts:worse')}`;
}
