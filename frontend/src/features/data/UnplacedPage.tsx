/** Accounts that lie in no unit: why, and a unit chosen by hand. */
import { Alert, Autocomplete, Button, Group, Select, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useMe } from '../../api/session';
import { type Column, DataTable } from '../../parts/DataTable';
import { Page } from '../../parts/Page';
import { Pages } from '../../parts/Pages';
import { type Units, useUnits } from '../../parts/useGround';
import { formatMoney } from '../../shell/format';
import { currentLanguage } from '../../shell/i18n';
import { EmptyState, Loaded } from '../../shell/states';
import { useGroundChoice } from '../plans/useGroundChoice';
import { type Unplaced, usePlace, useUnplaced } from './api';

const pageSize = 50;

export function UnplacedPage() {
  const { t } = useTranslation('data');
  const ground = useGroundChoice();
  const [page, setPage] = useState(1);
  const query = useUnplaced(ground.force, ground.geography, page);
  const units = useUnits(ground.geography, currentLanguage()).data;
  const currency = useMe().data?.field_forces.find((force) => force.key === ground.force)?.currency ?? 'USD';
  return (
    <Page title={t('unplaced.title')} lead={t('unplaced.lead')} crumbs={[{ label: t('title'), to: '/data' }]}>
      <Stack gap="md">
        <Group>
          {ground.forces.length > 1 && <Select aria-label={t('field_force')} data={ground.forces} value={ground.force ?? null} onChange={ground.setForce} allowDeselect={false} />}
          <Select aria-label={t('geography.one')} data={ground.geographies} value={ground.geography ?? null} onChange={ground.setGeography} allowDeselect={false} searchable w={280} />
        </Group>
        <Loaded query={query}>
          {(found) => found.results.length === 0 ? <EmptyState title={t('unplaced.none')} text={t('unplaced.none_text')} /> : (
            <>
              <UnplacedTable rows={found.results} units={units} geography={ground.geography!} currency={currency} />
              <Pages count={found.count} page={page} size={pageSize} onPage={setPage} />
            </>
          )}
        </Loaded>
      </Stack>
    </Page>
  );
}

type TableProps = { rows: Unplaced[]; units: Units | undefined; geography: string; currency: string };

function UnplacedTable({ rows, units, geography, currency }: TableProps) {
  const { t } = useTranslation('data');
  const where = (row: Unplaced) => [row.address, row.city, row.postcode, row.country].filter(Boolean).join(', ');
  const name = (row: Unplaced) => <div><Text size="sm" fw={550}>{row.name}</Text><Text size="xs" c="dimmed">{row.code}</Text></div>;
  const columns: Column<Unplaced>[] = [
    { id: 'name', header: t('unplaced.account'), value: (row) => row.name, cell: name },
    { id: 'reason', header: t('unplaced.reason.title'), value: (row) => row.reason, cell: (row) => t(`unplaced.reason.${row.reason}`) },
    { id: 'where', header: t('unplaced.address'), cell: where },
    { id: 'revenue', header: t('unplaced.revenue'), value: (row) => row.revenue_12m, cell: (row) => formatMoney(row.revenue_12m, currency), numeric: true },
    { id: 'place', header: t('unplaced.place'), cell: (row) => <PlaceForm row={row} units={units} geography={geography} /> },
  ];
  return (
    <DataTable label={t('unplaced.title')} columns={columns} rows={rows} rowKey={(row) => row.code}
      card={(row) => <Stack gap="xs">{name(row)}<Text size="sm" c="dimmed">{t(`unplaced.reason.${row.reason}`)} · {where(row)} · {formatMoney(row.revenue_12m, currency)}</Text><PlaceForm row={row} units={units} geography={geography} /></Stack>} />
  );
}

const offered = 20;

function PlaceForm({ row, units, geography }: { row: Unplaced; units: Units | undefined; geography: string }) {
  const { t } = useTranslation('data');
  const [text, setText] = useState('');
  const place = usePlace(geography);
  const found = useMemo(() => matching(units, text), [units, text]);
  const code = text.split(' · ')[0];
  const isKnown = units?.codes.includes(code) ?? false;
  const save = () => place.mutate({ code: row.code, unit: code }, { onSuccess: () => notifications.show({ message: t('unplaced.placed', { account: row.name, unit: text }) }) });
  return (
    <Stack gap={4}>
      <Group gap="xs" wrap="nowrap">
        <Autocomplete aria-label={t('unplaced.place_of', { account: row.name })} placeholder={t('unplaced.place_hint')} value={text} onChange={setText} data={found} limit={offered} miw={190} />
        <Button size="xs" variant="default" disabled={!isKnown} loading={place.isPending} onClick={save}>{t('unplaced.save')}</Button>
      </Group>
      {place.error && <Alert color="red" p="xs">{place.error.message}</Alert>}
    </Stack>
  );
}

function matching(units: Units | undefined, text: string): string[] {
  const wanted = text.trim().toLowerCase();
  if (!units || wanted.length < 2 || text.includes(' · ')) return [];
  const found: string[] = [];
  for (let i = 0; i < units.codes.length && found.length < offered; i++) {
    if (units.codes[i].toLowerCase().startsWith(wanted) || units.names[i].toLowerCase().includes(wanted)) found.push(`${units.codes[i]} · ${units.names[i]}`);
  }
  return found;
}

