/** Where two people changed the same thing: a clear choice, item by item or all at once. What cannot be chosen is said, with its reason. */
import { Button, Group, Modal, ScrollArea, SegmentedControl, Stack, Table, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { Conflict } from '../../core/sync';
import type { Override, Territory } from '../../core/types';
import { useEditor, useView } from './context';
import { useNames } from './useNames';

type Choice = 'mine' | 'theirs';
const idOf = ({ kind, key }: Conflict) => `${kind}:${key}`;

export function ConflictDialog() {
  const { t } = useTranslation('editor');
  const editor = useEditor();
  const conflicts = useView((view) => view.save.conflicts);
  const [choices, setChoices] = useState<Record<string, Choice>>({});
  const open = conflicts.filter((conflict) => conflict.why === 'changed');
  const closed = conflicts.filter((conflict) => conflict.why !== 'changed');
  const choiceOf = (conflict: Conflict): Choice => choices[idOf(conflict)] ?? 'theirs';
  const settle = (choose: (conflict: Conflict) => Choice) => {
    editor.session.resolve((conflict) => (conflict.why === 'changed' ? choose(conflict) : 'theirs'), editor.words.resolve(open.length));
    setChoices({});
  };
  return (
    <Modal opened={conflicts.length > 0} onClose={() => settle(() => 'theirs')} title={t('conflict.title', { count: conflicts.length })} size="lg">
      <Stack gap="sm">
        {open.length > 0 && <Text size="sm">{t('conflict.text', { count: open.length })}</Text>}
        <ScrollArea.Autosize mah={340}>
          <Table verticalSpacing={6}>
            <Table.Tbody>
              {open.slice(0, 200).map((conflict) => (
                <ChoiceRow key={idOf(conflict)} conflict={conflict} choice={choiceOf(conflict)} choose={(choice) => setChoices({ ...choices, [idOf(conflict)]: choice })} />
              ))}
              {closed.slice(0, 200).map((conflict) => <ClosedRow key={idOf(conflict)} conflict={conflict} />)}
            </Table.Tbody>
          </Table>
        </ScrollArea.Autosize>
        <Group justify="flex-end">
          {open.length > 1 && <Button variant="default" onClick={() => settle(() => 'theirs')}>{t('conflict.all_theirs')}</Button>}
          {open.length > 1 && <Button variant="default" onClick={() => settle(() => 'mine')}>{t('conflict.all_mine')}</Button>}
          <Button onClick={() => settle(choiceOf)}>{t(open.length ? 'conflict.settle' : 'conflict.understood')}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function ChoiceRow({ conflict, choice, choose }: { conflict: Conflict; choice: Choice; choose: (choice: Choice) => void }) {
  const { t } = useTranslation('editor');
  const told = useTold();
  return (
    <Table.Tr>
      <Table.Td>{told.item(conflict)}</Table.Td>
      <Table.Td>
        <SegmentedControl
          size="xs" fullWidth aria-label={told.item(conflict)} value={choice} onChange={(value) => choose(value as Choice)}
          data={[
            { value: 'mine', label: t('conflict.mine', { value: told.value(conflict, conflict.mine) }) },
            { value: 'theirs', label: t('conflict.theirs', { value: told.value(conflict, conflict.theirs), by: conflict.by || t('conflict.somebody') }) },
          ]}
        />
      </Table.Td>
    </Table.Tr>
  );
}

function ClosedRow({ conflict }: { conflict: Conflict }) {
  const { t } = useTranslation('editor');
  const told = useTold();
  return (
    <Table.Tr>
      <Table.Td>{told.item(conflict)}</Table.Td>
      <Table.Td><Text size="sm" c="dimmed">{t(`conflict.why.${conflict.why}`, { reason: conflict.reason })}</Text></Table.Td>
    </Table.Tr>
  );
}

/** What a conflict is about, and the values it stands between, in words. */
function useTold() {
  const { t } = useTranslation('editor');
  const editor = useEditor();
  const names = useNames();
  const territoryName = (key: string | null) => (key && editor.plan.state.get('territories', key)?.name) || t('unassigned');
  return {
    item: ({ kind, key }: Conflict): string => {
      if (kind === 'units' || kind === 'unitLocks') return names.unit(Number(key));
      return kind === 'overrides' ? t('conflict.account', { code: key }) : territoryName(key);
    },
    value: ({ kind }: Conflict, value: unknown): string => {
      if (kind === 'units') return editor.nameOf(value as number) || t('unassigned');
      if (value === null) return t('conflict.nothing');
      if (kind === 'territories') return (value as Territory).name;
      if (kind === 'overrides') return territoryName((value as Override).territory);
      return t('lock.locked_because', { reason: value as string });
    },
  };
}
