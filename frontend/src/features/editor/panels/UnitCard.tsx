/** One unit: what it is and holds, whose it is, its lock — and the keyboard's way to move it. */
import { ActionIcon, Button, Group, Select, Text, Tooltip } from '@mantine/core';
import { IconLock, IconLockOpen, IconTarget, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { UNASSIGNED } from '../../../core/types';
import { formatMeasure } from '../../../shell/format';
import { useEditor, useView } from '../context';
import classes from '../Editor.module.css';
import { ReasonDialog } from '../ReasonDialog';
import { useNames } from '../useNames';

export function UnitCard() {
  const { t } = useTranslation('editor');
  const editor = useEditor();
  const names = useNames();
  const unit = useView((view) => view.unit);
  useView((view) => view.frame);
  const [isLocking, setLocking] = useState(false);
  if (unit < 0) return null;
  const lock = editor.plan.state.get('unitLocks', String(unit));
  const code = editor.data.units.codes[unit];
  const held = editor.data.cut.definitions.filter(({ key }) => editor.data.measures[key]?.[unit]);
  return (
    <section className={classes.panel} style={{ display: 'flex', flexDirection: 'column', flexShrink: 0, maxHeight: '50%' }} aria-label={names.unit(unit)}>
      <div className={classes.head}>
        <h2 className={classes.title} style={{ margin: 0 }}>{names.unit(unit)} <Text span size="xs" c="dimmed">{code === names.unit(unit) ? '' : code}</Text></h2>
        <Tooltip label={t('card.show')}><ActionIcon aria-label={t('card.show')} onClick={() => editor.goToUnits([unit])}><IconTarget size={16} /></ActionIcon></Tooltip>
        <ActionIcon aria-label={t('card.close')} onClick={() => editor.view.setState({ unit: -1 })}><IconX size={16} /></ActionIcon>
      </div>
      <div className={classes.card}>
        <Text size="xs" c="dimmed" mb={6}>{names.parents(unit).join(' · ')}</Text>
        <dl className={classes.facts}>
          {held.slice(0, 6).map(({ key, unit: measured }) => [
            <dt key={key}>{names.measure(key)}</dt>, <dd key={`${key}=`}>{formatMeasure(editor.data.measures[key]?.[unit], measured)}</dd>,
          ])}
        </dl>
        {lock !== null && <Text size="xs" mt={6}><IconLock size={12} /> {lock || t('locked')}</Text>}
        {editor.canEdit && (
          <Group gap={6} mt="sm" wrap="nowrap">
            <TerritorySelect unit={unit} />
            {lock === null ? (
              <Button size="xs" variant="default" leftSection={<IconLock size={13} />} onClick={() => setLocking(true)}>{t('lock.do')}</Button>
            ) : (
              <Button size="xs" variant="default" leftSection={<IconLockOpen size={13} />} onClick={() => editor.setUnitLocks([unit], null)}>{t('lock.undo')}</Button>
            )}
          </Group>
        )}
      </div>
      <ReasonDialog isOpen={isLocking} title={t('lock.unit_title', { name: names.unit(unit) })} onClose={() => setLocking(false)} onGiven={(reason) => editor.setUnitLocks([unit], reason)} />
    </section>
  );
}

function TerritorySelect({ unit }: { unit: number }) {
  const { t } = useTranslation('editor');
  const editor = useEditor();
  const options = [{ value: String(UNASSIGNED), label: t('unassigned') }, ...editor.plan.leaves().map((leaf) => ({ value: String(leaf.slot), label: leaf.name }))];
  const move = (value: string | null) => {
    if (value === null) return;
    editor.assign([unit], Number(value));
    editor.choose(Number(value));
  };
  return <Select size="xs" flex={1} searchable allowDeselect={false} limit={50} aria-label={t('card.belongs_to')} data={options} value={String(editor.plan.vector[unit])} onChange={move} />;
}
