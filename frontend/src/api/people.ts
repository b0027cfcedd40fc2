/** The posts of a sales team and who sits on them. */
import { useQuery } from '@tanstack/react-query';

import { api } from './client';
import type { Names, Page } from './types';

export type Position = {
  id: number; code: string; name: string; names: Names; level: number; parent: string | null; kind: string; capacity: number;
  home: [number, number] | null; home_label: string; closed_on: string | null; vacant: boolean;
  incumbents: { employee_no: string; name: string; names: Names; kind: 'primary' | 'acting' | 'trainee' | 'job_share' }[];
};

export const usePositions = (fieldForce: string | undefined) =>
  useQuery({
    queryKey: ['positions', fieldForce],
    queryFn: async () => (await api.get<Page<Position>>(`/field-forces/${fieldForce}/positions`, { page_size: 1000 })).results,
    enabled: Boolean(fieldForce),
    staleTime: 60_000,
  });
