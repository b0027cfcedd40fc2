/** Accounts, their sales and visits, as the working side tells them. */
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { api } from '../../api/client';
import type { Names, Page } from '../../api/types';

export type AccountKind = 'customer' | 'prospect';

/** Who covers an account on a day: by its ground, or by name. */
export type Coverage = { role: string; territory_key: string; territory_name: string; position: string | null; position_name: string | null; via: 'unit' | 'account'; rep?: string | null };

export type AccountRow = {
  code: string;
  name: string;
  name_local: string;
  kind: AccountKind;
  status: 'active' | 'closed';
  industry: string;
  tier: string;
  field_covered: boolean;
  revenue_12m: number;
  potential: number;
  visits_per_year: number;
  minutes_per_visit: number;
  workload_hours: number;
  currency: string;
  owner: string;
  is_national: boolean;
  city: string;
  postcode: string;
  country: string;
  coverage?: Coverage | null;
};

export type Visit = { id: number; on: string; minutes: number; position: string | null; note: string };
export type MonthlySale = { month: string; product: string; product_names?: Names; amount: number; quantity: number };
export type Placement = { geography: string; unit: string; unit_name: string; method: 'coordinates' | 'postcode' | 'code' | 'manual' };

export type AccountDetail = AccountRow & {
  address: string;
  location: [number, number] | null;
  family: string;
  synthetic: boolean;
  last_visit: string | null;
  next_due: string | null;
  sales: MonthlySale[];
  visits: Visit[];
  placements: Placement[];
};

export type AccountFilter = Partial<Record<'search' | 'tier' | 'kind' | 'field_force' | 'position' | 'owner' | 'unit' | 'ordering', string>> & { page?: number; page_size?: number };

export const useAccounts = (filter: AccountFilter) =>
  useQuery({
    queryKey: ['accounts', filter],
    queryFn: ({ signal }) => api.get<Page<AccountRow>>('/accounts', filter, signal),
    placeholderData: keepPreviousData,
  });

const addressOf = (code: string): string => `/accounts/${encodeURIComponent(code)}`;

export const useAccount = (code: string) => useQuery({ queryKey: ['account', code], queryFn: () => api.get<AccountDetail>(addressOf(code)) });

export type NewVisit = { on: string; minutes?: number; note?: string };

export function useLogVisit(code: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (visit: NewVisit) => api.post<Visit>(`${addressOf(code)}/visits`, visit),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ['account', code] });
      void queries.invalidateQueries({ queryKey: ['my-accounts'] });
    },
  });
}

/** A Korean reader gets the local name, with the other one as fallback. */
export const accountName = (account: { name: string; name_local?: string }, language: string): string => (language === 'ko' && account.name_local) || account.name;
