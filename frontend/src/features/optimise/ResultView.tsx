/** After the run: what would change for whom, how good it is, and the decision. */
import { Alert, Button, Group, Modal, Stack, Switch, Table, Text, TextInput } from '@mantine/core';
import { IconAlertTriangle, IconCertificate, IconCheck } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

import { api } from '../../api/client';
import { standing } from '../../core/balance';
import { formatDelta, formatIndex, formatNumber } from '../../shell/format';
import { useEditor, useView } from '../editor/context';
import classes from '../editor/Editor.module.css';
import { usePanel } from '../editor/usePanel';
import type { Run, RunResult, TableRow } from './types';

type Accepted = { alignment: number; edit: { revision: number; conflicts: unknown[] } };

export function ResultView({ run, result }: { run: Run; result: RunResult }) {
  const { t } = useTranslation('optimise');
  return (
    <Stack gap="sm">
      {!result.legal && <Alert p="sm" color="red" icon={<IconAlertTriangle size={16} />}>{t('result.not_legal')}</Alert>}
      {result.legal && !result.feasible && <Alert p="sm" color="yellow" icon={<IconAlertTriangle size={16} />}>{t('result.not_feasible')}</Alert>}
      <Text size="sm">{result.change}</Text>
      <Group gap={6} wrap="nowrap" align="flex-start">
        <IconCertificate size={18} style={{ flexShrink: 0 }} />
        <Text size="sm">{result.certificate} <Text span c="dimmed" size="sm">{result.why_stopped_text}</Text></Text>
      </Group>
      <Text size="sm">{t('result.worst', { now: formatIndex(result.worst_index.now), plan: formatIndex(result.worst_index.plan) })}</Text>
      <ChangeSwitch />
      <Decision run={run} />
      <ResultTable rows={result.table} />
    </Stack>
  );
}

function ChangeSwitch() {
  const { t } = useTranslation('optimise');
  const editor = useEditor();
  const isOn = useView((view) => view.colourBy === 'change');
  return <Switch size="xs" label={t('result.show_change')} checked={isOn} onChange={(event) => editor.setColourBy(event.currentTarget.checked ? 'change' : 'territory')} />;
}

function Decision({ run }: { run: Run }) {
  const { t } = useTranslation('optimise');
  const editor = useEditor();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { close, openOptimise } = usePanel();
  const [isNaming, setNaming] = useState(false);
  const settled = () => void queries.invalidateQueries({ queryKey: ['runs', run.alignment] });
  const accept = useMutation({
    mutationFn: () => api.post<Accepted>(`/runs/${run.id}/accept`),
    onSuccess: async () => {
      await editor.session.sync.catchUp();
      settled();
      close();
    },
  });
  const keep = useMutation({
    mutationFn: (name: string) => api.post<Accepted>(`/runs/${run.id}/keep`, { name }),
    onSuccess: ({ alignment }) => { settled(); void navigate(`/plans/${alignment}`); },
  });
  const discard = useMutation({ mutationFn: () => api.post<Run>(`/runs/${run.id}/discard`), onSuccess: () => { settled(); openOptimise(); } });
  const error = accept.error ?? keep.error ?? discard.error;
  return (
    <>
      <Button leftSection={<IconCheck size={16} />} loading={accept.isPending} disabled={!editor.data.alignment.rights.edit} onClick={() => accept.mutate()}>{t('result.accept')}</Button>
      <Group gap="xs" grow>
        <Button variant="default" onClick={() => setNaming(true)}>{t('result.keep')}</Button>
        <Button variant="default" loading={discard.isPending} onClick={() => discard.mutate()}>{t('result.discard')}</Button>
      </Group>
      {error && <Text size="sm" c="var(--bad)">{error.message}</Text>}
      <NameDialog isOpen={isNaming} first={t('result.scenario_name', { plan: editor.data.alignment.name })} onClose={() => setNaming(false)} onGiven={(name) => keep.mutate(name)} />
    </>
  );
}

function NameDialog({ isOpen, first, onClose, onGiven }: { isOpen: boolean; first: string; onClose: () => void; onGiven: (name: string) => void }) {
  const { t } = useTranslation('optimise');
  const [name, setName] = useState(first);
  const give = (event: FormEvent) => {
    event.preventDefault();
    onGiven(name);
    onClose();
  };
  return (
    <Modal opened={isOpen} onClose={onClose} title={t('result.keep')} size="sm">
      <form onSubmit={give}>
        <TextInput label={t('result.keep_name')} value={name} onChange={(event) => setName(event.currentTarget.value)} required maxLength={120} data-autofocus />
        <Group justify="flex-end" mt="md"><Button type="submit">{t('result.keep')}</Button></Group>
      </form>
    </Modal>
  );
}

function ResultTable({ rows }: { rows: TableRow[] }) {
  const { t } = useTranslation('optimise');
  const editor = useEditor();
  const { band } = editor.data.alignment;
  const moved = [...rows].sort((a, b) => b.units_in + b.units_out - (a.units_in + a.units_out));
  return (
    <Table.ScrollContainer minWidth={260} type="native">
      <Table verticalSpacing={3} horizontalSpacing={6} fz="xs" highlightOnHover stickyHeader>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('table.territory')}</Table.Th>
            <Table.Th ta="right">{t('table.now')}</Table.Th>
            <Table.Th ta="right">{t('table.plan')}</Table.Th>
            <Table.Th ta="right">{t('table.units')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {moved.map((row) => {
            const where = standing(row.plan?.index ?? null, band);
            return (
              <Table.Tr key={row.key} style={{ cursor: 'pointer' }} onClick={() => { editor.choose(row.slot); editor.goToShown(row.slot); }}>
                <Table.Td>{row.name}</Table.Td>
                <Table.Td ta="right">{row.now ? formatIndex(row.now.index) : t('table.new')}</Table.Td>
                <Table.Td ta="right" fw={600} className={where === 'inside' ? undefined : classes[where]}>{row.plan ? formatIndex(row.plan.index) : t('table.gone')}</Table.Td>
                <Table.Td ta="right" c="dimmed">{row.units_in || row.units_out ? `${formatDelta(row.units_in)} ${formatDelta(-row.units_out)}` : formatNumber(0)}</Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
