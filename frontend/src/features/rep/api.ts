/** What a rep works with: own accounts and what is due, own territories, and what will change on which day. */
import { useQuery } from '@tanstack/react-query';

import { api } from '../../api/client';
import type { Page } from '../../api/types';
import type { AccountRow } from '../accounts/api';

export type MyAccount = AccountRow;
export type MyTerritory = { key: string; name: string; position: string };

/** Own positions by code, the ground they hold, and the active accounts, the most urgent visit first. */
export type MyWork = {
  day: string; positions: string[]; territories: MyTerritory[]; count: number; revenue_12m: number; potential: number; visits_due: number; accounts: MyAccount[];
};

export type ChangedAccount = { code: string; name: string; name_local: string; city: string; tier: string; revenue_12m: number; potential: number; workload_hours: number };

/** A territory of mine before and after, with why in sentences. */
export type ChangedTerritory = {
  key: string; name: string; index_before: number | null; index_after: number | null; hours_before: number | null; hours_after: number | null; why: string[];
};

/** What leaves and what comes for one of my seats on one day. */
export type MyChange = {
  publication: number; position: string; data_date: string; announce_on: string; effective_on: string; upcoming: boolean; count_before: number; count_after: number;
  leaves: ChangedAccount[]; comes: ChangedAccount[]; territories: ChangedTerritory[];
};

export const useMyWork = () => useQuery({ queryKey: ['my-accounts'], queryFn: () => api.get<MyWork>('/my/accounts') });

/** Announced changes, the coming ones first in time. */
export const useMyChanges = () => useQuery({ queryKey: ['my-changes'], queryFn: async () => (await api.get<Page<MyChange>>('/my/changes')).results });
