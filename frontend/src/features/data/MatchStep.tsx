/** Which column of the file is what: guessed, shown with samples, to be put right. */
import { Alert, Button, Group, Select, Stack, Table, Text } from '@mantine/core';
import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { Tag } from '../../parts/Tag';
import type { ImportJob, Mapping, SourceColumn, TargetField } from './api';
import { useCheck } from './api';

export function MatchStep({ job, onChecked }: { job: ImportJob; onChecked: () => void }) {
  const { t } = useTranslation('data');
  const [mapping, setMapping] = useState<Mapping>(job.mapping);
  const check = useCheck(job.id);
  const missing = job.fields_available.filter((field) => field.required && !mapping[field.key]);
  const used = new Set(Object.values(mapping));
  const unused = job.layout.columns.filter((column) => !used.has(column.name));
  const set = (field: string, column: string | null) =>
    setMapping(({ [field]: _old, ...rest }) => (column ? { ...rest, [field]: column } : rest));
  return (
    <Stack gap="lg">
      <Text c="dimmed" size="sm">
        {t('import.read_as', { file: job.file_name, how: howRead(job, t) })}
      </Text>
      <Table.ScrollContainer minWidth={560}>
        <Table verticalSpacing="sm">
          <Table.Thead>
            <Table.Tr><Table.Th w={220}>{t('import.field')}</Table.Th><Table.Th w={260}>{t('import.column')}</Table.Th><Table.Th>{t('import.samples')}</Table.Th></Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {job.fields_available.map((field) => (
              <FieldRow key={field.key} field={field} columns={job.layout.columns} value={mapping[field.key] ?? null} onChange={(column) => set(field.key, column)} />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {unused.length > 0 && (
        <Group gap="xs"><Text size="sm" c="dimmed">{t('import.unused')}</Text>{unused.map((column) => <Tag key={column.name}>{column.name}</Tag>)}</Group>
      )}
      {(check.error ?? job.error) && <Alert color="red" title={t('import.check_failed')}>{check.error?.message ?? job.error?.detail}</Alert>}
      <Group justify="flex-end">
        {missing.length > 0 && <Text size="sm" c="var(--bad)">{t('import.missing', { fields: missing.map((field) => field.label).join(', ') })}</Text>}
        <Button disabled={missing.length > 0} loading={check.isPending} onClick={() => check.mutate(mapping, { onSuccess: onChecked })}>{t('import.check')}</Button>
      </Group>
    </Stack>
  );
}

const delimiters: Record<string, string> = { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'bar' };

function howRead({ layout }: ImportJob, t: TFunction<'data'>): string {
  if (layout.sheet) return t('import.delimiter.sheet', { sheet: layout.sheet });
  return `${layout.encoding}, ${t(`import.delimiter.${delimiters[layout.delimiter] ?? 'comma'}`)}`;
}

const sentenceCase = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

type RowProps = { field: TargetField; columns: SourceColumn[]; value: string | null; onChange: (column: string | null) => void };

function FieldRow({ field, columns, value, onChange }: RowProps) {
  const { t } = useTranslation('data');
  const label = sentenceCase(field.label);
  const samples = columns.find((column) => column.name === value)?.samples ?? [];
  return (
    <Table.Tr>
      <Table.Td>
        <Text size="sm" fw={550}>{label}{field.required && <Text span c="var(--bad)" aria-label={t('import.required')}> *</Text>}</Text>
        <Text size="xs" c="dimmed">{t(`field_hint.${field.key}`, '')}</Text>
      </Table.Td>
      <Table.Td>
        <Select aria-label={label} data={columns.map((column) => column.name)} value={value} onChange={onChange} clearable searchable placeholder={t('import.no_column')} />
      </Table.Td>
      <Table.Td><Text size="xs" c="dimmed" lineClamp={2}>{samples.join(' · ')}</Text></Table.Td>
    </Table.Tr>
  );
}
