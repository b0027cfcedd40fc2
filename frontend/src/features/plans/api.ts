/** Plans as a list, their history, what differs between two of them, and today's plan from the owner column. */
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { api } from '../../api/client';
import type { AlignmentState, IndexPart, Page } from '../../api/types';

export type Person = { id: number; name: string };
export type PlanRevision = { number: number; author: Person | null; at: string; message: string; cause: string; hash: string };

/** A plan in a list. */
export type Plan = {
  id: number;
  name: string;
  field_force: string;
  geography: string;
  cut: { id: number; key: string; as_of: string };
  forked_from: { alignment: number; number: number } | null;
  state: AlignmentState;
  index: IndexPart[];
  band: [number, number];
  effective_on: string | null;
  announce_on: string | null;
  confidential: boolean;
  head: PlanRevision;
  created_by: Person | null;
  updated_at: string;
};

export type PlanDetail = Plan & { members: Person[]; rights: { edit: boolean; submit: boolean; run: boolean; publish: boolean; locked: string } };

export type PlanStep = PlanRevision & {
  parents: { alignment: number; number: number }[];
  summary: { units: number; accounts: number; locks: number; territories: string[]; territory_count: number };
};

export type Values = Record<string, number>;
export type TotalsRow = { key: string; name: string; level: number; parent: string | null; slot: number | null; position: string | null; capacity: number; units: number; values: Values; index: number | null };
export type TotalsTable = { revision: number; band: [number, number]; territories: TotalsRow[]; unassigned: { units: number; values: Values }; house: { values: Values }; unplaced: { values: Values }; total: { units: number; values: Values } };

/** A key of "" is unassigned ground, "house:" is out of the field. */
export type Flow = { origin: string; target: string; units: number; values: Values };
export type DiffRow = { key: string; name: string; index_before: number | null; index_after: number | null; units_in: number; units_out: number; values_in: Values; values_out: Values };
export type Diff = { against: string; revision: number; sentence: string; units: number; values: Values; share: Values; idx_b64: string; before_vector: string; flows: Flow[]; territories: DiffRow[] };

export const usePlans = (fieldForce?: string) =>
  useQuery({ queryKey: ['plans', fieldForce ?? ''], queryFn: () => api.get<Page<Plan>>('/alignments', { field_force: fieldForce, page_size: 200 }) });

export const usePlan = (id: number) => useQuery({ queryKey: ['plan', id], queryFn: () => api.get<PlanDetail>(`/alignments/${id}`), enabled: id > 0 });

/** Figures per territory; they change only with the revision, whose hash is part of the key. */
export const useTotals = (id: number, hash: string | undefined) =>
  useQuery({ queryKey: ['plan', id, 'totals', hash], queryFn: () => api.get<TotalsTable>(`/alignments/${id}/totals`), enabled: hash !== undefined, staleTime: Infinity });

export const useSteps = (id: number) =>
  useQuery({ queryKey: ['plan', id, 'steps'], queryFn: () => api.get<Page<PlanStep>>(`/alignments/${id}/revisions`, { page_size: 1000 }) });

export const useDiff = (id: number, against: string) =>
  useQuery({ queryKey: ['plan', id, 'diff', against], queryFn: () => api.get<Diff>(`/alignments/${id}/diff`, { against }), enabled: against !== '' });

/** Everything that shows plans is asked again after one has changed. */
function usePlanMutation<I, O>(run: (input: I) => Promise<O>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: run,
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ['plans'] });
      void queries.invalidateQueries({ queryKey: ['plan'] });
      void queries.invalidateQueries({ queryKey: ['alignment'] });
    },
  });
}

export type NewPlan = { field_force: string; geography: string; name: string; from_positions?: boolean; index?: IndexPart[]; band?: [number, number] };

export const useCreatePlan = () => usePlanMutation((plan: NewPlan) => api.post<Plan>('/alignments', plan));
export const useFork = () => usePlanMutation(({ id, name }: { id: number; name: string }) => api.post<Plan>(`/alignments/${id}/fork`, { name }));
export const useUpdatePlan = (id: number) => usePlanMutation((changes: Partial<Pick<Plan, 'name' | 'effective_on' | 'announce_on'>>) => api.patch<Plan>(`/alignments/${id}`, changes));
export const useSubmit = (id: number) => usePlanMutation((note: string) => api.post(`/alignments/${id}/submissions`, { note }));
export const usePublish = (id: number) =>
  usePlanMutation((dates: { revision: number; effective_on: string; announce_on: string }) => api.post(`/alignments/${id}/publications`, dates));
export const useRestore = (id: number) => usePlanMutation((revision: number) => api.post<{ revision: number }>(`/alignments/${id}/revisions/${revision}/restore`));

// --- today's plan from the owner column ---

/** Owner text → position code, `house` (not in the field), or null (nobody). */
export type OwnerMap = Record<string, string | null>;
export const house = 'house:';

/** How the server found what an owner text means; `given` is the planner's own word. */
export type OwnerSource = 'given' | 'matched' | 'left' | 'house' | 'blank' | 'unknown';
export type Owner = { owner: string; means: string | null; how: OwnerSource; rep: string | null; workload_hours: number; revenue_12m: number; accounts: number };

export type InferRequest = { field_force: string; geography: string; owner_map: OwnerMap; name?: string };
export type Outsider = { code: string; name: string; owner: string; unit: string; held_by: string; ground_of: string | null; workload_hours: number; revenue_12m: number };
export type Tie = { idx: number; code: string; to: string; also: string };
export type InferReport = {
  cut: Plan['cut'];
  owners: Owner[];
  accounts: Record<'total' | 'placed' | 'unplaced' | 'house' | 'nobody' | 'inside' | 'outside' | 'outside_national' | 'exceptions', number>;
  units: { total: number; with_owner: number; single: number; mixed: number; without_owner: number; decided_by: Record<string, number>; ties: number };
  ties: Tie[];
  out_of_territory: Outsider[];
  index: { measure: IndexPart[]; band: [number, number]; min: number | null; max: number | null; out_of_band: number; outside_85_115: number; territories: number };
  splits: number;
  empty: string[];
  totals: TotalsTable;
  vector: string;
};

export const useInferReport = (request: InferRequest, enabled = true) =>
  useQuery({
    queryKey: ['infer', request],
    queryFn: () => api.post<InferReport>('/alignments/infer/preview', request),
    enabled: enabled && Boolean(request.field_force && request.geography),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });

/** Today's plan taken over: as it is, and — when it is what is in force — written down as such, with a draft to work in. */
export function useTakeOver() {
  return usePlanMutation(async ({ request, draftName }: { request: InferRequest; draftName: string | null }) => {
    const today = await api.post<Plan>('/alignments/infer', request);
    if (draftName === null) return today;
    await api.post(`/alignments/${today.id}/adoption`, { effective_on: today.cut.as_of });
    return api.post<Plan>(`/alignments/${today.id}/fork`, { name: draftName });
  });
}

/** Whether anything was ever published for a sales team: only before that can today's plan be written down as in force. */
export const useHasPublications = (fieldForce: string) =>
  useQuery({ queryKey: ['publications', fieldForce], queryFn: async () => (await api.get<Page<unknown>>('/publications', { field_force: fieldForce, page_size: 1 })).count > 0 });

