/** Every owner text of the file and what it means: a position, head office, or nobody. */
import { Button, Group, Select, Stack, Switch, Text, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { Tag } from '../../../parts/Tag';
import { type Position, usePositions } from '../../../api/people';
import { type Column, DataTable } from '../../../parts/DataTable';
import { type TableMoney, useTableMoney } from '../../../parts/useTableMoney';
import { useMe } from '../../../api/session';
import { formatNumber, localName } from '../../../shell/format';
import { FailedState, LoadingState } from '../../../shell/states';
import { house, type Owner } from '../api';
import { isOpen, type OwnerChoices } from './useOwnerMap';

type Props = { fieldForce: string | undefined; choices: OwnerChoices; onNext: () => void };

export function OwnersStep({ fieldForce, choices, onNext }: Props) {
  const { t } = useTranslation('plans');
  const [text, setText] = useState('');
  const [onlyOpen, setOnlyOpen] = useState(false);
  const force = useMe().data?.field_forces.find((one) => one.key === fieldForce);
  const money = useTableMoney(force?.currency ?? 'USD');
  const targets = useTargets(fieldForce);
  if (choices.query.error) return <FailedState error={choices.query.error} retry={() => void choices.query.refetch()} />;
  if (!choices.query.data) return <LoadingState rows={10} />;
  const rows = choices.owners.filter((owner) => owner.owner.toLowerCase().includes(text.toLowerCase()) && (!onlyOpen || isOpen(owner)));
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <Text fw={600}>{t('owners.found', { count: choices.owners.length, shown: formatNumber(choices.owners.length) })}
          {choices.open > 0 && <Text span c="var(--warn)" fw={550}> · {t('owners.open', { count: choices.open })}</Text>}</Text>
        <Button onClick={onNext}>{t('owners.to_preview')}</Button>
      </Group>
      <Group>
        <TextInput aria-label={t('owners.search')} placeholder={t('owners.search')} leftSection={<IconSearch size={15} />} value={text} onChange={(event) => setText(event.currentTarget.value)} />
        {choices.open > 0 && <Switch label={t('owners.only_open')} checked={onlyOpen} onChange={(event) => setOnlyOpen(event.currentTarget.checked)} />}
      </Group>
      <DataTable label={t('owners.step.owners')} corner={money.corner} rows={rows} rowKey={(row) => row.owner} columns={ownerColumns(t, money, targets, choices)}
        card={(row) => <OwnerCard row={row} targets={targets} choices={choices} />} />
      <Text size="sm" c="dimmed">{t('owners.open_text')}</Text>
    </Stack>
  );
}

type T = TFunction<'plans'>;
type Target = { value: string; label: string };

const nobody = 'nobody:';

/** What an owner can mean, vacant positions first: that is where leavers' accounts go. */
function useTargets(fieldForce: string | undefined): Target[] {
  const { t } = useTranslation('plans');
  const positions = usePositions(fieldForce).data;
  return useMemo(() => {
    const leaves = (positions ?? []).filter((position) => position.level === 0 && !position.closed_on);
    const sorted = [...leaves].sort((a, b) => Number(b.vacant) - Number(a.vacant) || a.code.localeCompare(b.code));
    return [{ value: house, label: t('owners.house') }, { value: nobody, label: t('owners.nobody') }, ...sorted.map((one) => ({ value: one.code, label: positionLabel(one, t) }))];
  }, [positions, t]);
}

function positionLabel(position: Position, t: T): string {
  const person = position.incumbents.find((one) => one.kind === 'primary');
  return `${localName(position.names, position.name)} · ${person ? localName(person.names, person.name) : t('owners.vacant')}`;
}

function Meaning({ row, targets, choices }: { row: Owner; targets: Target[]; choices: OwnerChoices }) {
  const { t } = useTranslation('plans');
  const value = row.means ?? (isOpen(row) ? null : nobody);
  return (
    <Select aria-label={t('owners.meaning_of', { owner: row.owner || t('owners.blank') })} data={targets} value={value} placeholder={t('owners.choose')} searchable allowDeselect={false}
      onChange={(chosen) => chosen && choices.choose(row.owner, chosen === nobody ? null : chosen)} miw={240} />
  );
}

function Source({ row }: { row: Owner }) {
  const { t } = useTranslation('plans');
  return <Tag tone={isOpen(row) ? 'warn' : 'plain'}>{t(`owners.how.${row.how}`)}</Tag>;
}

const ownerColumns = (t: T, money: TableMoney, targets: Target[], choices: OwnerChoices): Column<Owner>[] => [
  { id: 'owner', header: t('owners.column.owner'), value: (row) => row.owner, cell: (row) => <Text size="sm" fw={550}>{row.owner || t('owners.blank')}</Text> },
  { id: 'accounts', header: t('owners.column.accounts'), value: (row) => row.accounts, cell: (row) => formatNumber(row.accounts), numeric: true },
  { id: 'revenue', header: t('owners.column.revenue'), value: (row) => row.revenue_12m, cell: (row) => money.show(row.revenue_12m), numeric: true },
  { id: 'workload', header: t('owners.column.workload'), value: (row) => row.workload_hours, cell: (row) => formatNumber(row.workload_hours), numeric: true },
  { id: 'means', header: t('owners.column.means'), cell: (row) => <Meaning row={row} targets={targets} choices={choices} /> },
  { id: 'how', header: t('owners.column.how'), value: (row) => row.how, cell: (row) => <Source row={row} /> },
];

function OwnerCard({ row, targets, choices }: { row: Owner; targets: Target[]; choices: OwnerChoices }) {
  const { t } = useTranslation('plans');
  return (
    <Stack gap="xs">
      <Group justify="space-between"><Text fw={600}>{row.owner || t('owners.blank')}</Text><Source row={row} /></Group>
      <Text size="sm" c="dimmed">{t('owners.line', { accounts: formatNumber(row.accounts), hours: formatNumber(row.workload_hours) })}</Text>
      <Meaning row={row} targets={targets} choices={choices} />
    </Stack>
  );
}
