/** The chosen territory: index, people, totals, what changed; and what can be done with it. */
import { ActionIcon, Badge, Group, Menu, Text, TextInput, Tooltip, useComputedColorScheme } from '@mantine/core';
import { IconDotsVertical, IconLock, IconLockOpen, IconPencil, IconTarget, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { outside, standing } from '../../../core/balance';
import { type Territory, UNASSIGNED } from '../../../core/types';
import { formatDelta, formatIndex, formatMeasure, formatNumber, formatPercent } from '../../../shell/format';
import { useEditor, useView } from '../context';
import classes from '../Editor.module.css';
import { cssHues } from '../model/colouring';
import { ReasonDialog } from '../ReasonDialog';
import { useNames } from '../useNames';
import { IndexBar } from './IndexBar';

export function TerritoryCard() {
  const editor = useEditor();
  const target = useView((view) => view.target);
  useView((view) => view.frame);
  const territory = target === null ? undefined : editor.plan.atSlot(target);
  if (target === UNASSIGNED) return <UnassignedCard />;
  if (!territory) return null;
  return (
    <section className={classes.panel} style={{ display: 'flex', flexDirection: 'column' }} aria-label={territory.name}>
      <CardHead key={territory.key} territory={territory} />
      <div className={classes.card}>
        <TerritoryFigures territory={territory} />
      </div>
    </section>
  );
}

function UnassignedCard() {
  const { t } = useTranslation('editor');
  const editor = useEditor();
  return (
    <section className={classes.panel} aria-label={t('unassigned')}>
      <div className={classes.head}>
        <span className={classes.title}>{t('unassigned')}</span>
        <ActionIcon aria-label={t('card.close')} onClick={() => editor.choose(null)}><IconX size={16} /></ActionIcon>
      </div>
      <div className={classes.card}>
        <Text size="sm" c="dimmed" mb="sm">{t('card.unassigned_hint')}</Text>
        <MeasureList slot={UNASSIGNED} />
      </div>
    </section>
  );
}

function CardHead({ territory }: { territory: Territory }) {
  const { t } = useTranslation('editor');
  const editor = useEditor();
  const isDark = useComputedColorScheme('light') === 'dark';
  const [name, setName] = useState<string | null>(null);
  const [isLocking, setLocking] = useState(false);
  const lock = editor.plan.state.get('territoryLocks', territory.key);
  const rename = () => {
    editor.rename(territory, name ?? territory.name);
    setName(null);
  };
  return (
    <div className={classes.head}>
      <span className={classes.swatch} style={{ background: cssHues(isDark)[editor.hueOf(territory.slot!) ?? 0] }} />
      {name === null ? (
        <h2 className={classes.title} style={{ margin: 0 }}>{territory.name}</h2>
      ) : (
        <TextInput
          size="xs" flex={1} autoFocus value={name} aria-label={t('card.name')} onChange={(event) => setName(event.currentTarget.value)} onBlur={rename}
          onKeyDown={(event) => (event.key === 'Enter' ? rename() : event.key === 'Escape' && setName(null))}
        />
      )}
      <Tooltip label={t('card.show')}><ActionIcon aria-label={t('card.show')} onClick={() => editor.goToSlot(territory.slot!)}><IconTarget size={16} /></ActionIcon></Tooltip>
      {editor.canEdit && (
        <Menu position="bottom-end">
          <Menu.Target><ActionIcon aria-label={t('card.more')}><IconDotsVertical size={16} /></ActionIcon></Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<IconPencil size={15} />} onClick={() => setName(territory.name)}>{t('card.rename')}</Menu.Item>
            {lock === null ? (
              <Menu.Item leftSection={<IconLock size={15} />} onClick={() => setLocking(true)}>{t('card.lock')}</Menu.Item>
            ) : (
              <Menu.Item leftSection={<IconLockOpen size={15} />} onClick={() => editor.setTerritoryLock(territory, null)}>{t('card.unlock')}</Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      )}
      <ActionIcon aria-label={t('card.close')} onClick={() => editor.choose(null)}><IconX size={16} /></ActionIcon>
      <ReasonDialog isOpen={isLocking} title={t('card.lock_title', { name: territory.name })} onClose={() => setLocking(false)} onGiven={(reason) => editor.setTerritoryLock(territory, reason)} />
    </div>
  );
}

export function TerritoryFigures({ territory }: { territory: Territory }) {
  const { t } = useTranslation('editor');
  const editor = useEditor();
  const names = useNames();
  const slot = territory.slot!;
  const index = useView((view) => view.figures.bySlot.get(slot)) ?? null;
  const { band } = editor.data.alignment;
  const where = standing(index, band);
  const pieces = editor.plan.contiguity.of(slot).length + 1;
  const lock = editor.plan.lockOn(slot);
  const position = names.positionOf(territory);
  return (
    <>
      <Group align="flex-end" justify="space-between" wrap="nowrap">
        <div>
          <Text size="xs" c="dimmed">{t('index_100')}</Text>
          <span className={classes.big}>{formatIndex(index)}</span>
        </div>
        <Text size="xs" className={where === 'inside' ? undefined : classes[where]} ta="right">
          {t('card.band', { low: formatNumber(band[0] * 100), high: formatNumber(band[1] * 100) })}<br />
          {t(`card.${where}`, { by: formatNumber(Math.abs(outside(index, band)), 1) })}
        </Text>
      </Group>
      <IndexBar index={index} band={band} />
      <Group gap={6} my="sm">
        {pieces > 1 && <Badge color="red" variant="light">{t('card.pieces', { count: pieces })}</Badge>}
        {lock !== null && <Badge color="gray" variant="light" leftSection={<IconLock size={11} />}>{lock || t('locked')}</Badge>}
      </Group>
      <dl className={classes.facts}>
        {names.parentOf(territory) && <><dt>{t('card.parent')}</dt><dd>{names.parentOf(territory)}</dd></>}
        {position && <><dt>{t('card.rep')}</dt><dd>{position.vacant ? t('card.vacant') : names.incumbent(territory)}</dd></>}
        {position && position.capacity !== 1 && <><dt>{t('card.capacity')}</dt><dd>{formatPercent(position.capacity, 0)}</dd></>}
        <dt>{t('card.units')}</dt><dd>{formatNumber(editor.plan.totals.unitCount[slot])}</dd>
      </dl>
      <hr style={{ border: 0, borderTop: '1px solid var(--line)', margin: '8px 0' }} />
      <MeasureList slot={slot} capacity={editor.capacityOf(territory.key)} />
      <SinceBase slot={slot} />
    </>
  );
}

/** Totals of every measure; workload against the hours of the post. */
function MeasureList({ slot, capacity }: { slot: number; capacity?: number }) {
  const { t } = useTranslation('editor');
  const editor = useEditor();
  const names = useNames();
  const hours = (editor.data.fieldForce?.hours_per_year ?? 0) * (capacity ?? 0);
  return (
    <dl className={classes.facts}>
      {editor.data.cut.definitions.filter(({ key }) => editor.plan.totals.grandOf(key) > 0).map(({ key, unit }) => {
        const total = editor.plan.totals.of(key, slot);
        const load = unit === 'h' || key === 'workload_hours' ? hours : 0;
        return [
          <dt key={key}>{names.measure(key)}</dt>,
          <dd key={`${key}=`}>
            {formatMeasure(total, unit)} {load > 0 && <Text span size="xs" c="dimmed">{t('card.of_hours', { share: formatPercent(total / load, 0) })}</Text>}
          </dd>,
        ];
      })}
    </dl>
  );
}

function SinceBase({ slot }: { slot: number }) {
  const { t } = useTranslation('editor');
  const editor = useEditor();
  const { baseline } = editor;
  if (!baseline) return null;
  let [came, left] = [0, 0];
  const { vector } = editor.plan;
  for (let unit = 0; unit < vector.length; unit++) {
    if (vector[unit] === slot && baseline.vector[unit] !== slot) came++;
    else if (baseline.vector[unit] === slot && vector[unit] !== slot) left++;
  }
  return (
    <Text size="xs" c="dimmed" mt="sm">
      {t(`card.since_${baseline.kind}`)}{' '}
      <Text span c="inherit" fw={600}>{came || left ? t('card.came_left', { came: formatDelta(came), left: formatDelta(-left) }) : t('card.unchanged')}</Text>
    </Text>
  );
}
