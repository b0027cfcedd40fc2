import type { RoleName } from '../api/types';

type Place = { key: string; to: string; roles: RoleName[] };

/** The pages a person can go to, in the order of the bar, by role. */
export const places: Place[] = [
  { key: 'plans', to: '/plans', roles: ['planner', 'administrator'] },
  { key: 'reviews', to: '/reviews', roles: ['manager', 'planner'] },
  { key: 'me', to: '/me', roles: ['rep'] },
  { key: 'accounts', to: '/accounts', roles: ['planner', 'manager', 'administrator'] },
  { key: 'data', to: '/data', roles: ['planner', 'administrator'] },
  { key: 'admin', to: '/admin', roles: ['administrator'] },
];
