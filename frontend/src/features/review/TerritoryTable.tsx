/** The territories of a part, now and in the plan. */
import { Group, Text, UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import { Tag } from '../../parts/Tag';
import { useMe } from '../../api/session';
import { type Column, DataTable } from '../../parts/DataTable';
import { IndexBar } from '../../parts/IndexBar';
import { useTableMoney } from '../../parts/useTableMoney';
import { formatDelta, formatNumber, localName, missing } from '../../shell/format';
import type { Submission, TerritoryRow } from './api';

type Props = { rows: TerritoryRow[]; submission: Submission; selected: string | null; onSelect: (key: string | null) => void };

export function TerritoryTable({ rows, submission, selected, onSelect }: Props) {
  const { t } = useTranslation('review');
  const currency = useMe().data?.field_forces.find((force) => force.key === submission.field_force)?.currency ?? 'USD';
  const money = useTableMoney(currency);
  const columns: Column<TerritoryRow>[] = [
    { id: 'name', header: t('column.territory'), value: (row) => row.name, cell: (row) => <Name row={row} onSelect={onSelect} /> },
    { id: 'index', header: t('column.index'), value: (row) => row.index_after, cell: (row) => <Index row={row} band={submission.band} /> },
    { id: 'revenue', header: t('column.revenue_moved'), value: (row) => row.revenue_in + row.revenue_out, cell: (row) => `+${money.show(row.revenue_in)} −${money.show(row.revenue_out)}`, numeric: true },
    { id: 'new', header: t('column.new_accounts'), value: (row) => row.accounts_in, cell: (row) => `+${formatNumber(row.accounts_in)} −${formatNumber(row.accounts_out)}`, numeric: true },
    { id: 'hours', header: t('column.hours'), value: (row) => row.hours_after - row.hours_before, cell: (row) => `${formatNumber(row.hours_after)} (${formatDelta(row.hours_after - row.hours_before)})`, numeric: true },
  ];
  return (
    <DataTable label={t('territories')} corner={money.corner} columns={columns} rows={rows} rowKey={(row) => row.key} isCurrent={(row) => row.key === selected} onOpen={(row) => onSelect(row.key)}
      initialSorting={[{ id: 'revenue', desc: true }]} card={(row) => <Card row={row} submission={submission} onSelect={onSelect} money={money.show} />} />
  );
}

function Name({ row, onSelect }: { row: TerritoryRow; onSelect: (key: string) => void }) {
  const { t } = useTranslation('review');
  return (
    <UnstyledButton onClick={() => onSelect(row.key)}>
      <Text size="sm" fw={600}>{row.name}</Text>
      {row.rep ? <Text size="xs" c="dimmed">{localName(row.rep.names, row.rep.name)}</Text> : <Tag tone="warn">{t('parts:vacant')}</Tag>}
    </UnstyledButton>
  );
}

function Index({ row, band }: { row: TerritoryRow; band: [number, number] }) {
  if (row.index_after === null) return missing;
  return <Group gap={6} wrap="nowrap"><Text size="sm" c="dimmed">{row.index_before === null ? missing : formatNumber(row.index_before)} →</Text><IndexBar value={row.index_after} before={row.index_before} band={band} /></Group>;
}

type CardProps = { row: TerritoryRow; submission: Submission; onSelect: (key: string) => void; money: (value: number) => string };

function Card({ row, submission, onSelect, money }: CardProps) {
  const { t } = useTranslation('review');
  return (
    <>
      <Group justify="space-between" wrap="nowrap" align="flex-start"><Name row={row} onSelect={onSelect} /><Index row={row} band={submission.band} /></Group>
      <Text size="sm" c="dimmed">{t('card.line', { in: formatNumber(row.accounts_in), out: formatNumber(row.accounts_out), revenueIn: money(row.revenue_in), revenueOut: money(row.revenue_out) })}</Text>
    </>
  );
}
