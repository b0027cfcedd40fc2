/** Geographies, import jobs, and accounts that lie in no unit. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { api } from '../../api/client';
import type { FieldProblem } from '../../api/problem';
import type { GeographyMeta, MeasureDefinition, Names, Page } from '../../api/types';

export type GeographyReport = Record<string, unknown>;
export type GeographyRow = GeographyMeta & { level_names?: Names; report?: GeographyReport; measures?: MeasureDefinition[]; srid_planning?: number; frozen_at?: string };

export type ImportState = 'uploaded' | 'checked' | 'loading' | 'loaded' | 'failed' | 'undone';
export type SourceColumn = { name: string; samples: string[] };
export type TargetField = { key: string; required: boolean };
export type Mapping = Record<string, string>;

export type ImportReport = {
  rows: number;
  new: number;
  changed: number;
  unchanged: number;
  rejected: FieldProblem[];
  rejected_count?: number;
  repairs: { code: string; message: string; count: number; samples?: string[] }[];
  placed?: number;
  unplaced?: number;
};

export type ImportJob = {
  id: number;
  kind: 'accounts' | 'boundaries';
  file_name: string;
  state: ImportState;
  field_force: string | null;
  geography: string | null;
  encoding: string;
  delimiter: string;
  columns: SourceColumn[];
  fields: TargetField[];
  mapping: Mapping;
  report: ImportReport | null;
  progress: { done: number; total: number } | null;
  by: string;
  created_at: string;
};

export const useGeographies = () =>
  useQuery({ queryKey: ['geographies'], queryFn: () => api.get<Page<GeographyRow>>('/geographies', { page_size: 1000 }), staleTime: 300_000 });

export const useGeography = (key: string) =>
  useQuery({ queryKey: ['geography', key], queryFn: () => api.get<GeographyRow>(`/geographies/${key}`), staleTime: 300_000 });

export const useImports = () => useQuery({ queryKey: ['imports'], queryFn: () => api.get<Page<ImportJob>>('/imports', { page_size: 20 }) });

const busyStates: ImportState[] = ['loading'];

/** One import; asked again every second while it loads. */
export const useImport = (id: number | undefined) =>
  useQuery({
    queryKey: ['import', id],
    queryFn: () => api.get<ImportJob>(`/imports/${id}`),
    enabled: id !== undefined,
    refetchInterval: (query) => (query.state.data && busyStates.includes(query.state.data.state) ? 1000 : false),
  });

function useJobMutation<T>(run: (input: T) => Promise<ImportJob>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: run,
    onSuccess: (job) => {
      queries.setQueryData(['import', job.id], job);
      void queries.invalidateQueries({ queryKey: ['imports'] });
      if (job.state === 'loaded' || job.state === 'undone') void queries.invalidateQueries({ queryKey: ['accounts'] });
    },
  });
}

export type Upload = { kind: 'accounts' | 'boundaries'; file: File; field_force?: string; geography?: string };

export const useUpload = () =>
  useJobMutation(({ file, ...facts }: Upload) => {
    const body = new FormData();
    body.append('file', file);
    for (const [key, value] of Object.entries(facts)) if (value) body.append(key, value);
    return api.post<ImportJob>('/imports', body);
  });

export const useCheck = (id: number) => useJobMutation((mapping: Mapping) => api.patch<ImportJob>(`/imports/${id}`, { mapping }));
export const useLoad = (id: number) => useJobMutation(() => api.post<ImportJob>(`/imports/${id}/load`));
export const useUndoImport = () => useJobMutation((id: number) => api.post<ImportJob>(`/imports/${id}/undo`));
