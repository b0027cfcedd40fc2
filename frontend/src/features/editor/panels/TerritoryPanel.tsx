/** The table of territories: the equal of the map for whoever works by list or by keyboard. */
import { ActionIcon, Menu, TextInput, Tooltip, useComputedColorScheme } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { IconArrowsSort, IconChevronsLeft, IconChevronsRight, IconLock, IconSearch, IconUnlink } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { standing } from '../../../core/balance';
import { type Territory, UNASSIGNED } from '../../../core/types';
import { formatIndex, formatNumber } from '../../../shell/format';
import { useEditor, useView } from '../context';
import classes from '../Editor.module.css';
import { cssHues } from '../model/colouring';
import { useNames } from '../useNames';
import { IndexBar } from './IndexBar';

const sortings = ['name', 'high', 'low', 'deviation', 'units'] as const;
type Sorting = (typeof sortings)[number];

export const rowHeight = 32;

export function TerritoryPanel() {
  const { t } = useTranslation('editor');
  const [isFolded, setFolded] = useLocalStorage({ key: 'evenlode.editor.territories-folded', defaultValue: false });
  if (isFolded) {
    return (
      <Tooltip label={t('table.unfold')} position="right">
        <ActionIcon className={classes.panel} variant="default" size="lg" onClick={() => setFolded(false)} aria-label={t('table.unfold')}>
          <IconChevronsRight size={18} />
        </ActionIcon>
      </Tooltip>
    );
  }
  return (
    <section className={classes.panel} style={{ display: 'flex', flexDirection: 'column', minHeight: 0, flex: 1 }} aria-label={t('table.title')}>
      <TerritoryTable fold={() => setFolded(true)} />
    </section>
  );
}

export function TerritoryTable({ fold, onChosen }: { fold?: () => void; onChosen?: () => void }) {
  const { t } = useTranslation('editor');
  const editor = useEditor();
  const names = useNames();
  const [query, setQuery] = useState('');
  const [sorting, setSorting] = useLocalStorage<Sorting>({ key: 'evenlode.editor.sorting', defaultValue: 'name' });
  const { target, figures, frame } = useView((view) => ({ target: view.target, figures: view.figures, frame: view.frame }));
  const leaves = useMemo(() => {
    const matching = editor.plan.leaves().filter((leaf) => isMatch(leaf, query, [names.parentOf(leaf), names.incumbent(leaf)]));
    return matching.sort(comparing(sorting, (leaf) => figures.bySlot.get(leaf.slot!) ?? null, (leaf) => editor.plan.totals.unitCount[leaf.slot!]));
    // names are made anew on every drawing; frame stands for everything that moved
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [editor, query, sorting, frame, names.language]);

  const list = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({ count: leaves.length, getScrollElement: () => list.current, estimateSize: () => rowHeight, overscan: 8 });
  const at = leaves.findIndex((leaf) => leaf.slot === target);
  useEffect(() => {
    if (at >= 0) rows.scrollToIndex(at);
    // only when another territory is chosen, not when the list is sorted anew under the hand
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [target]);

  const choose = (leaf: Territory) => {
    editor.choose(leaf.slot);
    onChosen?.();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      const next = leaves[Math.max(0, Math.min(leaves.length - 1, at + step))];
      if (next) editor.choose(next.slot);
    } else if (event.key === 'Enter' && target) editor.goToSlot(target);
  };

  return (
    <>
      <div className={classes.head}>
        <TextInput
          size="xs" flex={1} value={query} onChange={(event) => setQuery(event.currentTarget.value)} placeholder={t('table.search', { count: editor.plan.leaves().length })}
          aria-label={t('table.search_label')} leftSection={<IconSearch size={14} />}
        />
        <Menu>
          <Menu.Target>
            <Tooltip label={t('table.sort')}><ActionIcon aria-label={t('table.sort')}><IconArrowsSort size={16} /></ActionIcon></Tooltip>
          </Menu.Target>
          <Menu.Dropdown>
            {sortings.map((each) => <Menu.Item key={each} fw={each === sorting ? 650 : 400} onClick={() => setSorting(each)}>{t(`table.by.${each}`)}</Menu.Item>)}
          </Menu.Dropdown>
        </Menu>
        {fold && (
          <Tooltip label={t('table.fold')}>
            <ActionIcon aria-label={t('table.fold')} onClick={fold}><IconChevronsLeft size={16} /></ActionIcon>
          </Tooltip>
        )}
      </div>
      <div ref={list} className={classes.list} role="listbox" tabIndex={0} aria-label={t('table.title')} aria-activedescendant={at >= 0 ? `territory-${target}` : undefined} onKeyDown={onKeyDown}>
        <div className={classes.rows} style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map(({ index, start }) => (
            <Row key={leaves[index].key} leaf={leaves[index]} top={start} isChosen={leaves[index].slot === target} onChoose={choose} />
          ))}
        </div>
      </div>
      <UnassignedRow isChosen={target === UNASSIGNED} />
    </>
  );
}

function Row({ leaf, top, isChosen, onChoose }: { leaf: Territory; top: number; isChosen: boolean; onChoose: (leaf: Territory) => void }) {
  const { t } = useTranslation('editor');
  const editor = useEditor();
  const isDark = useComputedColorScheme('light') === 'dark';
  const index = useView((view) => view.figures.bySlot.get(leaf.slot!));
  const { band } = editor.data.alignment;
  const where = standing(index ?? null, band);
  const isSplit = editor.plan.contiguity.of(leaf.slot!).length > 0;
  const isLocked = editor.plan.lockOn(leaf.slot!) !== null;
  const spoken = [leaf.name, t('table.spoken_index', { index: formatIndex(index) }), where !== 'inside' && t(`issue.${where}_word`), isSplit && t('issue.split_word'), isLocked && t('locked')];
  return (
    <div
      id={`territory-${leaf.slot}`} role="option" aria-selected={isChosen} aria-label={spoken.filter(Boolean).join(', ')} className={classes.row} style={{ top, height: rowHeight }}
      onClick={() => onChoose(leaf)} onDoubleClick={() => editor.goToSlot(leaf.slot!)}
    >
      <span className={classes.swatch} style={{ background: cssHues(isDark)[editor.hueOf(leaf.slot!) ?? 0] }} />
      <span className={classes.name}>{leaf.name}</span>
      <IndexBar index={index} band={band} />
      <span className={`${classes.number} ${where === 'inside' ? '' : classes[where]}`}>{formatIndex(index)}</span>
      {isLocked ? <IconLock size={13} /> : isSplit ? <IconUnlink size={14} className={classes.over} /> : <span className={classes[where]}>{{ over: '▲', under: '▼', inside: '' }[where]}</span>}
    </div>
  );
}

function UnassignedRow({ isChosen }: { isChosen: boolean }) {
  const { t } = useTranslation('editor');
  const editor = useEditor();
  useView((view) => view.frame);
  const count = editor.plan.totals.unitCount[UNASSIGNED];
  return (
    <button type="button" className={classes.row} style={{ position: 'static', borderTop: '1px solid var(--line)', height: 36, flexShrink: 0 }} aria-pressed={isChosen} onClick={() => editor.choose(UNASSIGNED)}>
      <span className={classes.swatch} style={{ background: 'transparent', borderStyle: 'dashed' }} />
      <span className={classes.name}>{t('unassigned')}</span>
      <span />
      <span className={classes.number} style={{ gridColumn: '4 / 6' }}>{formatNumber(count)}</span>
    </button>
  );
}

const isMatch = (leaf: Territory, query: string, more: string[]): boolean =>
  [leaf.name, leaf.key, ...more].some((text) => text.toLowerCase().includes(query.trim().toLowerCase()));

function comparing(sorting: Sorting, indexOf: (leaf: Territory) => number | null, unitsOf: (leaf: Territory) => number) {
  const byName = (a: Territory, b: Territory) => a.name.localeCompare(b.name, undefined, { numeric: true });
  const weight: Record<Sorting, (leaf: Territory) => number> = {
    name: () => 0,
    high: (leaf) => -(indexOf(leaf) ?? -1),
    low: (leaf) => indexOf(leaf) ?? 1e9,
    deviation: (leaf) => -Math.abs((indexOf(leaf) ?? 100) - 100),
    units: (leaf) => -unitsOf(leaf),
  };
  return (a: Territory, b: Territory) => weight[sorting](a) - weight[sorting](b) || byName(a, b);
}
