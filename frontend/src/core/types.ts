/** The words of the core: what a plan is made of and what a change of it looks like. */

/** A node of the plan's tree. Leaves hold ground and have a slot ≥ 1; groups above them have none. */
export type Territory = {
  key: string;
  slot: number | null;
  name: string;
  level: number;
  parent: string | null;
  /** A place in the palette, when it has been chosen by hand. */
  color: number | null;
  home: [number, number] | null;
  position: string | null;
};

/** An account held by another territory than the ground it lies on, or by none (`territory` null: house). `unit` is −1 when it lies nowhere. */
export type Override = {
  account: string;
  unit: number;
  territory: string | null;
  cause: string;
  reason: string;
  measures: Record<string, number>;
};

/** Keyed changes: what was there before, and what is there after; null is "nothing". */
export type Pairs<T> = Record<string, [before: T | null, after: T | null]>;

/** One named step: what changes from what to what. Reversible, and complete enough to be checked item by item. */
export type Edit = {
  units: Uint32Array;
  before: Uint16Array;
  after: Uint16Array;
  territories: Pairs<Territory>;
  overrides: Pairs<Override>;
  unitLocks: Pairs<string>;
  territoryLocks: Pairs<string>;
  label: string;
  cause: Cause;
};

export type Cause = 'paint' | 'undo' | 'lock' | 'territory' | 'override' | 'resolve';

export const keyedKinds = ['territories', 'overrides', 'unitLocks', 'territoryLocks'] as const;
export type KeyedKind = (typeof keyedKinds)[number];
export type KeyedValue = { territories: Territory; overrides: Override; unitLocks: string; territoryLocks: string };

/** Slot 0 of every vector: nobody's ground. */
export const UNASSIGNED = 0;
