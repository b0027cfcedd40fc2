/** What loading would do, in figures that add up, and every row that cannot be loaded with its reason. */
import { Alert, Button, Group, List, Progress, Stack, Text, Title } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import { apiRoot } from '../../api/client';
import type { FieldProblem } from '../../api/problem';
import { type Column, DataTable } from '../../parts/DataTable';
import { Figures } from '../../parts/Figures';
import { formatNumber } from '../../shell/format';
import { type ImportJob, type ImportReport, type PlacementCounts, reportOf, useLoad } from './api';

type Props = { job: ImportJob; back: () => void; onLoading: () => void };

export function CheckStep({ job, back, onLoading }: Props) {
  const { t } = useTranslation('data');
  const load = useLoad(job.id);
  const report = reportOf(job);
  if (job.state === 'checking' || !report) return <Checking />;
  const good = report.new + report.changed + report.unchanged;
  const { rejected } = report;
  return (
    <Stack gap="lg">
      <Counts report={report} rejected={rejected} />
      {report.placement && <Placement counts={report.placement} />}
      <Repairs repairs={report.repairs} />
      {rejected > 0 && <Rejected job={job} rows={report.errors} total={rejected} />}
      {load.error && <Alert color="red">{load.error.message}</Alert>}
      {rejected > 0 && <Text size="sm" c="dimmed">{t('import.all_or_nothing')}</Text>}
      <Group justify="space-between">
        <Button variant="default" onClick={back}>{t('import.back_to_match')}</Button>
        <Button disabled={good === 0} loading={load.isPending} onClick={() => load.mutate(undefined, { onSuccess: onLoading })}>
          {rejected > 0 ? t('import.load_good', { count: good, shown: formatNumber(good), rejected: formatNumber(rejected) }) : t('import.load', { count: good, shown: formatNumber(good) })}
        </Button>
      </Group>
    </Stack>
  );
}

function Counts({ report, rejected }: { report: ImportReport; rejected: number }) {
  const { t } = useTranslation('data');
  const parts = [report.new, report.changed, report.unchanged, rejected].map((count) => formatNumber(count));
  return (
    <Stack gap="sm">
      <Figures items={[
        { label: t('import.rows'), value: formatNumber(report.rows) },
        { label: t('import.new'), value: parts[0] },
        { label: t('import.changed'), value: parts[1] },
        { label: t('import.unchanged'), value: parts[2] },
        { label: t('import.rejected'), value: parts[3], tone: rejected ? 'bad' : undefined },
      ]} />
      <Text size="sm" c="dimmed">{t('import.adds_up', { rows: formatNumber(report.rows), new: parts[0], changed: parts[1], unchanged: parts[2], rejected: parts[3] })}</Text>
    </Stack>
  );
}

/** How the good rows find their place on the ground; what does not, says why. */
function Placement({ counts }: { counts: PlacementCounts }) {
  const { t } = useTranslation('data');
  const found = Object.entries(counts).filter(([, count]) => count > 0);
  const total = found.reduce((sum, [, count]) => sum + count, 0);
  return (
    <section>
      <Title order={2} size="h4" mb="xs">{t('placement.title')}</Title>
      <Text size="sm">{t('placement.sum', { total: formatNumber(total) })} {found.map(([how, count]) => `${formatNumber(count)} ${t(`placement.${how}`)}`).join(' + ')}</Text>
    </section>
  );
}

const examples = 3;

function Repairs({ repairs }: { repairs: ImportReport['repairs'] }) {
  const { t } = useTranslation('data');
  const kinds = Object.entries(repairs.counts);
  if (!kinds.length) return null;
  const sample = (kind: string) => repairs.listed.filter((one) => one.kind === kind).slice(0, examples).map((one) => (one.before === one.after ? one.before : `${one.before || '–'} → ${one.after}`)).join(', ');
  return (
    <section>
      <Title order={2} size="h4" mb="xs">{t('import.repairs')}</Title>
      <List size="sm" spacing="xs">
        {kinds.map(([kind, count]) => <List.Item key={kind}>{formatNumber(count)} × {t(`repair.${kind}`, kind)} <Text span c="dimmed">({sample(kind)})</Text></List.Item>)}
      </List>
    </section>
  );
}

function Checking() {
  const { t } = useTranslation('data');
  return <Stack gap="sm" maw={560}><Text fw={600}>{t('import.checking')}</Text><Progress value={100} animated aria-label={t('import.checking')} /><Text size="sm" c="dimmed">{t('import.may_leave')}</Text></Stack>;
}

function Rejected({ job, rows, total }: { job: ImportJob; rows: FieldProblem[]; total: number }) {
  const { t } = useTranslation('data');
  const labels = new Map(job.fields_available.map((field) => [field.key, field.label]));
  const columns: Column<FieldProblem>[] = [
    { id: 'row', header: t('rejected.row'), value: (row) => row.row, numeric: true, width: 80 },
    { id: 'field', header: t('rejected.field'), value: (row) => row.field, cell: (row) => labels.get(row.field ?? '') ?? row.field },
    { id: 'value', header: t('rejected.value'), cell: (row) => <code>{String(row.value ?? '')}</code> },
    { id: 'message', header: t('rejected.message'), value: (row) => row.message },
    { id: 'expected', header: t('rejected.expected'), cell: (row) => row.expected },
  ];
  return (
    <section>
      <Group justify="space-between" mb="sm">
        <Title order={2} size="h4">{t('rejected.title', { count: total, shown: formatNumber(total) })}</Title>
        {job.has_rejected && <Button component="a" variant="default" size="xs" leftSection={<IconDownload size={14} />} href={`${apiRoot}/imports/${job.id}/rejected.csv`} download>{t('rejected.download')}</Button>}
      </Group>
      <DataTable label={t('rejected.title', { count: total, shown: formatNumber(total) })} columns={columns} rows={rows.slice(0, 200)} rowKey={(row) => `${row.row}:${row.field}:${row.message}`} />
      {total > 200 && <Text size="xs" c="dimmed" mt="xs">{t('rejected.first', { shown: 200, total: formatNumber(total) })}</Text>}
    </section>
  );
}
