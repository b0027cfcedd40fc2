/** What differs between a plan and something else: one sentence, what goes where, and each territory before and after. */
import { Button, Group, Menu, Select, Stack, Tabs, Text, Title } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import dayjs from 'dayjs';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams, useSearchParams } from 'react-router';

import { apiRoot } from '../../api/client';
import { useMe } from '../../api/session';
import { type Column, DataTable } from '../../parts/DataTable';
import { Figures } from '../../parts/Figures';
import { IndexBar } from '../../parts/IndexBar';
import { Page } from '../../parts/Page';
import { ThreeDates } from '../../parts/ThreeDates';
import { type TableMoney, useTableMoney } from '../../parts/useTableMoney';
import { formatDateTime, formatDelta, formatMoney, formatNumber, formatPercent, missing } from '../../shell/format';
import { EmptyState, Loaded } from '../../shell/states';
import { type Diff, type DiffRow, type Flow, house, type PlanDetail, useDiff, usePlan, usePlans, useSteps } from './api';

export default function ComparePage() {
  const id = Number(useParams().planId);
  const plan = usePlan(id);
  return <Loaded query={plan}>{(data) => <Compare plan={data} />}</Loaded>;
}

function Compare({ plan }: { plan: PlanDetail }) {
  const { t } = useTranslation('plans');
  const [params, setParams] = useSearchParams();
  const against = params.get('against') ?? `coverage:${dayjs().format('YYYY-MM-DD')}`;
  const query = useDiff(plan.id, against);
  const currency = useMe().data?.field_forces.find((force) => force.key === plan.field_force)?.currency ?? 'USD';
  return (
    <Page title={t('compare.title_of', { name: plan.name })} crumbs={[{ label: t('title'), to: '/plans' }, { label: plan.name, to: `/plans/${plan.id}` }]}
      lead={<ThreeDates dataOn={plan.cut.as_of} announceOn={plan.announce_on} effectiveOn={plan.effective_on} />} actions={<ExportMenu plan={plan} />}>
      <Stack gap="lg">
        <AgainstSelect plan={plan} value={against} onChange={(value) => setParams({ against: value }, { replace: true })} />
        <Loaded query={query} rows={8}>{(diff) => <DiffView diff={diff} plan={plan} currency={currency} />}</Loaded>
      </Stack>
    </Page>
  );
}

function AgainstSelect({ plan, value, onChange }: { plan: PlanDetail; value: string; onChange: (value: string) => void }) {
  const { t } = useTranslation('plans');
  const plans = usePlans(plan.field_force).data?.results ?? [];
  const steps = useSteps(plan.id).data?.results ?? [];
  const today = `coverage:${dayjs().format('YYYY-MM-DD')}`;
  const data = [
    { group: t('compare.in_force'), items: [{ value: today, label: t('compare.today') }] },
    { group: t('compare.plans'), items: plans.filter((other) => other.id !== plan.id && other.geography === plan.geography).map((other) => ({ value: `alignment:${other.id}`, label: other.name })) },
    { group: t('compare.steps'), items: steps.filter((step) => step.number !== plan.head.number).map((step) => ({ value: `revision:${step.number}`, label: `${step.number} · ${step.message} · ${formatDateTime(step.at)}` })) },
  ].filter((group) => group.items.length > 0);
  const known = data.some((group) => group.items.some((item) => item.value === value));
  return <Select label={t('compare.against')} data={known ? data : [{ group: t('compare.in_force'), items: [{ value, label: value.replace(/^\w+:/, '') }] }, ...data]} value={value} onChange={(chosen) => chosen && onChange(chosen)} allowDeselect={false} searchable maw={480} />;
}

const exports = ['workbook.xlsx', 'export.csv', 'totals.csv', 'exceptions.csv', 'export.geojson'] as const;

function ExportMenu({ plan }: { plan: PlanDetail }) {
  const { t } = useTranslation('plans');
  const root = `${apiRoot}/alignments/${plan.id}`;
  return (
    <Menu position="bottom-end">
      <Menu.Target><Button variant="default" leftSection={<IconDownload size={16} />}>{t('export.button')}</Button></Menu.Target>
      <Menu.Dropdown>
        {exports.map((file) => <Menu.Item key={file} component="a" href={`${root}/${file}`} download>{t(`export.${file.replace('.', '_')}`)}</Menu.Item>)}
      </Menu.Dropdown>
    </Menu>
  );
}

function DiffView({ diff, plan, currency }: { diff: Diff; plan: PlanDetail; currency: string }) {
  const { t } = useTranslation('plans');
  const money = useTableMoney(currency);
  if (diff.flows.length === 0) return <EmptyState title={t('compare.same')} text={t('compare.same_text')} />;
  return (
    <Stack gap="lg">
      <Title order={2} size="h3" fw={600}>{diff.sentence}</Title>
      <Figures items={[
        { label: t('compare.units'), value: formatNumber(diff.units) },
        { label: t('compare.accounts'), value: formatNumber(diff.values.accounts), note: formatPercent(diff.share.accounts) },
        { label: t('compare.revenue'), value: formatMoney(diff.values.revenue_12m, currency), note: formatPercent(diff.share.revenue_12m) },
        { label: t('compare.workload'), value: t('hours', { shown: formatNumber(diff.values.workload_hours) }), note: formatPercent(diff.share.workload_hours) },
      ]} />
      <Tabs defaultValue="territories" keepMounted={false}>
        <Tabs.List><Tabs.Tab value="territories">{t('compare.territories')}</Tabs.Tab><Tabs.Tab value="flows">{t('compare.flows')}</Tabs.Tab></Tabs.List>
        <Tabs.Panel value="territories" pt="md"><Territories rows={diff.territories} plan={plan} money={money} /></Tabs.Panel>
        <Tabs.Panel value="flows" pt="md"><Flows diff={diff} money={money} /></Tabs.Panel>
      </Tabs>
    </Stack>
  );
}

const net = (row: DiffRow, measure: string): number => (row.values_in[measure] ?? 0) - (row.values_out[measure] ?? 0);
const isTouched = (row: DiffRow): boolean => row.units_in + row.units_out > 0 || Object.keys(row.values_in).length + Object.keys(row.values_out).length > 0;

function Territories({ rows, plan, money }: { rows: DiffRow[]; plan: PlanDetail; money: TableMoney }) {
  const { t } = useTranslation('plans');
  const touched = useMemo(() => rows.filter(isTouched), [rows]);
  const columns: Column<DiffRow>[] = [
    { id: 'name', header: t('preview.column.territory'), value: (row) => row.name },
    { id: 'before', header: t('compare.index_before'), value: (row) => row.index_before, cell: (row) => (row.index_before === null ? missing : formatNumber(row.index_before)), numeric: true },
    { id: 'after', header: t('compare.index_after'), value: (row) => row.index_after, cell: (row) => (row.index_after === null ? missing : <IndexBar value={row.index_after} before={row.index_before} band={plan.band} />) },
    { id: 'units', header: t('compare.units'), value: (row) => row.units_in + row.units_out, cell: (row) => `+${formatNumber(row.units_in)} −${formatNumber(row.units_out)}`, numeric: true },
    { id: 'accounts', header: t('compare.accounts'), value: (row) => net(row, 'accounts'), cell: (row) => inOut(row, 'accounts'), numeric: true },
    { id: 'revenue', header: t('compare.revenue'), value: (row) => net(row, 'revenue_12m'), cell: (row) => signed(net(row, 'revenue_12m'), money), numeric: true },
    { id: 'workload', header: t('compare.workload'), value: (row) => net(row, 'workload_hours'), cell: (row) => formatDelta(net(row, 'workload_hours')), numeric: true },
  ];
  return <DataTable label={t('compare.territories')} corner={money.corner} columns={columns} rows={touched} rowKey={(row) => row.key} initialSorting={[{ id: 'units', desc: true }]} />;
}

const inOut = (row: DiffRow, measure: string): string => `+${formatNumber(row.values_in[measure] ?? 0)} −${formatNumber(row.values_out[measure] ?? 0)}`;
const signed = (value: number, money: TableMoney): string => (value > 0 ? '+' : value < 0 ? '−' : '±') + money.show(Math.abs(value));

function Flows({ diff, money }: { diff: Diff; money: TableMoney }) {
  const { t } = useTranslation('plans');
  const names = useMemo(() => new Map(diff.territories.map((row) => [row.key, row.name])), [diff]);
  const nameOf = (key: string) => names.get(key) ?? (key === house ? t('owners.house') : key === '' ? t('parts:unassigned') : key);
  const columns: Column<Flow>[] = [
    { id: 'from', header: t('compare.from'), value: (row) => nameOf(row.origin) },
    { id: 'to', header: t('compare.to'), value: (row) => nameOf(row.target) },
    { id: 'units', header: t('compare.units'), value: (row) => row.units, cell: (row) => formatNumber(row.units), numeric: true },
    { id: 'accounts', header: t('compare.accounts'), value: (row) => row.values.accounts, cell: (row) => formatNumber(row.values.accounts), numeric: true },
    { id: 'revenue', header: t('compare.revenue'), value: (row) => row.values.revenue_12m, cell: (row) => money.show(row.values.revenue_12m), numeric: true },
    { id: 'workload', header: t('compare.workload'), value: (row) => row.values.workload_hours, cell: (row) => formatNumber(row.values.workload_hours), numeric: true },
  ];
  return (
    <>
      <Group mb="xs"><Text size="sm" c="dimmed">{t('compare.flows_text')}</Text></Group>
      <DataTable label={t('compare.flows')} corner={money.corner} columns={columns} rows={diff.flows} rowKey={(row) => `${row.origin}>${row.target}`} />
    </>
  );
}
