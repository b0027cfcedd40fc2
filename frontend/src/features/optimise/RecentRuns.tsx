/** Runs of this plan that wait for somebody: still going, or finished and not decided on. */
import { Badge, Stack, Text, UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import { formatDateTime } from '../../shell/format';
import classes from '../editor/Editor.module.css';
import { isLive, type RunLine } from './types';
import { useRuns } from './useRun';

const isOpen = ({ state }: RunLine) => isLive(state) || state === 'done';

export function RecentRuns({ planId, open }: { planId: number; open: (run: number) => void }) {
  const { t } = useTranslation('optimise');
  const runs = (useRuns(planId).data ?? []).filter(isOpen).slice(0, 4);
  if (!runs.length) return null;
  return (
    <Stack gap={2}>
      <Text size="sm" fw={600}>{t('runs.open')}</Text>
      {runs.map((run) => (
        <UnstyledButton key={run.id} className={classes.issue} onClick={() => open(run.id)}>
          <span className={classes.grow}>{run.mode_text} <Text span size="xs" c="dimmed">{formatDateTime(run.created_at)}</Text></span>
          <Badge size="sm" variant="light" color={run.state === 'done' ? 'teal' : undefined}>{run.state_text}</Badge>
        </UnstyledButton>
      ))}
    </Stack>
  );
}
