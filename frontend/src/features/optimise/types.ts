/** Shapes of runs, as the API speaks them. */
import type { IndexPart, Person, WireTerritory } from '../../api/types';

export type Mode = 'build' | 'homes' | 'rebalance' | 'fill';
export type ChangePrice = 'none' | 'gentle' | 'strong' | number;

export type RunRequest = {
  mode: Mode;
  p: number | null;
  index: IndexPart[];
  tolerance: number;
  also: { measure: string; tolerance: number }[];
  keep: { units: boolean; territories: string[] };
  change_price: ChangePrice | null;
  seconds: number;
  seed: number;
  parent: string | null;
  contiguous: boolean;
  best_effort: boolean;
};

export type RelaxationAction = { set?: Partial<RunRequest>; open?: { territory: string | null }; link?: number[] } | null;
export type Finding = { code: string; severity: 'error' | 'warning'; text: string; params: Record<string, unknown>; relaxations: { text: string; action: RelaxationAction }[] };
export type Preflight = { understood: { sentences: string[] }; findings: Finding[]; possible: boolean };

export type RunState = 'queued' | 'running' | 'stopping' | 'done' | 'failed' | 'infeasible' | 'discarded' | 'accepted';

/** seconds, objective, bound, violation */
export type HistoryPoint = [number, number | null, number | null, number | null];

export type RunProgress = {
  phase: string;
  phase_text: string;
  seconds: number;
  objective?: number | null;
  violation?: number | null;
  out_of_band?: number | null;
  pieces?: number | null;
  bound?: number | null;
  gap?: number | null;
  incumbent?: { seconds: number; pieces: number | null; violation: number | null; objective: number | null; out_of_band: number | null } | null;
  history?: HistoryPoint[];
};

export type Holding = { units: number; index: number | null; values: Record<string, number> } | null;

export type TableRow = { key: string; name: string; slot: number; position: string | null; capacity: number; now: Holding; plan: Holding; units_in: number; units_out: number };

export type RunResult = {
  certificate: string;
  change: string;
  why_stopped_text: string;
  status: string;
  legal: boolean;
  feasible: boolean;
  gap?: number | null;
  worst_index: { now: number | null; plan: number | null };
  units_moved: number;
  units_filled: number;
  moved_share: number;
  split: string[];
  empty: string[];
  out_of_band: Record<string, string[]>;
  table: TableRow[];
};

export type RunLine = {
  id: number; alignment: number; base: number; mode: Mode; mode_text: string; state: RunState; state_text: string; by: Person | null; created_at: string;
  started_at: string | null; finished_at: string | null; attempt: number; progress: RunProgress; accepted_into: number | null; accepted_revision: number | null;
};

export type Run = RunLine & {
  request: RunRequest;
  result: RunResult | null;
  error: { code: string; text: string; findings: Finding[] } | null;
  ahead: number;
  has_incumbent: boolean;
};

export type IncumbentVector = { seconds: number | null; vector: string; territories: WireTerritory[] };

export const isLive = (state: RunState): boolean => state === 'queued' || state === 'running' || state === 'stopping';
