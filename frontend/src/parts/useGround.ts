/** What a map needs to know of a geography beside its mesh: neighbours and units, kept for good (they never change). */
import { useQuery } from '@tanstack/react-query';

import { f32, i32 } from '../api/arrays';
import { api } from '../api/client';
import type { Adjacency, GeographyUnits } from '../api/types';

const forGood = { staleTime: Infinity, gcTime: 600_000, structuralSharing: false } as const;

export const useEdges = (geography: string | undefined) =>
  useQuery({
    queryKey: ['edges', geography],
    queryFn: async () => i32((await api.get<Adjacency>(`/geographies/${geography}/adjacency`)).edges_b64),
    enabled: geography !== undefined,
    ...forGood,
  });

export type Units = { codes: string[]; names: string[]; lonlat: Float32Array };

export const useUnits = (geography: string | undefined, language: string) =>
  useQuery({
    queryKey: ['units', geography, language],
    queryFn: async (): Promise<Units> => {
      const units = await api.get<GeographyUnits>(`/geographies/${geography}/units`);
      const names = language === 'ko' ? units.names.map((name, i) => units.names_ko[i] || name) : units.names;
      return { codes: units.codes, names, lonlat: f32(units.lonlat_b64) };
    },
    enabled: geography !== undefined,
    ...forGood,
  });
