/** The state of a plan at one moment: the vector and what hangs on it. Knows nothing of history, totals or the server. */
import { type Edit, type KeyedKind, type KeyedValue, keyedKinds, type Override, type Territory } from './types';
import { same } from './edit';

type Maps = { [K in KeyedKind]: Map<string, KeyedValue[K]> };

export class PlanState {
  readonly vector: Uint16Array;
  readonly maps: Maps;

  constructor(vector: Uint16Array, maps: Partial<Maps> = {}) {
    this.vector = vector;
    this.maps = { territories: new Map(), overrides: new Map(), unitLocks: new Map(), territoryLocks: new Map(), ...maps };
  }

  get territories(): Map<string, Territory> {
    return this.maps.territories;
  }

  get overrides(): Map<string, Override> {
    return this.maps.overrides;
  }

  clone(): PlanState {
    const { territories, overrides, unitLocks, territoryLocks } = this.maps;
    return new PlanState(this.vector.slice(), {
      territories: new Map(territories), overrides: new Map(overrides), unitLocks: new Map(unitLocks), territoryLocks: new Map(territoryLocks),
    });
  }

  get<K extends KeyedKind>(kind: K, key: string): KeyedValue[K] | null {
    return this.maps[kind].get(key) ?? null;
  }

  set<K extends KeyedKind>(kind: K, key: string, value: KeyedValue[K] | null): void {
    if (value === null) this.maps[kind].delete(key);
    else this.maps[kind].set(key, value);
  }
}

/** What of `step` can take effect now: the items whose current value is what the step started from. */
export function applicable(state: PlanState, step: Edit): Edit {
  const keep: number[] = [];
  for (let i = 0; i < step.units.length; i++) if (state.vector[step.units[i]] === step.before[i]) keep.push(i);
  const result: Edit = {
    ...step,
    units: Uint32Array.from(keep, (i) => step.units[i]),
    before: Uint16Array.from(keep, (i) => step.before[i]),
    after: Uint16Array.from(keep, (i) => step.after[i]),
  };
  for (const kind of keyedKinds) Object.assign(result, { [kind]: applicablePairs(state, kind, step) });
  return result;
}

function applicablePairs(state: PlanState, kind: KeyedKind, step: Edit) {
  const entries = Object.entries(step[kind] as Record<string, [unknown, unknown]>);
  return Object.fromEntries(entries.filter(([key, [before]]) => same(state.get(kind, key), before)));
}
