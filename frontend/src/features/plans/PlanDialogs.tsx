/** The dialogs that an address asks for: `?submit=ID` and `?publish=ID`, from wherever the plan was. */
import { useSearchParams } from 'react-router';

import { usePlan } from './api';
import { PublishDialog } from './PublishDialog';
import { SubmitDialog } from './SubmitDialog';

export function PlanDialogs() {
  const [params, setParams] = useSearchParams();
  const submit = Number(params.get('submit') ?? 0);
  const publish = Number(params.get('publish') ?? 0);
  const plan = usePlan(submit || publish).data;
  const close = () => setParams((old) => { old.delete('submit'); old.delete('publish'); return old; }, { replace: true });
  if (!plan || plan.id !== (submit || publish)) return null;
  if (submit) return <SubmitDialog planId={plan.id} name={plan.name} onClose={close} />;
  return <PublishDialog planId={plan.id} name={plan.name} revision={plan.head.number} announceOn={plan.announce_on} effectiveOn={plan.effective_on} onClose={close} />;
}
