/** Accounts, their sales and visits, as the working side tells them. */
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { api } from '../../api/client';
import type { Names, Page } from '../../api/types';

export type AccountKind = 'customer' | 'prospect';

/** Who covers an account on a day: by its ground, or by name. */
export type Coverage = { role: string; territory_key: string; territory_name: string; position: string | null; position_name: string | null; via: 'unit' | 'account' };

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
  address: string;
  city: string;
  postcode: string;
  country: string;
  lon: number | null;
  lat: number | null;
  family: string;
  synthetic: boolean;
  last_visit: string | null;
  next_due: string | null;
  visits_due: number;
  covered_by: Coverage | null;
};

export type Visit = { id: number; on: string; minutes: number; position: string | null; note: string };
export type MonthlySale = { month: string; product: string; amount: number; quantity: number };
export type Product = { code: string; name: string; names: Names };
export type AccountDetail = AccountRow & { sales: MonthlySale[]; products: Product[]; visits: Visit[]; coverage: Coverage[] };

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

/** Longitude and latitude, where they are known. */
export const placeOf = (account: AccountRow): [number, number] | null => (account.lon === null || account.lat === null ? null : [account.lon, account.lat]);
