/** Making and turning edits. Pure functions. */
import { type Cause, type Edit, keyedKinds, type Pairs } from './types';

export function edit(label: string, cause: Cause, parts: Partial<Edit> = {}): Edit {
  return {
    units: new Uint32Array(0),
    before: new Uint16Array(0),
    after: new Uint16Array(0),
    territories: {},
    overrides: {},
    unitLocks: {},
    territoryLocks: {},
    ...parts,
    label,
    cause,
  };
}

const swap = <T>(pairs: Pairs<T>): Pairs<T> => Object.fromEntries(Object.entries(pairs).map(([key, [before, after]]) => [key, [after, before]]));

export const invert = (step: Edit): Edit => ({
  ...step,
  before: step.after,
  after: step.before,
  territories: swap(step.territories),
  overrides: swap(step.overrides),
  unitLocks: swap(step.unitLocks),
  territoryLocks: swap(step.territoryLocks),
});

export const isEmpty = (step: Edit): boolean => step.units.length === 0 && keyedKinds.every((kind) => Object.keys(step[kind]).length === 0);

/** An assignment of `units` to `slot`, leaving out those that are there already. */
export function assignment(vector: Uint16Array, units: ArrayLike<number>, slot: number, label: string): Edit {
  const moved = Uint32Array.from(units).filter((unit) => vector[unit] !== slot);
  return edit(label, 'paint', { units: moved, before: pick(vector, moved), after: new Uint16Array(moved.length).fill(slot) });
}

export function pick(vector: Uint16Array, units: Uint32Array): Uint16Array {
  const values = new Uint16Array(units.length);
  for (let i = 0; i < units.length; i++) values[i] = vector[units[i]];
  return values;
}

/** Equal by content; the values are small plain records. */
export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((key) => same((a as Record<string, unknown>)[key] ?? null, (b as Record<string, unknown>)[key] ?? null));
}
