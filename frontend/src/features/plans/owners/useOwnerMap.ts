/** What each owner text of the file means: read by the server, put right by the planner. */
import { useMemo, useState } from 'react';

import { type InferRequest, type Owner, type OwnerMap, useInferReport } from '../api';

/** Nobody knows who is meant, or they have gone: the planner should say. */
export const isOpen = (owner: Owner): boolean => owner.how === 'unknown' || owner.how === 'left';

/** What was open when the file was read stays on top, so that a row does not jump away under the hand. */
const openFirst = (a: Owner, b: Owner): number => Number(b.how !== 'matched' && b.how !== 'house') - Number(a.how !== 'matched' && a.how !== 'house');

export function useOwnerMap(fieldForce: string | undefined, geography: string | undefined, enabled: boolean) {
  const [given, setGiven] = useState<OwnerMap>({});
  const request: InferRequest = useMemo(
    () => ({ field_force: fieldForce ?? '', geography: geography ?? '', owner_map: given }),
    [fieldForce, geography, given],
  );
  const query = useInferReport(request, enabled);
  const owners = useMemo(
    () => (query.data?.owners ?? []).map((owner): Owner => (owner.owner in given ? { ...owner, means: given[owner.owner], how: 'given' } : owner)).sort(openFirst),
    [query.data, given],
  );
  return {
    query,
    request,
    owners,
    open: owners.filter(isOpen).length,
    choose: (owner: string, means: string | null) => setGiven((old) => ({ ...old, [owner]: means })),
  };
}

export type OwnerChoices = ReturnType<typeof useOwnerMap>;
