import { expect, test } from 'vitest';

import type { MyAccount } from './api';
import { kilometres, picksFor, reasonFor } from './today';

const account = (facts: Partial<MyAccount>): MyAccount => ({
  code: 'A1', name: 'Acme', name_local: '', kind: 'customer', tier: 'C', industry: '', field_covered: true, revenue_12m: 100, potential: 0, currency: 'USD',
  visits_per_year: 12, minutes_per_visit: 30, workload_hours: 6, visits_due: 0, last_visit: '2026-10-01', next_due: '2026-11-01', lon: null, lat: null, address: '', city: '', postcode: '',
  country: 'US', status: 'active', owner: '', is_national: false, family: '', synthetic: true, covered_by: null, ...facts,
});

test('a reason is said in days', () => {
  expect(reasonFor(account({ next_due: '2026-11-01' }), '2026-11-11')).toEqual({ kind: 'overdue', days: 10 });
  expect(reasonFor(account({ next_due: '2026-11-11' }), '2026-11-11')).toEqual({ kind: 'due' });
  expect(reasonFor(account({ next_due: '2026-11-14' }), '2026-11-11')).toEqual({ kind: 'soon', days: 3 });
  expect(reasonFor(account({ next_due: '2026-12-14' }), '2026-11-11')).toBeNull();
  expect(reasonFor(account({ last_visit: null, next_due: '2026-11-11' }), '2026-11-11')).toEqual({ kind: 'never' });
  expect(reasonFor(account({ field_covered: false }), '2026-11-11')).toBeNull();
});

test('a late A comes before a late D, and at most seven are picked', () => {
  const many = Array.from({ length: 12 }, (_, i) => account({ code: `D${i}`, tier: 'D', revenue_12m: i }));
  const picks = picksFor([...many, account({ code: 'TOP', tier: 'A' })], '2026-11-11');
  expect(picks).toHaveLength(7);
  expect(picks[0].account.code).toBe('TOP');
  expect(picks[1].account.revenue_12m).toBe(11);
});

test('distance follows the globe', () => {
  expect(kilometres([129.04, 35.11], [126.98, 37.57])).toBeCloseTo(329, -1);
});
