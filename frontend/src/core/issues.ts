/** What is wrong with a plan, as a list that can be worked off. */
import { type Band, type Indices, outside } from './balance';
import type { Plan } from './plan';
import { UNASSIGNED } from './types';

export type Issue =
  | { kind: 'split'; slot: number; pieces: number; units: number[] }
  | { kind: 'gap'; count: number }
  | { kind: 'over' | 'under'; slot: number; by: number }
  | { kind: 'empty'; slot: number };

/** Worst first within each kind: splits, unassigned ground, out of band, territories without ground. */
export function issuesOf(plan: Plan, { bySlot }: Indices, band: Band): Issue[] {
  const splits = [...plan.contiguity.all()].filter(([slot]) => plan.atSlot(slot)).map(([slot, pieces]): Issue => ({ kind: 'split', slot, pieces: pieces.length + 1, units: pieces.flat() }));
  const gap = plan.totals.unitCount[UNASSIGNED];
  const hasGround = (slot: number) => plan.totals.unitCount[slot] > 0;
  const strays = [...bySlot].filter(([slot]) => hasGround(slot)).map(([slot, index]) => ({ slot, by: outside(index, band) })).filter(({ by }) => by !== 0);
  strays.sort((a, b) => Math.abs(b.by) - Math.abs(a.by));
  return [
    ...splits,
    ...(gap ? [{ kind: 'gap', count: gap } as Issue] : []),
    ...strays.map(({ slot, by }): Issue => ({ kind: by > 0 ? 'over' : 'under', slot, by })),
    ...[...bySlot.keys()].filter((slot) => !hasGround(slot)).map((slot): Issue => ({ kind: 'empty', slot })),
  ];
}
