/** All accounts one may see, as a table: searched, filtered, sorted, exported. The address holds the whole choice. */
import { Anchor, Button, Group, Select, Text, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconDownload, IconSearch } from '@tabler/icons-react';
import type { SortingState } from '@tanstack/react-table';
import type { TFunction } from 'i18next';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useSearchParams } from 'react-router';

import { Tag } from '../../parts/Tag';
import { apiRoot } from '../../api/client';
import { useMe } from '../../api/session';
import { type Column, DataTable } from '../../parts/DataTable';
import { Page } from '../../parts/Page';
import { Pages } from '../../parts/Pages';
import { type TableMoney, useTableMoney } from '../../parts/useTableMoney';
import { formatMoney, formatNumber, localName } from '../../shell/format';
import { currentLanguage } from '../../shell/i18n';
import { EmptyState, Loaded } from '../../shell/states';
import { type AccountFilter, accountName, type AccountRow, useAccounts } from './api';

const pageSize = 50;
const filters = ['search', 'tier', 'kind', 'field_force', 'position', 'unit', 'ordering'] as const;

export function AccountsPage() {
  const { t } = useTranslation('accounts');
  const [params, setParams] = useSearchParams();
  const filter = useMemo(() => filterOf(params), [params]);
  const query = useAccounts({ ...filter, page_size: pageSize });
  const set = (key: string, value: string | null) =>
    setParams((old) => {
      if (value) old.set(key, value);
      else old.delete(key);
      if (key !== 'page') old.delete('page');
      return old;
    }, { replace: true });
  const isFiltered = filters.some((key) => key !== 'ordering' && params.get(key));
  const exported = new URLSearchParams([...params].filter(([key]) => key !== 'page')).toString();
  return (
    <Page title={t('title')} actions={<Button component="a" variant="default" leftSection={<IconDownload size={16} />} href={`${apiRoot}/accounts/export.csv?${exported}`} download>{t('export')}</Button>}>
      <Filters params={params} set={set} />
      <Loaded query={query} rows={12}>
        {(page) => page.results.length === 0
          ? <NoAccounts isFiltered={isFiltered} clear={() => setParams({}, { replace: true })} />
          : (
            <>
              <AccountTable rows={page.results} ordering={filter.ordering ?? ''} onOrdering={(value) => set('ordering', value)} />
              <Pages count={page.count} page={filter.page ?? 1} size={pageSize} onPage={(value) => set('page', String(value))} />
            </>
          )}
      </Loaded>
    </Page>
  );
}

function filterOf(params: URLSearchParams): AccountFilter {
  const chosen = Object.fromEntries(filters.flatMap((key) => { const value = params.get(key); return value ? [[key, value]] : []; }));
  return { ordering: '-revenue_12m', ...chosen, page: Number(params.get('page') ?? 1) };
}

function Filters({ params, set }: { params: URLSearchParams; set: (key: string, value: string | null) => void }) {
  const { t } = useTranslation('accounts');
  const forces = useMe().data?.field_forces ?? [];
  const [text, setText] = useState(params.get('search') ?? '');
  const search = useDebouncedCallback((value: string) => set('search', value.trim()), 250);
  return (
    <Group mb="md" gap="sm" align="flex-end">
      <TextInput aria-label={t('search')} placeholder={t('search')} leftSection={<IconSearch size={15} />} value={text} w={{ base: '100%', xs: 280 }}
        onChange={(event) => { setText(event.currentTarget.value); search(event.currentTarget.value); }} />
      <Select aria-label={t('column.tier')} placeholder={t('any_tier')} data={['A', 'B', 'C', 'D']} value={params.get('tier')} onChange={(value) => set('tier', value)} clearable w={130} />
      <Select aria-label={t('column.kind')} placeholder={t('any_kind')} data={['customer', 'prospect'].map((kind) => ({ value: kind, label: t(`kind.${kind}`) }))}
        value={params.get('kind')} onChange={(value) => set('kind', value)} clearable w={150} />
      {forces.length > 1 && (
        <Select aria-label={t('team')} placeholder={t('any_team')} data={forces.map((force) => ({ value: force.key, label: localName(force.names, force.name) }))}
          value={params.get('field_force')} onChange={(value) => set('field_force', value)} clearable w={200} />
      )}
      {params.get('unit') && <Tag>{t('column.unit')}: {params.get('unit')}</Tag>}
    </Group>
  );
}

function NoAccounts({ isFiltered, clear }: { isFiltered: boolean; clear: () => void }) {
  const { t } = useTranslation('accounts');
  if (isFiltered) return <EmptyState title={t('none_found')} text={t('none_found_text')} action={<Button variant="default" onClick={clear}>{t('clear')}</Button>} />;
  return <EmptyState title={t('none')} text={t('none_text')} action={<Button component={Link} to="/data/import/accounts">{t('import')}</Button>} />;
}

type TableProps = { rows: AccountRow[]; ordering: string; onOrdering: (value: string) => void };

function AccountTable({ rows, ordering, onOrdering }: TableProps) {
  const { t } = useTranslation('accounts');
  const navigate = useNavigate();
  const money = useTableMoney(rows[0]?.currency || 'USD');
  const isOneCurrency = rows.every((row) => row.currency === rows[0].currency);
  const show: TableMoney = isOneCurrency ? money : { corner: '', show: (value) => formatNumber(value) };
  const columns = accountColumns(t, show);
  const sorting: SortingState = ordering ? [{ id: ordering.replace(/^-/, ''), desc: ordering.startsWith('-') }] : [];
  const sort = (next: SortingState | ((old: SortingState) => SortingState)) => {
    const [first] = typeof next === 'function' ? next(sorting) : next;
    onOrdering(first ? (first.desc ? '-' : '') + first.id : '');
  };
  return (
    <DataTable label={t('title')} corner={show.corner} columns={columns} rows={rows} rowKey={(row) => row.code} sorting={sorting} onSorting={sort}
      onOpen={(row) => void navigate(`/accounts/${encodeURIComponent(row.code)}`)} card={(row) => <AccountCard row={row} />} />
  );
}

type T = TFunction<'accounts'>;

const accountColumns = (t: T, money: TableMoney): Column<AccountRow>[] => [
  { id: 'name', header: t('column.name'), value: (row) => row.name, cell: (row) => <AccountName row={row} /> },
  { id: 'tier', header: t('column.tier'), value: (row) => row.tier, cell: (row) => row.tier || '–', width: 70 },
  { id: 'kind', header: t('column.kind'), cell: (row) => t(`kind.${row.kind}`) },
  { id: 'city', header: t('column.city'), value: (row) => row.city, cell: (row) => [row.city, row.postcode].filter(Boolean).join(' ') },
  { id: 'owner', header: t('column.owner'), value: (row) => row.owner, cell: (row) => row.covered_by?.territory_name ?? row.owner },
  { id: 'revenue_12m', header: t('column.revenue'), value: (row) => row.revenue_12m, cell: (row) => money.show(row.revenue_12m), numeric: true },
  { id: 'potential', header: t('column.potential'), value: (row) => row.potential, cell: (row) => money.show(row.potential), numeric: true },
  { id: 'workload_hours', header: t('column.workload'), cell: (row) => (row.workload_hours ? formatNumber(row.workload_hours, 1) : '–'), numeric: true },
];

function AccountName({ row }: { row: AccountRow }) {
  return (
    <div>
      <Anchor component={Link} to={`/accounts/${encodeURIComponent(row.code)}`} fw={550}>{accountName(row, currentLanguage())}</Anchor>
      <Text size="xs" c="dimmed">{row.code}</Text>
    </div>
  );
}

function AccountCard({ row }: { row: AccountRow }) {
  const { t } = useTranslation('accounts');
  return (
    <Group justify="space-between" wrap="nowrap" align="flex-start">
      <div><AccountName row={row} /><Text size="sm" c="dimmed">{[row.city, t(`kind.${row.kind}`), row.tier].filter(Boolean).join(' · ')}</Text></div>
      <Text fw={600} style={{ whiteSpace: 'nowrap' }}>{formatMoney(row.revenue_12m, row.currency)}</Text>
    </Group>
  );
}
