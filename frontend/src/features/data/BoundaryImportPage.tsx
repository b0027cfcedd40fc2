/** Boundaries from a file become a new geography: drop, check, name, load. */
import { Alert, Button, Group, List, Progress, Select, SimpleGrid, Stack, Stepper, Text, TextInput, Title } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import type { FieldProblem } from '../../api/problem';
import { type Column, DataTable } from '../../parts/DataTable';
import { Figures } from '../../parts/Figures';
import { FileDrop } from '../../parts/FileDrop';
import { Page } from '../../parts/Page';
import { formatNumber } from '../../shell/format';
import { type BoundaryFacts, type BoundaryImport, useBoundaryImport, useBoundaryLoad, useBoundaryUpload } from './api';
import { repairText } from './GeographyPage';

const steps = ['drop', 'check', 'load'] as const;
const reached: Record<BoundaryImport['state'], number> = { uploaded: 1, checking: 1, checked: 1, loading: 2, loaded: 2, failed: 1 };

export function BoundaryImportPage() {
  const { t } = useTranslation('data');
  const isNarrow = useMediaQuery('(max-width: 700px)');
  const [file, setFile] = useState<File>();
  const [jobId, setJobId] = useState<number>();
  const [chosen, setChosen] = useState<number>();
  const upload = useBoundaryUpload();
  const job = useBoundaryImport(jobId).data;
  const furthest = job ? reached[job.state] : 0;
  const active = Math.min(chosen ?? furthest, furthest);
  const send = (dropped: File, fields: { code_field?: string; name_field?: string } = {}) => {
    setFile(dropped);
    upload.mutate({ file: dropped, ...fields }, { onSuccess: (made) => { setJobId(made.id); setChosen(undefined); } });
  };
  return (
    <Page title={t('import.boundaries_title')} lead={t('import.boundaries_lead')} crumbs={[{ label: t('title'), to: '/data' }]} narrow>
      <Stepper active={active} onStepClick={setChosen} size="sm" mb="xl" wrap={false}>
        {steps.map((step, i) => <Stepper.Step key={step} label={isNarrow && i !== active ? undefined : t(`import.step.${step}`)} aria-label={isNarrow ? `${i + 1} ${t(`import.step.${step}`)}` : undefined} allowStepSelect={i <= furthest && furthest < 2} />)}
      </Stepper>
      {active === 0 && (
        <Stack>
          {upload.error && <Alert color="red" title={t('import.not_read')}>{upload.error.message}</Alert>}
          <FileDrop accept=".geojson,.json,.gpkg,.zip" hint={t('import.boundaries_hint')} busy={upload.isPending} onFile={send} />
        </Stack>
      )}
      {active === 1 && job && <Check job={job} busy={upload.isPending} recheck={(fields) => file && send(file, fields)} />}
      {active === 2 && job && <Load job={job} />}
    </Page>
  );
}

type CheckProps = { job: BoundaryImport; busy: boolean; recheck: (fields: { code_field?: string; name_field?: string }) => void };

function Check({ job, busy, recheck }: CheckProps) {
  const { t } = useTranslation('data');
  const { report } = job;
  if (job.state === 'checking') return <Progress value={100} animated aria-label={t('import.checking')} />;
  if (report.error && !report.fields) return <Alert color="red" title={t('import.failed')}>{report.error.message}</Alert>;
  return (
    <Stack gap="lg">
      <Alert color={report.loadable ? 'green' : 'red'} title={t(report.loadable ? 'boundaries.ok' : 'boundaries.not_ok')}>{report.error?.message ?? `${job.file_name} · ${report.format}`}</Alert>
      <Figures items={[
        { label: t('boundaries.units'), value: formatNumber(report.features) },
        { label: t('boundaries.crs'), value: report.crs },
        { label: t('import.repairs'), value: formatNumber(report.repair_count) },
        { label: t('boundaries.problems'), value: formatNumber(report.problem_count), tone: report.problem_count ? 'bad' : undefined },
      ]} />
      <SimpleGrid cols={{ base: 1, xs: 2 }} maw={560}>
        <Select label={t('boundaries.code_field')} data={report.fields} value={report.code_field || null} onChange={(field) => field && recheck({ code_field: field, name_field: report.name_field })} disabled={busy} searchable />
        <Select label={t('boundaries.name_field')} data={report.fields} value={report.name_field || null} onChange={(field) => recheck({ code_field: report.code_field, name_field: field ?? '' })} disabled={busy} clearable searchable />
      </SimpleGrid>
      {report.problems.length > 0 && <Problems problems={report.problems} />}
      {report.repairs.length > 0 && <section><Title order={2} size="h4" mb="xs">{t('import.repairs')}</Title><List size="sm">{report.repairs.slice(0, 30).map((repair, i) => <List.Item key={i}>{repairText(repair)}</List.Item>)}</List></section>}
      {report.loadable && <NameForm job={job} />}
    </Stack>
  );
}

function Problems({ problems }: { problems: FieldProblem[] }) {
  const { t } = useTranslation('data');
  const columns: Column<FieldProblem>[] = [
    { id: 'row', header: t('boundaries.feature'), value: (row) => row.row, numeric: true, width: 80 },
    { id: 'field', header: t('rejected.field'), value: (row) => row.field },
    { id: 'value', header: t('rejected.value'), cell: (row) => String(row.value ?? '') },
    { id: 'message', header: t('rejected.message'), value: (row) => row.message },
    { id: 'expected', header: t('rejected.expected'), cell: (row) => row.expected },
  ];
  return <DataTable label={t('boundaries.problems')} columns={columns} rows={problems} rowKey={(row) => `${row.row}:${row.field}:${row.message}`} />;
}

const slug = (text: string): string => text.toLowerCase().replace(/\.[^.]+$/, '').replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '').slice(0, 60);

function NameForm({ job }: { job: BoundaryImport }) {
  const { t } = useTranslation('data');
  const load = useBoundaryLoad();
  const [facts, setFacts] = useState<BoundaryFacts>({ key: slug(job.file_name), name: job.file_name.replace(/\.[^.]+$/, ''), level_name: t('boundaries.area'), country: '', release: String(new Date().getFullYear()), attribution: '' });
  const field = (name: keyof BoundaryFacts) => ({ value: facts[name], onChange: (event: { currentTarget: { value: string } }) => setFacts({ ...facts, [name]: event.currentTarget.value }) });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    load.mutate({ id: job.id, facts });
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <SimpleGrid cols={{ base: 1, xs: 2 }} maw={640}>
          <TextInput label={t('boundaries.new_name')} required maxLength={200} {...field('name')} />
          <TextInput label={t('boundaries.new_key')} description={t('boundaries.new_key_hint')} required pattern="[a-z0-9\-]+" maxLength={60} {...field('key')} />
          <TextInput label={t('boundaries.level')} required maxLength={60} {...field('level_name')} />
          <TextInput label={t('boundaries.country')} maxLength={2} {...field('country')} />
          <TextInput label={t('boundaries.release')} required maxLength={60} {...field('release')} />
          <TextInput label={t('geography.attribution')} {...field('attribution')} />
        </SimpleGrid>
        {load.error && <Alert color="red">{load.error.message}</Alert>}
        <Group><Button type="submit" loading={load.isPending}>{t('boundaries.load')}</Button></Group>
      </Stack>
    </form>
  );
}

function Load({ job }: { job: BoundaryImport }) {
  const { t } = useTranslation('data');
  const queries = useQueryClient();
  const isLoaded = job.state === 'loaded';
  useEffect(() => {
    if (isLoaded) void queries.invalidateQueries({ queryKey: ['geographies'] });
  }, [isLoaded, queries]);
  if (!isLoaded) return <Stack gap="sm" maw={560}><Text fw={600}>{t('boundaries.making')}</Text><Progress value={100} animated aria-label={t('boundaries.making')} /><Text size="sm" c="dimmed">{t('import.may_leave')}</Text></Stack>;
  return (
    <Stack gap="lg">
      <Alert color="green" title={t('boundaries.loaded', { name: job.mapping.name })} />
      <Group><Button component={Link} to={`/data/geographies/${job.geography}`}>{t('import.to_geography')}</Button></Group>
    </Stack>
  );
}
