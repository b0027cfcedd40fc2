/** Four steps from a file to loaded data, walked back and forth: drop, match columns, check, load. */
import { Stepper } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { FailedState, LoadingState } from '../../shell/states';
import { type ImportJob, useImport } from './api';
import { CheckStep } from './CheckStep';
import { LoadStep } from './LoadStep';
import { MatchStep } from './MatchStep';

const steps = ['drop', 'match', 'check', 'load'] as const;
const reached: Record<ImportJob['state'], number> = { uploaded: 1, checking: 2, checked: 2, loading: 3, loaded: 3, failed: 1, undone: 3 };

type Props = {
  jobId: number | undefined;
  onJob: (id: number) => void;
  /** The first step, which knows what to ask beside the file. */
  drop: (onUploaded: (job: ImportJob) => void) => ReactNode;
  /** What to do next once everything is loaded. */
  next?: (job: ImportJob) => ReactNode;
};

export function ImportFlow({ jobId, onJob, drop, next }: Props) {
  const { t } = useTranslation('data');
  const query = useImport(jobId);
  const isNarrow = useMediaQuery('(max-width: 700px)');
  const [chosen, setChosen] = useState<number>();
  const job = query.data;
  const furthest = job ? reached[job.state] : 0;
  const active = Math.min(chosen ?? furthest, furthest);
  const uploaded = (made: ImportJob) => {
    setChosen(undefined);
    onJob(made.id);
  };
  if (jobId !== undefined && query.error) return <FailedState error={query.error} retry={() => void query.refetch()} />;
  if (jobId !== undefined && !job) return <LoadingState />;
  return (
    <>
      <Stepper active={active} onStepClick={setChosen} size="sm" mb="xl" wrap={false} allowNextStepsSelect={false}>
        {steps.map((step, i) => (
          <Stepper.Step key={step} label={isNarrow && i !== active ? undefined : t(`import.step.${step}`)} aria-label={isNarrow ? `${i + 1} ${t(`import.step.${step}`)}` : undefined} allowStepSelect={i <= furthest && job?.state !== 'loading' && (i === 0 || job?.state !== 'loaded')} />
        ))}
      </Stepper>
      {active === 0 && drop(uploaded)}
      {active === 1 && job && <MatchStep job={job} onChecked={() => setChosen(undefined)} />}
      {active === 2 && job && <CheckStep job={job} back={() => setChosen(1)} onLoading={() => setChosen(undefined)} />}
      {active === 3 && job && <LoadStep job={job} back={() => setChosen(2)} next={next} />}
    </>
  );
}
