/** One run: while it lives, the map forms and one chart tells how good it is; afterwards, what it would change, and a decision. */
import { Alert, Badge, Button, Group, Loader, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconPlayerStop } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';

import { api } from '../../api/client';
import { formatNumber, formatPercent, formatSeconds } from '../../shell/format';
import { useEditor } from '../editor/context';
import { usePanel } from '../editor/usePanel';
import { Findings } from './PreflightView';
import { ResultView } from './ResultView';
import { RunChart } from './RunChart';
import { isLive, type Run } from './types';
import { useIncumbent } from './useRun';

export function RunView({ run }: { run: Run }) {
  useShownIncumbent(run);
  if (isLive(run.state)) return <Running run={run} />;
  if (run.state === 'done' && run.result) return <ResultView run={run} result={run.result} />;
  return <Ended run={run} />;
}

/** The map shows the best vector so far for as long as this view is open. */
function useShownIncumbent(run: Run): void {
  const editor = useEditor();
  const incumbent = useIncumbent(run).data;
  const isDecided = run.state === 'accepted' || run.state === 'discarded';
  useEffect(() => {
    if (incumbent && !isDecided) editor.showVector(incumbent.vector, incumbent.territories);
    else editor.showVector(null);
  }, [editor, incumbent, isDecided]);
}

function useStop(run: Run) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: () => api.post<Run>(`/runs/${run.id}/stop`), onSuccess: (stopped) => queries.setQueryData(['run', run.id], stopped) });
}

function Running({ run }: { run: Run }) {
  const { t } = useTranslation('optimise');
  const stop = useStop(run);
  const { progress } = run;
  const isStopping = run.state === 'stopping' || stop.isPending;
  return (
    <Stack gap="sm">
      <Group gap="xs" wrap="nowrap">
        <Loader size={16} />
        <Text size="sm" fw={600} flex={1} role="status">{run.state === 'queued' ? t('run.queued', { count: run.ahead }) : progress.phase_text || run.state_text}</Text>
        <Text size="sm" c="dimmed">{formatSeconds(progress.seconds ?? 0)} / {formatSeconds(run.request.seconds)}</Text>
      </Group>
      {run.attempt > 1 && <Text size="xs" c="dimmed">{t('run.taken_up', { count: run.attempt })}</Text>}
      <RunChart history={progress.history ?? []} />
      <Figures run={run} />
      <Text size="xs" c="dimmed">{t('run.leave')}</Text>
      <Button variant="default" leftSection={<IconPlayerStop size={15} />} disabled={isStopping} loading={isStopping} onClick={() => stop.mutate()}>
        {t(progress.incumbent ? 'run.good_enough' : 'run.stop')}
      </Button>
      {stop.error && <Text size="sm" c="var(--bad)">{stop.error.message}</Text>}
    </Stack>
  );
}

function Figures({ run }: { run: Run }) {
  const { t } = useTranslation('optimise');
  const { violation, out_of_band, gap, pieces } = run.progress;
  const figures: [string, string][] = [
    [t('figure.out_of_band'), formatNumber(out_of_band)],
    [t('figure.violation'), formatPercent(violation)],
    gap == null ? [t('figure.pieces'), formatNumber(pieces)] : [t('figure.gap'), formatPercent(gap)],
  ];
  return (
    <Group grow gap="xs">
      {figures.map(([name, value]) => (
        <div key={name}>
          <Text size="lg" fw={650}>{value}</Text>
          <Text size="xs" c="dimmed">{name}</Text>
        </div>
      ))}
    </Group>
  );
}

function Ended({ run }: { run: Run }) {
  const { t } = useTranslation('optimise');
  const { openOptimise } = usePanel();
  const isBad = run.state === 'failed' || run.state === 'infeasible';
  return (
    <Stack gap="sm">
      <Badge variant="light" color={isBad ? 'red' : 'gray'} size="lg">{run.state_text}</Badge>
      {run.error && <Alert color="red" icon={<IconAlertTriangle size={16} />}>{run.error.text}</Alert>}
      {run.error && <Findings findings={run.error.findings} />}
      {run.state === 'accepted' && <Text size="sm">{t('result.accepted', { number: run.accepted_revision })}</Text>}
      <Button variant="default" onClick={openOptimise}>{t('result.again')}</Button>
    </Stack>
  );
}
