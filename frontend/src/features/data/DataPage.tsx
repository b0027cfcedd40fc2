/** What the planning stands on: geographies, accounts, and the files they came from. */
import { Anchor, Button, Group, Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { IconFileImport, IconMapPinQuestion, IconUsersGroup } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { Tag } from '../../parts/Tag';
import { type Column, DataTable } from '../../parts/DataTable';
import { Page } from '../../parts/Page';
import { currentLanguage, type Language } from '../../shell/i18n';
import { formatDateTime, formatNumber, localName } from '../../shell/format';
import { EmptyState, Loaded } from '../../shell/states';
import { type Geography, type ImportJob, reportOf, useGeographies, useImports } from './api';

export function DataPage() {
  const { t } = useTranslation('data');
  return (
    <Page title={t('title')} lead={t('lead')}>
      <Stack gap="xl">
        <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="md">
          <Door to="import/accounts" icon={<IconUsersGroup size={22} />} title={t('door.accounts')} text={t('door.accounts_text')} />
          <Door to="unplaced" icon={<IconMapPinQuestion size={22} />} title={t('door.unplaced')} text={t('door.unplaced_text')} />
          <Door to="import/boundaries" icon={<IconFileImport size={22} />} title={t('door.boundaries')} text={t('door.boundaries_text')} />
        </SimpleGrid>
        <Geographies />
        <Imports />
      </Stack>
    </Page>
  );
}

function Door({ to, icon, title, text }: { to: string; icon: ReactNode; title: string; text: string }) {
  return (
    <Paper component={Link} to={to} withBorder p="lg" style={{ color: 'inherit', textDecoration: 'none' }}>
      <Group wrap="nowrap" align="flex-start">
        {icon}
        <div><Text fw={650}>{title}</Text><Text size="sm" c="dimmed">{text}</Text></div>
      </Group>
    </Paper>
  );
}

function Geographies() {
  const { t } = useTranslation('data');
  const query = useGeographies();
  return (
    <section>
      <Title order={2} size="h4" mb="sm">{t('geographies')}</Title>
      <Loaded query={query} rows={4}>
        {(page) => page.results.length
          ? <DataTable label={t('geographies')} columns={geographyColumns(t)} rows={page.results} rowKey={(row) => row.key} card={(row) => <GeographyCard row={row} />} />
          : <EmptyState title={t('no_geography')} text={t('no_geography_text')} action={<Button component={Link} to="import/boundaries">{t('door.boundaries')}</Button>} />}
      </Loaded>
    </section>
  );
}

type T = TFunction<'data'>;

const geographyColumns = (t: T): Column<Geography>[] => [
  { id: 'name', header: t('geography.name'), value: (row) => localName(row.names, row.name), cell: (row) => <GeographyName row={row} /> },
  { id: 'level', header: t('geography.level'), value: levelName },
  { id: 'country', header: t('geography.country'), value: (row) => countryName(row.country) },
  { id: 'release', header: t('geography.release'), value: (row) => row.release },
  { id: 'units', header: t('geography.units'), value: (row) => row.n_units, cell: (row) => formatNumber(row.n_units), numeric: true },
];

export const levelName = (row: Geography): string => localName(row.level_names, row.level_name);

export const countryName = (code: string, language: Language = currentLanguage()): string =>
  new Intl.DisplayNames([language], { type: 'region', fallback: 'code' }).of(code) ?? code;

function GeographyName({ row }: { row: Geography }) {
  const { t } = useTranslation('data');
  return (
    <Group gap="sm">
      <Anchor component={Link} to={`/data/geographies/${row.key}`} fw={550}>{localName(row.names, row.name)}</Anchor>
      {row.approximate && <Tag tone="warn">{t('geography.approximate')}</Tag>}
    </Group>
  );
}

function GeographyCard({ row }: { row: Geography }) {
  const { t } = useTranslation('data');
  return <><GeographyName row={row} /><Text size="sm" c="dimmed">{t('geography.line', { level: levelName(row), units: formatNumber(row.n_units), release: row.release })}</Text></>;
}

function Imports() {
  const { t } = useTranslation('data');
  const query = useImports();
  return (
    <section>
      <Title order={2} size="h4" mb="sm">{t('imports')}</Title>
      <Loaded query={query} rows={3}>
        {(page) => page.results.length
          ? <DataTable label={t('imports')} columns={importColumns(t)} rows={page.results} rowKey={(row) => String(row.id)} card={(row) => <ImportCard row={row} />} />
          : <EmptyState title={t('no_import')} text={t('no_import_text')} action={<Button component={Link} to="import/accounts">{t('door.accounts')}</Button>} />}
      </Loaded>
    </section>
  );
}

const importColumns = (t: T): Column<ImportJob>[] => [
  { id: 'file', header: t('import.file'), value: (row) => row.file_name, cell: (row) => <ImportLink row={row} /> },
  { id: 'state', header: t('import.state_label'), value: (row) => t(`import.state.${row.state}`) },
  { id: 'rows', header: t('import.rows'), value: (row) => reportOf(row)?.rows, cell: (row) => formatNumber(reportOf(row)?.rows), numeric: true },
  { id: 'at', header: t('import.at'), value: (row) => row.created_at, cell: (row) => formatDateTime(row.created_at) },
];

const ImportLink = ({ row }: { row: ImportJob }) => <Anchor component={Link} to={`/data/import/accounts/${row.id}`} fw={550}>{row.file_name}</Anchor>;

function ImportCard({ row }: { row: ImportJob }) {
  const { t } = useTranslation('data');
  return <><ImportLink row={row} /><Text size="sm" c="dimmed">{t(`import.state.${row.state}`)} · {formatDateTime(row.created_at)}</Text></>;
}
