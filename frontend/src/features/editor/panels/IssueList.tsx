/** What is wrong, as a list to be worked off: each entry goes there. */
import { Text } from '@mantine/core';
import { IconArrowBarToDown, IconArrowBarToUp, IconCircleDashed, IconUnlink, IconSquareOff } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import type { Issue } from '../../../core/issues';
import { UNASSIGNED } from '../../../core/types';
import { formatNumber } from '../../../shell/format';
import { useEditor, useView } from '../context';
import classes from '../Editor.module.css';

const icons: Record<Issue['kind'], ReactNode> = {
  split: <IconUnlink size={16} />, gap: <IconCircleDashed size={16} />, over: <IconArrowBarToUp size={16} />, under: <IconArrowBarToDown size={16} />, empty: <IconSquareOff size={16} />,
};

export function IssueList({ onGone }: { onGone?: () => void }) {
  const { t } = useTranslation('editor');
  const editor = useEditor();
  const issues = useView((view) => view.figures.issues);
  const go = (issue: Issue) => {
    editor.choose(issue.kind === 'gap' ? UNASSIGNED : issue.slot);
    if (issue.kind === 'split') editor.goToUnits(issue.units);
    else editor.goToSlot(issue.kind === 'gap' ? UNASSIGNED : issue.slot);
    onGone?.();
  };
  return (
    <div className={classes.issues} role="list" aria-label={t('issue.title')}>
      {issues.slice(0, 100).map((issue) => (
        <div role="listitem" key={issue.kind + ('slot' in issue ? issue.slot : '')}>
          <button type="button" className={classes.issue} onClick={() => go(issue)}>
            <span className={issue.kind === 'under' ? classes.under : classes.over} style={{ display: 'flex' }}>{icons[issue.kind]}</span>
            <span className={classes.grow}>{t(`issue.${issue.kind}`, params(issue, editor.nameOf('slot' in issue ? issue.slot : 0)))}</span>
            <Text size="xs" c="dimmed">{t('issue.go')}</Text>
          </button>
        </div>
      ))}
    </div>
  );
}

function params(issue: Issue, name: string): Record<string, unknown> {
  if (issue.kind === 'gap') return { count: issue.count };
  if (issue.kind === 'split') return { name, count: issue.pieces };
  return { name, by: 'by' in issue ? formatNumber(Math.abs(issue.by), 1) : '' };
}
