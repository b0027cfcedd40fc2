/** Accounts from a file, and from there to today's plan. */
import { Alert, Button, Group, Select, SimpleGrid, Stack } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';

import { useMe } from '../../api/session';
import { FileDrop } from '../../parts/FileDrop';
import { Page } from '../../parts/Page';
import { localName } from '../../shell/format';
import { type ImportJob, reportOf, unplacedOf, useGeographies, useUpload } from './api';
import { ImportFlow } from './ImportFlow';

export function AccountImportPage() {
  const { t } = useTranslation('data');
  const { jobId } = useParams();
  const navigate = useNavigate();
  return (
    <Page title={t('import.accounts_title')} lead={t('import.accounts_lead')} crumbs={[{ label: t('title'), to: '/data' }]}>
      <ImportFlow jobId={jobId ? Number(jobId) : undefined} onJob={(id) => void navigate(`/data/import/accounts/${id}`)}
        drop={(onUploaded) => <AccountDrop onUploaded={onUploaded} />} next={(job) => <NextSteps job={job} />} />
    </Page>
  );
}

/** Which sales team and ground the file is for, then the file. */
export function AccountDrop({ onUploaded, fieldForce, geography }: { onUploaded: (job: ImportJob) => void; fieldForce?: string; geography?: string }) {
  const { t } = useTranslation('data');
  const forces = useMe().data?.field_forces ?? [];
  const geographies = useGeographies().data?.results ?? [];
  const [force, setForce] = useState<string | null>(fieldForce ?? null);
  const [ground, setGround] = useState<string | null>(geography ?? null);
  const upload = useUpload();
  const chosenForce = force ?? forces[0]?.key;
  const chosenGround = ground ?? forces.find((one) => one.key === chosenForce)?.geography_key ?? geographies[0]?.key;
  const send = (file: File) => upload.mutate({ file, field_force: chosenForce ?? '', geography: chosenGround ?? '' }, { onSuccess: onUploaded });
  return (
    <Stack gap="lg">
      {!fieldForce && (
        <SimpleGrid cols={{ base: 1, sm: 2 }} maw={640}>
          <Select label={t('field_force')} data={forces.map((one) => ({ value: one.key, label: localName(one.names, one.name) }))} value={chosenForce ?? null} onChange={setForce} allowDeselect={false} />
          <Select label={t('geography.one')} data={geographies.map((one) => ({ value: one.key, label: localName(one.names, one.name) }))} value={chosenGround ?? null} onChange={setGround} allowDeselect={false} searchable />
        </SimpleGrid>
      )}
      {upload.error && <Alert color="red" title={t('import.not_read')}>{upload.error.message}</Alert>}
      <FileDrop accept=".csv,.tsv,.txt,.xlsx" hint={t('import.accounts_hint')} busy={upload.isPending} onFile={send} />
    </Stack>
  );
}

function NextSteps({ job }: { job: ImportJob }) {
  const { t } = useTranslation('data');
  const report = reportOf(job);
  const unplaced = report ? unplacedOf(report) : 0;
  return (
    <Group>
      <Button component={Link} to="/plans/new/owners">{t('import.to_plan')}</Button>
      {unplaced > 0 && <Button variant="default" component={Link} to="/data/unplaced">{t('import.to_unplaced', { count: unplaced })}</Button>}
      <Button variant="default" component={Link} to="/accounts">{t('import.to_accounts')}</Button>
    </Group>
  );
}
