/** What a rep works with: own accounts and what is due, own territories, and what will change on which day. */
import { useQuery } from '@tanstack/react-query';

import { api } from '../../api/client';
import type { Names } from '../../api/types';

export type MyAccount = {
  code: string;
  name: string;
  name_local: string;
  kind: 'customer' | 'prospect';
  tier: string;
  industry: string;
  field_covered: boolean;
  revenue_12m: number;
  potential: number;
  currency: string;
  visits_per_year: number;
  minutes_per_visit: number;
  workload_hours: number;
  visits_due: number;
  last_visit: string | null;
  next_due: string | null;
  location: [number, number] | null;
  address: string;
  city: string;
  postcode: string;
};

export type MyPosition = { code: string; name: string; names: Names; field_force: string; capacity: number; hours_per_year: number };
export type MyTerritory = { territory_key: string; territory_name: string; position: string };
export type MyWork = { day: string; positions: MyPosition[]; territories: MyTerritory[]; accounts: MyAccount[] };

/** One account or unit that changes hands, from the rep's own point of view. */
export type ChangedAccount = { code: string; name: string; name_local?: string; revenue_12m: number; other: string | null; reason?: string };
export type MyChange = {
  id: number;
  territory: { key: string; name: string };
  data_on: string;
  announce_on: string;
  effective_on: string;
  note: string;
  index_before: number | null;
  index_after: number | null;
  workload_before: number;
  workload_after: number;
  revenue_before: number;
  revenue_after: number;
  accounts_before: number;
  accounts_after: number;
  currency: string;
  leaving: ChangedAccount[];
  coming: ChangedAccount[];
  why: string[];
};

export const useMyWork = () => useQuery({ queryKey: ['my-accounts'], queryFn: () => api.get<MyWork>('/my/accounts') });
export const useMyChanges = () => useQuery({ queryKey: ['my-changes'], queryFn: () => api.get<{ results: MyChange[] }>('/my/changes') });
