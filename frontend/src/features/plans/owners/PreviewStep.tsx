/** What is true today, before anything is optimised: how the accounts add up, the index, and every untidiness as a list. */
import { Alert, Button, Group, Stack, Table, Tabs, Text, Title } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { type Column, DataTable } from '../../../parts/DataTable';
import { type Figure, Figures } from '../../../parts/Figures';
import { IndexBar } from '../../../parts/IndexBar';
import { type TableMoney, useTableMoney } from '../../../parts/useTableMoney';
import { formatIndex, formatNumber, missing } from '../../../shell/format';
import { Loaded } from '../../../shell/states';
import type { InferReport, Outsider, Tie, TotalsRow } from '../api';
import { PreviewMap } from './PreviewMap';

type Props = { query: UseQueryResult<InferReport>; geography: string; currency: string; back: () => void; onNext: () => void };

export function PreviewStep({ query, geography, currency, back, onNext }: Props) {
  const { t } = useTranslation('plans');
  return (
    <Loaded query={query} rows={10}>
      {(report) => (
        <Stack gap="lg" style={{ opacity: query.isFetching ? 0.6 : 1 }}>
          <Headline report={report} />
          <PreviewMap report={report} geography={geography} />
          <Sums report={report} />
          <Untidy report={report} currency={currency} />
          <Group justify="space-between"><Button variant="default" onClick={back}>{t('owners.back_to_owners')}</Button><Button onClick={onNext}>{t('owners.to_create')}</Button></Group>
        </Stack>
      )}
    </Loaded>
  );
}

function Headline({ report }: { report: InferReport }) {
  const { t } = useTranslation('plans');
  const { index } = report;
  const figures: Figure[] = [
    { label: t('preview.index'), value: `${formatIndex(index.min)}–${formatIndex(index.max)}`, note: t('preview.index_note') },
    { label: t('preview.outside', { low: 85, high: 115 }), value: formatNumber(index.outside_85_115), note: t('preview.of_territories', { count: index.territories }), tone: index.outside_85_115 ? 'bad' : 'good' },
    { label: t('preview.outside', { low: formatNumber(index.band[0] * 100), high: formatNumber(index.band[1] * 100) }), value: formatNumber(index.out_of_band), note: t('preview.of_territories', { count: index.territories }), tone: index.out_of_band ? 'warn' : 'good' },
    { label: t('preview.out_of_territory'), value: formatNumber(report.accounts.outside), note: t('preview.national_note', { count: report.accounts.outside_national, shown: formatNumber(report.accounts.outside_national) }) },
    { label: t('preview.mixed'), value: formatNumber(report.units.mixed), note: t('preview.ties_note', { count: report.units.ties, shown: formatNumber(report.units.ties) }) },
    { label: t('preview.splits'), value: formatNumber(report.splits), note: t('preview.splits_note') },
  ];
  return <Figures items={figures} />;
}

/** Two sums a reader can check: accounts and units. */
function Sums({ report }: { report: InferReport }) {
  const { t } = useTranslation('plans');
  const { accounts, units } = report;
  const lines: [string, [string, number][]][] = [
    [t('preview.sum.accounts'), [[t('preview.sum.total'), accounts.total], [t('preview.sum.inside'), accounts.inside], [t('preview.sum.outside'), accounts.outside], [t('preview.sum.house'), accounts.house], [t('preview.sum.nobody'), accounts.nobody], [t('preview.sum.unplaced'), accounts.unplaced]]],
    [t('preview.sum.units'), [[t('preview.sum.total'), units.total], [t('preview.sum.single'), units.single], [t('preview.sum.mixed'), units.mixed], [t('preview.sum.without'), units.without_owner]]],
  ];
  return (
    <section>
      <Title order={2} size="h4" mb="xs">{t('preview.sum.title')}</Title>
      <Stack gap="xs">
        {lines.map(([name, [total, ...parts]]) => (
          <Text key={name} size="sm">
            <Text span fw={600}>{name}: {formatNumber(total[1])}</Text> = {parts.map(([label, value]) => `${formatNumber(value)} ${label}`).join(' + ')}
          </Text>
        ))}
      </Stack>
    </section>
  );
}

function Untidy({ report, currency }: { report: InferReport; currency: string }) {
  const { t } = useTranslation('plans');
  const money = useTableMoney(currency);
  return (
    <Tabs defaultValue="territories" keepMounted={false}>
      <Tabs.List>
        <Tabs.Tab value="territories">{t('preview.territories')}</Tabs.Tab>
        <Tabs.Tab value="outside">{t('preview.out_of_territory')} ({formatNumber(report.accounts.outside - report.accounts.outside_national)})</Tabs.Tab>
        <Tabs.Tab value="ties">{t('preview.ties')} ({formatNumber(report.units.ties)})</Tabs.Tab>
        <Tabs.Tab value="empty">{t('preview.empty')} ({formatNumber(report.empty.length)})</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="outside" pt="md"><Outside rows={report.out_of_territory} money={money} /></Tabs.Panel>
      <Tabs.Panel value="ties" pt="md"><Ties rows={report.ties} /></Tabs.Panel>
      <Tabs.Panel value="empty" pt="md">
        {report.empty.length ? <Text size="sm">{report.empty.join(', ')}</Text> : <Text size="sm" c="dimmed">{t('preview.none')}</Text>}
      </Tabs.Panel>
      <Tabs.Panel value="territories" pt="md"><Territories report={report} money={money} /></Tabs.Panel>
    </Tabs>
  );
}

function Outside({ rows, money }: { rows: Outsider[]; money: TableMoney }) {
  const { t } = useTranslation('plans');
  if (!rows.length) return <Text size="sm" c="dimmed">{t('preview.none')}</Text>;
  const columns: Column<Outsider>[] = [
    { id: 'name', header: t('preview.column.account'), value: (row) => row.name, cell: (row) => <>{row.name} <Text span size="xs" c="dimmed">{row.code}</Text></> },
    { id: 'held', header: t('preview.column.held_by'), value: (row) => row.held_by },
    { id: 'ground', header: t('preview.column.ground_of'), value: (row) => row.ground_of ?? '', cell: (row) => row.ground_of ?? t('parts:unassigned') },
    { id: 'unit', header: t('preview.column.unit'), value: (row) => row.unit },
    { id: 'revenue', header: t('preview.column.revenue'), value: (row) => row.revenue_12m, cell: (row) => money.show(row.revenue_12m), numeric: true },
    { id: 'workload', header: t('preview.column.workload'), value: (row) => row.workload_hours, cell: (row) => formatNumber(row.workload_hours, 1), numeric: true },
  ];
  return (
    <Stack gap="sm">
      <Alert variant="default">{t('preview.outside_text')}</Alert>
      <DataTable label={t('preview.out_of_territory')} corner={money.corner} columns={columns} rows={rows.slice(0, 200)} rowKey={(row) => row.code} />
      {rows.length > 200 && <Text size="xs" c="dimmed">{t('preview.first', { shown: 200, total: formatNumber(rows.length) })}</Text>}
    </Stack>
  );
}

function Ties({ rows }: { rows: Tie[] }) {
  const { t } = useTranslation('plans');
  if (!rows.length) return <Text size="sm" c="dimmed">{t('preview.none')}</Text>;
  return (
    <Table.ScrollContainer minWidth={420}>
      <Table>
        <Table.Thead><Table.Tr><Table.Th>{t('preview.column.unit')}</Table.Th><Table.Th>{t('preview.column.given_to')}</Table.Th><Table.Th>{t('preview.column.also')}</Table.Th></Table.Tr></Table.Thead>
        <Table.Tbody>{rows.slice(0, 200).map((tie) => <Table.Tr key={tie.idx}><Table.Td>{tie.code}</Table.Td><Table.Td>{tie.to}</Table.Td><Table.Td>{tie.also}</Table.Td></Table.Tr>)}</Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function Territories({ report, money }: { report: InferReport; money: TableMoney }) {
  const { t } = useTranslation('plans');
  const leaves = report.totals.territories.filter((row) => row.level === 0);
  const columns: Column<TotalsRow>[] = [
    { id: 'name', header: t('preview.column.territory'), value: (row) => row.name },
    { id: 'index', header: t('preview.index'), value: (row) => row.index, cell: (row) => (row.index == null ? missing : <IndexBar value={row.index} band={report.index.band} />) },
    { id: 'units', header: t('preview.sum.units'), value: (row) => row.units, cell: (row) => formatNumber(row.units), numeric: true },
    { id: 'accounts', header: t('owners.column.accounts'), value: (row) => row.values.accounts, cell: (row) => formatNumber(row.values.accounts), numeric: true },
    { id: 'revenue', header: t('preview.column.revenue'), value: (row) => row.values.revenue_12m, cell: (row) => money.show(row.values.revenue_12m), numeric: true },
    { id: 'workload', header: t('preview.column.workload'), value: (row) => row.values.workload_hours, cell: (row) => formatNumber(row.values.workload_hours), numeric: true },
  ];
  return <DataTable label={t('preview.territories')} corner={money.corner} columns={columns} rows={leaves} rowKey={(row) => row.key} initialSorting={[{ id: 'index', desc: true }]} />;
}
