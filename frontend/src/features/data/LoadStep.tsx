/** Loading, its progress, what came of it, and the way back. */
import { Alert, Button, Group, Progress, Stack, Text } from '@mantine/core';
import { IconArrowBackUp, IconCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { formatNumber } from '../../shell/format';
import { type ImportJob, reportOf, useUndoImport } from './api';
import { useImportProgress } from './useImportProgress';

type Props = { job: ImportJob; back: () => void; next?: (job: ImportJob) => ReactNode };

export function LoadStep({ job, back, next }: Props) {
  if (job.state === 'loading') return <Loading job={job} />;
  if (job.state === 'loaded') return <Done job={job} next={next} />;
  return <Ended job={job} back={back} />;
}

function Loading({ job }: { job: ImportJob }) {
  const { t } = useTranslation('data');
  const total = reportOf(job)?.rows ?? 0;
  const done = useImportProgress(job.id);
  return (
    <Stack gap="sm" maw={560}>
      <Text fw={600}>{t('import.loading')}</Text>
      <Progress value={total && done ? Math.min(100, (100 * done) / total) : 100} animated aria-label={t('import.loading')} />
      <Text size="sm" c="dimmed">{total && done ? t('import.progress', { done: formatNumber(done), total: formatNumber(total) }) : t('import.starting')}</Text>
      <Text size="sm" c="dimmed">{t('import.may_leave')}</Text>
    </Stack>
  );
}

function Done({ job, next }: { job: ImportJob; next?: (job: ImportJob) => ReactNode }) {
  const { t } = useTranslation('data');
  const undo = useUndoImport();
  const report = reportOf(job);
  return (
    <Stack gap="lg" maw={720}>
      <Alert variant="default" icon={<IconCheck color="var(--good)" size={18} />} title={t('import.loaded', { file: job.file_name })}>
        {report && t('import.loaded_counts', { new: formatNumber(report.new), changed: formatNumber(report.changed), unchanged: formatNumber(report.unchanged) })}
      </Alert>
      {next?.(job)}
      {undo.error && <Alert color="red">{undo.error.message}</Alert>}
      <Group><Button variant="subtle" color="gray" leftSection={<IconArrowBackUp size={16} />} loading={undo.isPending} onClick={() => undo.mutate(job.id)}>{t('import.undo')}</Button></Group>
    </Stack>
  );
}

function Ended({ job, back }: { job: ImportJob; back: () => void }) {
  const { t } = useTranslation('data');
  const failed = job.state === 'failed';
  return (
    <Stack gap="lg" maw={720}>
      <Alert color={failed ? 'red' : 'gray'} title={t(failed ? 'import.failed' : 'import.undone')}>{job.error?.detail ?? t(failed ? 'import.failed_text' : 'import.undone_text')}</Alert>
      <Group><Button variant="default" onClick={back}>{t('import.back_to_check')}</Button></Group>
    </Stack>
  );
}
