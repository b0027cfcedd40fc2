/** What loading would do, in figures that add up, and every row that cannot be loaded with its reason. */
import { Alert, Button, Group, List, Stack, Text, Title } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import { apiRoot } from '../../api/client';
import type { FieldProblem } from '../../api/problem';
import { type Column, DataTable } from '../../parts/DataTable';
import { Figures } from '../../parts/Figures';
import { formatNumber } from '../../shell/format';
import { type ImportJob, type ImportReport, useLoad } from './api';

type Props = { job: ImportJob; back: () => void; onLoading: () => void };

export function CheckStep({ job, back, onLoading }: Props) {
  const { t } = useTranslation('data');
  const load = useLoad(job.id);
  const report = job.report;
  if (!report) return null;
  const good = report.new + report.changed + report.unchanged;
  const rejected = report.rejected_count ?? report.rejected.length;
  return (
    <Stack gap="lg">
      <Counts report={report} rejected={rejected} />
      {report.repairs.length > 0 && <Repairs repairs={report.repairs} />}
      {rejected > 0 && <Rejected job={job} rows={report.rejected} total={rejected} />}
      {load.error && <Alert color="red">{load.error.message}</Alert>}
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

function Repairs({ repairs }: { repairs: ImportReport['repairs'] }) {
  const { t } = useTranslation('data');
  return (
    <section>
      <Title order={2} size="h4" mb="xs">{t('import.repairs')}</Title>
      <List size="sm" spacing="xs">
        {repairs.map((repair) => (
          <List.Item key={repair.code}>{repair.message} <Text span c="dimmed">({formatNumber(repair.count)}{repair.samples?.length ? `: ${repair.samples.join(', ')}` : ''})</Text></List.Item>
        ))}
      </List>
    </section>
  );
}

function Rejected({ job, rows, total }: { job: ImportJob; rows: FieldProblem[]; total: number }) {
  const { t } = useTranslation('data');
  const columns: Column<FieldProblem>[] = [
    { id: 'row', header: t('rejected.row'), value: (row) => row.row, numeric: true, width: 80 },
    { id: 'field', header: t('rejected.field'), value: (row) => row.field, cell: (row) => t(`field.${row.field}`, row.field ?? '') },
    { id: 'value', header: t('rejected.value'), cell: (row) => <code>{String(row.value ?? '')}</code> },
    { id: 'message', header: t('rejected.message'), value: (row) => row.message },
    { id: 'expected', header: t('rejected.expected'), cell: (row) => row.expected },
  ];
  return (
    <section>
      <Group justify="space-between" mb="sm">
        <Title order={2} size="h4">{t('rejected.title', { count: total, shown: formatNumber(total) })}</Title>
        <Button component="a" variant="default" size="xs" leftSection={<IconDownload size={14} />} href={`${apiRoot}/imports/${job.id}/rejected.csv`} download>{t('rejected.download')}</Button>
      </Group>
      <DataTable label={t('rejected.title', { count: total, shown: formatNumber(total) })} columns={columns} rows={rows.slice(0, 200)} rowKey={(row) => `${row.row}:${row.field}:${row.message}`} />
      {total > 200 && <Text size="xs" c="dimmed" mt="xs">{t('rejected.first', { shown: 200, total: formatNumber(total) })}</Text>}
    </section>
  );
}
