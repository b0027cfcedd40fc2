/** The line at the foot: how even the plan is, what is wrong with it, and what letting go would do. */
import { Button, Popover, Text } from '@mantine/core';
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import { formatIndex, formatNumber, formatPercent } from '../../../shell/format';
import { useEditor, useView } from '../context';
import classes from '../Editor.module.css';
import { useNames } from '../useNames';
import { Distribution } from './Distribution';
import { IssueList } from './IssueList';

export function BottomStrip() {
  const { t } = useTranslation('editor');
  const figures = useView((view) => view.figures);
  return (
    <div className={classes.strip}>
      <Distribution />
      <span>{t('strip.max_deviation')} <b>{formatPercent(figures.maxDeviation)}</b></span>
      <span>{t('strip.out_of_band', { count: figures.outOfBand, of: formatNumber(figures.bySlot.size) })}</span>
      <Issues />
      <StatusLine />
    </div>
  );
}

function Issues() {
  const { t } = useTranslation('editor');
  const issues = useView((view) => view.figures.issues);
  if (!issues.length) return <Text size="sm" c="var(--good)"><IconCheck size={14} style={{ verticalAlign: -2 }} /> {t('strip.no_issues')}</Text>;
  return (
    <Popover position="top-start" width={340} shadow="md">
      <Popover.Target>
        <Button size="compact-sm" variant="light" color="orange" leftSection={<IconAlertTriangle size={14} />}>{t('strip.issues', { count: issues.length })}</Button>
      </Popover.Target>
      <Popover.Dropdown p={6}><IssueList /></Popover.Dropdown>
    </Popover>
  );
}

/** While drawing: what letting go would do. Otherwise: what the pointer is over. */
function StatusLine() {
  const { t } = useTranslation('editor');
  const editor = useEditor();
  const names = useNames();
  const { whatIf, hover, figures } = useView((view) => ({ whatIf: view.whatIf, hover: view.hover, figures: view.figures }));
  if (whatIf) {
    const from = whatIf.from.slice(0, 2).map(({ slot }) => editor.nameOf(slot) || t('unassigned')).join(', ') + (whatIf.from.length > 2 ? ' …' : '');
    const key = whatIf.to === 0 ? 'strip.what_if_free' : 'strip.what_if';
    return (
      <span className={classes.grow} role="status" style={{ textAlign: 'right' }}>
        {t(key, { count: whatIf.units, from, to: editor.nameOf(whatIf.to), before: formatIndex(whatIf.indexBefore), after: formatIndex(figures.bySlot.get(whatIf.to)) })}
        {whatIf.refused > 0 && <Text span size="sm" c="var(--warn)"> · {t('strip.refused', { count: whatIf.refused, why: whatIf.why })}</Text>}
      </span>
    );
  }
  if (hover < 0) return <span className={classes.grow} />;
  const slot = editor.vector[hover];
  return (
    <span className={classes.grow} style={{ textAlign: 'right', color: 'var(--ink-quiet)' }}>
      {names.unit(hover)} · {slot ? editor.nameOf(slot) : t('unassigned')}
    </span>
  );
}
