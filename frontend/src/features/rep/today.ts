/** Which few accounts matter now, each with the reason that put it there. Pure. */
import type { MyAccount } from './api';

export type Reason =
  | { kind: 'overdue'; days: number }
  | { kind: 'due' }
  | { kind: 'never' }
  | { kind: 'soon'; days: number };

export type Pick = { account: MyAccount; reason: Reason };

const weights: Record<string, number> = { A: 4, B: 2.5, C: 1.5, D: 1 };
const most = 7;
const soonDays = 7;
const dayMs = 86_400_000;

const daysBetween = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / dayMs);

/** Why the account asks for a visit on `day`, or null when it does not. */
export function reasonFor(account: MyAccount, day: string): Reason | null {
  if (!account.field_covered || account.next_due === null) return null;
  const ahead = daysBetween(day, account.next_due);
  if (account.last_visit === null) return { kind: 'never' };
  if (ahead < 0) return { kind: 'overdue', days: -ahead };
  if (ahead === 0) return { kind: 'due' };
  return ahead <= soonDays ? { kind: 'soon', days: ahead } : null;
}

/** How much a visit matters: lateness in visit intervals, weighed by tier; what is due in the coming days counts for less. */
export function urgency(account: MyAccount, reason: Reason): number {
  const interval = 365 / Math.max(account.visits_per_year, 1);
  const late = reason.kind === 'overdue' ? Math.min(3, reason.days / interval) : reason.kind === 'never' ? 0.5 : 0;
  const notYet = reason.kind === 'soon' ? 0.3 : 1;
  return (weights[account.tier] ?? 1) * (1 + late) * notYet;
}

export function picksFor(accounts: MyAccount[], day: string): Pick[] {
  return accounts
    .flatMap((account) => { const reason = reasonFor(account, day); return reason ? [{ account, reason }] : []; })
    .sort((a, b) => urgency(b.account, b.reason) - urgency(a.account, a.reason) || b.account.revenue_12m - a.account.revenue_12m)
    .slice(0, most);
}

/** Great-circle distance in kilometres between two [longitude, latitude] places. */
export function kilometres([lonA, latA]: [number, number], [lonB, latB]: [number, number]): number {
  const rad = Math.PI / 180;
  const half = Math.sin(((latB - latA) * rad) / 2) ** 2 + Math.cos(latA * rad) * Math.cos(latB * rad) * Math.sin(((lonB - lonA) * rad) / 2) ** 2;
  return 12_742 * Math.asin(Math.sqrt(half));
}
