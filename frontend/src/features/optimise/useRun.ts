/** One run, kept current by the stream and by polling when there is none. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';

import { u16 } from '../../api/arrays';
import { api } from '../../api/client';
import { stream } from '../../api/stream';
import type { Page } from '../../api/types';
import { type HistoryPoint, type IncumbentVector, isLive, type Run, type RunLine, type RunProgress } from './types';

/** A report of the stream: the latest figures and one more point of the history. */
type ProgressEvent = Partial<RunProgress> & { point?: HistoryPoint | null };

const advanced = (old: RunProgress, { point, ...news }: ProgressEvent): RunProgress => ({ ...old, ...news, history: point ? [...(old.history ?? []), point] : old.history });

const runKey = (id: number) => ['run', id];

export function useRun(id: number | null) {
  const queries = useQueryClient();
  const query = useQuery({ queryKey: runKey(id ?? 0), queryFn: () => api.get<Run>(`/runs/${id}`), enabled: id !== null, refetchInterval: ({ state }) => (state.data && isLive(state.data.state) ? 5000 : false) });
  useEffect(() => {
    if (id === null) return;
    const refetch = () => void queries.invalidateQueries({ queryKey: runKey(id) });
    const onProgress = (news: ProgressEvent) => {
      const old = queries.getQueryData<Run>(runKey(id));
      if (!old || old.progress.phase !== news.phase) return refetch();
      queries.setQueryData<Run>(runKey(id), { ...old, progress: advanced(old.progress, news) });
    };
    return stream.subscribe(`run:${id}`, {
      onGap: refetch,
      onEvent: ({ type, data }) => {
        if (type === 'state') return refetch();
        if (type === 'progress') onProgress(data as ProgressEvent);
        if (type === 'incumbent') void queries.invalidateQueries({ queryKey: ['incumbent', id] });
      },
    });
  }, [id, queries]);
  return query;
}

export type Incumbent = { vector: Uint16Array; territories: IncumbentVector['territories'] };

/** The best vector so far; while the run lives it is fetched again whenever one is announced. */
export function useIncumbent(run: Run | undefined) {
  const isForming = run !== undefined && isLive(run.state);
  return useQuery({
    queryKey: ['incumbent', run?.id],
    enabled: run !== undefined && run.has_incumbent !== false && run.state !== 'discarded' && run.state !== 'accepted',
    refetchInterval: isForming ? 4000 : false,
    retry: false,
    queryFn: async (): Promise<Incumbent> => {
      const wire = await api.get<IncumbentVector>(`/runs/${run!.id}/incumbent`);
      return { vector: u16(wire.vector), territories: wire.territories };
    },
  });
}

export const useRuns = (planId: number) => useQuery({ queryKey: ['runs', planId], queryFn: () => api.get<Page<RunLine>>(`/alignments/${planId}/runs`).then((page) => page.results) });
