/** Which of my accounts are shown, and in which order. Pure. */
import type { MyAccount } from './api';
import { reasonFor } from './today';

export const orders = ['due', 'revenue', 'potential', 'name'] as const;
export type Choice = { search: string; due: boolean; prospects: boolean; tier: string; order: (typeof orders)[number] };

const compare: Record<Choice['order'], (a: MyAccount, b: MyAccount) => number> = {
  due: (a, b) => (a.next_due ?? '9999').localeCompare(b.next_due ?? '9999') || b.revenue_12m - a.revenue_12m,
  revenue: (a, b) => b.revenue_12m - a.revenue_12m,
  potential: (a, b) => b.potential - a.potential,
  name: (a, b) => a.name.localeCompare(b.name),
};

const asksForVisit = (account: MyAccount, day: string): boolean => {
  const reason = reasonFor(account, day);
  return reason !== null && reason.kind !== 'soon';
};

export function accountsMatching(accounts: MyAccount[], choice: Choice, day: string): MyAccount[] {
  const words = choice.search.toLowerCase().split(/\s+/).filter(Boolean);
  const text = (account: MyAccount) => [account.name, account.name_local, account.code, account.city, account.postcode, account.address].join(' ').toLowerCase();
  return accounts
    .filter((account) => words.every((word) => text(account).includes(word)))
    .filter((account) => !choice.tier || account.tier === choice.tier)
    .filter((account) => !choice.prospects || account.kind === 'prospect')
    .filter((account) => !choice.due || asksForVisit(account, day))
    .sort(compare[choice.order]);
}
