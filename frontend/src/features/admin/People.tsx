/** The posts of a sales team, in the order of the tree, with who sits on them today. */
import { Select, Stack, Text, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { Tag } from '../../parts/Tag';
import { type Position, usePositions } from '../../api/people';
import { useMe } from '../../api/session';
import type { FieldForce } from '../../api/types';
import { type Column, DataTable } from '../../parts/DataTable';
import { formatNumber, localName } from '../../shell/format';
import { currentLanguage } from '../../shell/i18n';
import { EmptyState, Loaded } from '../../shell/states';

export function People() {
  const { t } = useTranslation('admin');
  const forces = useMe().data?.field_forces ?? [];
  const [chosen, setChosen] = useState<string | null>(null);
  const [text, setText] = useState('');
  const force = forces.find((one) => one.key === chosen) ?? forces[0];
  const query = usePositions(force?.key);
  if (!force) return <EmptyState title={t('people.no_team')} />;
  return (
    <Stack>
      <Text c="dimmed" size="sm">{t('people.lead')}</Text>
      {forces.length > 1 && <Select label={t('people.team')} data={forces.map((one) => ({ value: one.key, label: localName(one.names, one.name) }))} value={force.key} onChange={setChosen} allowDeselect={false} maw={320} />}
      <TextInput aria-label={t('people.search')} placeholder={t('people.search')} leftSection={<IconSearch size={15} />} value={text} onChange={(event) => setText(event.currentTarget.value)} maw={320} />
      <Loaded query={query} rows={10}>{(positions) => <PositionTable positions={positions} force={force} text={text} />}</Loaded>
    </Stack>
  );
}

const holders = (position: Position): string => position.incumbents.map((one) => localName(one.names, one.name)).join(', ');

function PositionTable({ positions, force, text }: { positions: Position[]; force: FieldForce; text: string }) {
  const { t } = useTranslation('admin');
  const names = useMemo(() => new Map(positions.map((one) => [one.code, localName(one.names, one.name)])), [positions]);
  const found = positions.filter((one) => [one.code, names.get(one.code), holders(one)].join(' ').toLowerCase().includes(text.toLowerCase()));
  if (!found.length) return <EmptyState title={t('people.none')} />;
  const columns: Column<Position>[] = [
    { id: 'name', header: t('people.position'), value: (row) => names.get(row.code), cell: (row) => <><Text size="sm" fw={550}>{names.get(row.code)}</Text><Text size="xs" c="dimmed">{row.code}</Text></> },
    { id: 'level', header: t('people.level'), value: (row) => row.level, cell: (row) => levelOf(row, force, t) },
    { id: 'holder', header: t('people.holder'), value: holders, cell: (row) => <Holder row={row} /> },
    { id: 'parent', header: t('people.parent'), value: (row) => names.get(row.parent ?? ''), cell: (row) => names.get(row.parent ?? '') },
    { id: 'home', header: t('people.home'), value: (row) => row.home_label },
    { id: 'capacity', header: t('people.capacity'), value: (row) => row.capacity, cell: (row) => formatNumber(row.capacity * 100) + '%', numeric: true },
  ];
  return <DataTable label={t('people.tab')} columns={columns} rows={found} rowKey={(row) => row.code} card={(row) => <><Text fw={600}>{names.get(row.code)}</Text><Holder row={row} /><Text size="sm" c="dimmed">{levelOf(row, force, t)} · {row.home_label}</Text></>} />;
}

function levelOf(row: Position, force: FieldForce, t: TFunction<'admin'>): string {
  const level = force.levels[row.level];
  return level ? level[currentLanguage()] : t('people.head');
}

function Holder({ row }: { row: Position }) {
  const { t } = useTranslation('admin');
  const people = holders(row);
  return <>{people && <Text span size="sm" mr={6}>{people}</Text>}{row.vacant && <Tag tone="warn">{t('parts:vacant')}</Tag>}</>;
}
