/** Geographies, files on their way in, and accounts that lie in no unit. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { api } from '../../api/client';
import type { FieldProblem } from '../../api/problem';
import type { Names, Page } from '../../api/types';

// --- geographies ---

export type Geography = {
  key: string; name: string; names: Names; level_name: string; level_names: Names; country: string; release: string; approximate: boolean; attribution: string;
  srid_planning: number; n_units: number; n_borders: number; bbox: [number, number, number, number]; mesh: string | null; version: string; frozen_at: string;
};
export type Repair = { kind: string; text?: string; count?: number } & Record<string, unknown>;
export type GeographyDetail = Geography & {
  report: { recipe?: string; repairs?: Repair[]; islands?: { pieces: number; units: number }; links?: Record<string, number> };
  measures: { key: string; names: Names; unit: string; total: number }[];
  link_set: number;
};

export const useGeographies = () =>
  useQuery({ queryKey: ['geographies'], queryFn: () => api.get<Page<Geography>>('/geographies', { page_size: 1000 }), staleTime: 300_000 });

export const useGeography = (key: string) =>
  useQuery({ queryKey: ['geography', key], queryFn: () => api.get<GeographyDetail>(`/geographies/${key}`), staleTime: 300_000 });

// --- accounts from a file ---

export type ImportState = 'uploaded' | 'checking' | 'checked' | 'loading' | 'loaded' | 'failed' | 'undone';
export type SourceColumn = { name: string; samples: string[]; filled: number };
export type TargetField = { key: string; label: string; required: boolean };
export type Mapping = Record<string, string>;

/** Where the accounts of the file lie, by how that was found or why it was not. */
export type PlacementCounts = Partial<Record<'coordinates' | 'postcode' | 'enclosed' | 'manual' | 'code' | 'abroad' | 'outside' | 'no_place' | 'unknown_postcode', number>>;

/** `rows = new + changed + unchanged + rejected`, always. */
export type ImportReport = {
  rows: number; new: number; changed: number; unchanged: number; rejected: number;
  errors: FieldProblem[];
  repairs: { counts: Record<string, number>; listed: { kind: string; row: number; field: string; before: string; after: string }[] };
  placement?: PlacementCounts;
};

export type ImportJob = {
  id: number;
  kind: string;
  file_name: string;
  state: ImportState;
  field_force: string;
  geography: string | null;
  layout: { format: string; encoding: string; delimiter: string; sheet: string; columns: SourceColumn[] };
  mapping: Mapping;
  fields_available: TargetField[];
  report: ImportReport | Record<string, never>;
  error: { code: string; detail: string; errors: FieldProblem[] } | null;
  progress: number;
  has_rejected: boolean;
  created_at: string;
};

export const reportOf = (job: ImportJob): ImportReport | null => ('rows' in job.report ? (job.report as ImportReport) : null);

const nowhere = ['abroad', 'outside', 'no_place', 'unknown_postcode'] as const;

export const unplacedOf = (report: ImportReport): number => nowhere.reduce((sum, reason) => sum + (report.placement?.[reason] ?? 0), 0);

export const useImports = () => useQuery({ queryKey: ['imports'], queryFn: () => api.get<Page<ImportJob>>('/imports', { page_size: 20 }) });

const isBusy = (state: ImportState | undefined): boolean => state === 'checking' || state === 'loading';

/** One import; asked again every second while it is being worked on. */
export const useImport = (id: number | undefined) =>
  useQuery({
    queryKey: ['import', id],
    queryFn: () => api.get<ImportJob>(`/imports/${id}`),
    enabled: id !== undefined,
    refetchInterval: (query) => (isBusy(query.state.data?.state) ? 1000 : false),
  });

function useJobMutation<T>(run: (input: T) => Promise<ImportJob>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: run,
    onSuccess: (job) => queries.setQueryData(['import', job.id], job),
    onSettled: () => {
      void queries.invalidateQueries({ queryKey: ['imports'] });
      void queries.invalidateQueries({ queryKey: ['import'] });
      void queries.invalidateQueries({ queryKey: ['accounts'] });
      void queries.invalidateQueries({ queryKey: ['infer'] });
    },
  });
}

export type Upload = { file: File; field_force: string; geography: string };

export const useUpload = () =>
  useJobMutation(({ file, field_force, geography }: Upload) => {
    const body = new FormData();
    body.append('file', file);
    body.append('field_force', field_force);
    body.append('geography', geography);
    return api.post<ImportJob>('/imports', body);
  });

/** The dry run. Good rows may be loaded without the others: the page says how many that leaves out before anything is loaded. */
export const useCheck = (id: number) => useJobMutation((mapping: Mapping) => api.patch<ImportJob>(`/imports/${id}`, { mapping, partial: true }));
export const useLoad = (id: number) => useJobMutation(() => api.post<ImportJob>(`/imports/${id}/load`));
export const useUndoImport = () => useJobMutation((id: number) => api.post<ImportJob>(`/imports/${id}/undo`));

// --- boundaries from a file ---

export type BoundaryReport = {
  format: string; layer: string; layers: string[]; features: number; crs: string; transformed: boolean; fields: string[]; code_field: string; name_field: string;
  loadable: boolean; problem_count: number; problems: FieldProblem[]; repair_count: number; repairs: Repair[]; error?: { code: string; message: string };
};
export type BoundaryImport = { id: number; file_name: string; mapping: Record<string, string>; state: Exclude<ImportState, 'undone'>; report: BoundaryReport; geography: string | null; created_at: string };
export type BoundaryFacts = { key: string; name: string; level_name: string; country: string; release: string; attribution: string };

export const useBoundaryUpload = () =>
  useMutation({
    mutationFn: ({ file, code_field, name_field }: { file: File; code_field?: string; name_field?: string }) => {
      const body = new FormData();
      body.append('file', file);
      if (code_field) body.append('code_field', code_field);
      if (name_field) body.append('name_field', name_field);
      return api.post<BoundaryImport>('/geographies/imports', body);
    },
  });

export const useBoundaryImport = (id: number | undefined) =>
  useQuery({
    queryKey: ['boundary-import', id],
    queryFn: () => api.get<BoundaryImport>(`/geographies/imports/${id}`),
    enabled: id !== undefined,
    refetchInterval: (query) => (isBusy(query.state.data?.state) ? 1000 : false),
  });

export function useBoundaryLoad() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ id, facts }: { id: number; facts: BoundaryFacts }) => api.post<BoundaryImport>(`/geographies/imports/${id}/load`, facts),
    onSuccess: (job) => queries.setQueryData(['boundary-import', job.id], job),
  });
}

// --- accounts in no unit ---

export type Unplaced = {
  code: string; name: string; owner: string; address: string; city: string; postcode: string; country: string; revenue_12m: number; lon: number | null; lat: number | null;
  reason: 'no_place' | 'abroad' | 'outside' | 'unknown_postcode';
};

export const useUnplaced = (field_force: string | undefined, geography: string | undefined, page: number) =>
  useQuery({
    queryKey: ['unplaced', field_force, geography, page],
    queryFn: () => api.get<Page<Unplaced>>('/accounts/unplaced', { field_force, geography, page }),
    enabled: Boolean(field_force && geography),
  });

export function usePlace(geography: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ code, unit }: { code: string; unit: string }) => api.post(`/accounts/${encodeURIComponent(code)}/placement`, { geography, unit }),
    onSuccess: () => void queries.invalidateQueries({ queryKey: ['unplaced'] }),
  });
}
