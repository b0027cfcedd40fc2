/** Plans that were submitted, the parts one decides on, and what was said about them. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { api } from '../../api/client';
import type { IndexPart, Names, Page, Person, WireState } from '../../api/types';

export type SubmissionState = 'open' | 'sent_back' | 'approved' | 'withdrawn';
export type PartState = 'waiting' | 'approved' | 'sent_back';

type Measured = 'accounts' | 'revenue' | 'hours';
type Sided = { [M in Measured as `${M}_before` | `${M}_after` | `${M}_in` | `${M}_out`]: number };

/** A territory of a part: now (before) and in the plan (after); what it gains and loses. */
export type TerritoryRow = Sided & {
  key: string; name: string; slot: number | null; position: string | null; rep: { name: string; names: Names; employee_no: string } | null;
  index_before: number | null; index_after: number | null; units_before: number; units_after: number; units_in: number; units_out: number; new_share: number;
};

export type PartFigures = { territories: TerritoryRow[]; moved: Record<Measured, number>; units: number };

export type Part = {
  id: number; territory_key: string; name: string; position: string; position_name: string; state: PartState; decided_by: Person | null; decided_at: string | null; comment: string;
  can_decide: boolean; figures: PartFigures | null; sentence: string | null;
};

export type SubmissionLine = {
  id: number; alignment: number; alignment_name: string; field_force: string; geography: string; revision: number; baseline: string; note: string; by: Person | null; at: string;
  closed_at: string | null; state: SubmissionState; data_date: string; announce_on: string | null; effective_on: string | null;
  parts: { id: number; territory_key: string; name: string; state: PartState }[];
};

export type Comment = { id: number; territory_key: string; author: Person | null; at: string; text: string };

export type Submission = Omit<SubmissionLine, 'parts'> & {
  parts: Part[]; comments: Comment[]; hash: string; cut: number; index: IndexPart[]; band: [number, number];
  figures: Record<string, number>; baseline_vector: string; can_withdraw: boolean;
};

export const useSubmissions = (mine: boolean) =>
  useQuery({ queryKey: ['submissions', mine], queryFn: () => api.get<Page<SubmissionLine>>('/submissions', { mine: mine ? 1 : undefined, page_size: 100 }) });

const keyOf = (id: number) => ['submission', id];

export const useSubmission = (id: number) => useQuery({ queryKey: keyOf(id), queryFn: () => api.get<Submission>(`/submissions/${id}`) });

/** The submitted state; not there any more for a reviewer once the plan went back to being a draft. */
export const useSubmittedState = (alignment: number, revision: number) =>
  useQuery({ queryKey: ['submitted-state', alignment, revision], queryFn: () => api.get<WireState>(`/alignments/${alignment}/state`, { revision }), staleTime: Infinity, retry: false });

function useSubmissionMutation<I>(id: number, run: (input: I) => Promise<unknown>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: run,
    onSettled: () => {
      void queries.invalidateQueries({ queryKey: keyOf(id) });
      void queries.invalidateQueries({ queryKey: ['submissions'] });
      void queries.invalidateQueries({ queryKey: ['plans'] });
      void queries.invalidateQueries({ queryKey: ['plan'] });
    },
  });
}

export type Decision = 'approve' | 'send-back';

export const useDecide = (id: number) =>
  useSubmissionMutation(id, ({ part, decision, comment }: { part: number; decision: Decision; comment: string }) => api.post<Submission>(`/submissions/${id}/parts/${part}/${decision}`, { comment }));
export const useWithdraw = (id: number) => useSubmissionMutation(id, () => api.post<Submission>(`/submissions/${id}/withdraw`));
export const useComment = (id: number) =>
  useSubmissionMutation(id, (comment: { text: string; territory_key: string }) => api.post<Comment>(`/submissions/${id}/comments`, comment));
