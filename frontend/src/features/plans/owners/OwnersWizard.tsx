/** Today's plan from the owner column: the file, who the owners are, what that makes of the map, and the plan. */
import { Stepper } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { Page } from '../../../parts/Page';
import { useGroundChoice } from '../useGroundChoice';
import { CreateStep } from './CreateStep';
import { OwnersStep } from './OwnersStep';
import { PreviewStep } from './PreviewStep';
import { SourceStep } from './SourceStep';
import { useOwnerMap } from './useOwnerMap';

const steps = ['source', 'owners', 'preview', 'create'] as const;

export function OwnersWizard() {
  const { t } = useTranslation('plans');
  const isNarrow = useMediaQuery('(max-width: 700px)');
  const [step, setStep] = useState(0);
  const [furthest, setFurthest] = useState(0);
  const ground = useGroundChoice();
  const owners = useOwnerMap(ground.force, ground.geography, step > 0);
  const go = (to: number) => {
    setStep(to);
    setFurthest((far) => Math.max(far, to));
  };
  return (
    <Page title={t('owners.title')} lead={t('owners.lead')} crumbs={[{ label: t('title'), to: '/plans' }, { label: t('new.title'), to: '/plans/new' }]}>
      <Stepper active={step} onStepClick={setStep} size="sm" mb="xl" wrap={false}>
        {steps.map((name, i) => <Stepper.Step key={name} label={isNarrow && i !== step ? undefined : t(`owners.step.${name}`)} aria-label={isNarrow ? `${i + 1} ${t(`owners.step.${name}`)}` : undefined} allowStepSelect={i <= furthest} />)}
      </Stepper>
      {step === 0 && <SourceStep ground={ground} onNext={() => go(1)} />}
      {step === 1 && <OwnersStep fieldForce={ground.force} choices={owners} onNext={() => go(2)} />}
      {step === 2 && <PreviewStep query={owners.query} geography={ground.geography ?? ''} currency={ground.currency} back={() => go(1)} onNext={() => go(3)} />}
      {step === 3 && <CreateStep request={owners.request} dataOn={owners.query.data?.cut.as_of} back={() => go(2)} />}
    </Page>
  );
}
