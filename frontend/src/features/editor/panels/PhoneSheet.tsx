/** On a phone: view and choose, on a sheet that slides up over the map. */
import { SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useEditor, useView } from '../context';
import classes from '../Editor.module.css';
import { IssueList } from './IssueList';
import { TerritoryFigures } from './TerritoryCard';
import { TerritoryTable } from './TerritoryPanel';

type Tab = 'list' | 'territory' | 'issues';

export function PhoneSheet() {
  const { t } = useTranslation('editor');
  const editor = useEditor();
  const [isOpen, setOpen] = useState(true);
  const [tab, setTab] = useState<Tab>('list');
  const { target, issues } = useView((view) => ({ target: view.target, issues: view.figures.issues }));
  useView((view) => view.frame);
  const territory = target === null ? undefined : editor.plan.atSlot(target);
  const tabs = [
    { value: 'list', label: t('phone.list') },
    { value: 'territory', label: territory?.name ?? t('phone.territory'), disabled: !territory },
    { value: 'issues', label: t('strip.issues', { count: issues.length }), disabled: !issues.length },
  ];
  const shown = tab === 'territory' && !territory ? 'list' : tab;
  return (
    <section className={`${classes.panel} ${classes.sheet}`} aria-label={t('table.title')}>
      <button type="button" className={classes.handle} aria-expanded={isOpen} aria-label={t('phone.handle')} onClick={() => setOpen(!isOpen)} />
      <SegmentedControl mx="sm" mb="xs" size="xs" style={{ flexShrink: 0 }} data={tabs} value={shown} onChange={(value) => { setTab(value as Tab); setOpen(true); }} />
      {isOpen && shown === 'list' && <TerritoryTable onChosen={() => setTab('territory')} />}
      {isOpen && shown === 'territory' && territory && <div className={classes.card}><TerritoryFigures territory={territory} /></div>}
      {isOpen && shown === 'issues' && <IssueList onGone={() => setOpen(false)} />}
    </section>
  );
}
