/** A gesture that paints: takes effect at once, ends as one named edit, or leaves no trace when it is called off. */
import { edit } from './edit';
import type { Plan } from './plan';
import type { Edit } from './types';

/** Why a unit resists, or null when it may move. */
export type Guard = (unit: number, slot: number) => Refusal | null;
export type Refusal = { reason: 'unit_locked' | 'territory_locked'; unit: number; text: string; territory?: string };

export class Stroke {
  private readonly before = new Map<number, number>();
  readonly refused = new Map<number, Refusal>();

  constructor(private readonly plan: Plan, readonly slot: number, private readonly guard: Guard) {}

  /** Units that this gesture has moved so far. */
  get size(): number {
    return this.before.size;
  }

  /** The slots its units came from, one entry per unit. */
  origins(): Iterable<number> {
    return this.before.values();
  }

  extend(units: Iterable<number>): Uint32Array {
    const moved: number[] = [];
    for (const unit of units) if (this.admit(unit)) moved.push(unit);
    const result = Uint32Array.from(moved);
    if (result.length) this.plan.paint(result, this.slot);
    return result;
  }

  /** Makes this gesture cover exactly `units`: what it moved before and no longer covers goes back. */
  replace(units: Iterable<number>): void {
    const wanted = new Set(units);
    const back = Uint32Array.from([...this.before.keys()].filter((unit) => !wanted.has(unit)));
    const after = Uint16Array.from(back, (unit) => this.before.get(unit)!);
    back.forEach((unit) => this.before.delete(unit));
    for (const unit of this.refused.keys()) if (!wanted.has(unit)) this.refused.delete(unit);
    if (back.length) this.plan.write(edit('', 'paint', { units: back, before: after, after }));
    this.extend(wanted);
  }

  private admit(unit: number): boolean {
    const current = this.plan.vector[unit];
    if (current === this.slot || this.before.has(unit)) return false;
    const refusal = this.guard(unit, this.slot);
    if (refusal) this.refused.set(unit, refusal);
    else this.before.set(unit, current);
    return !refusal;
  }

  /** The whole gesture as an edit that has already taken effect. */
  finish(label: string): Edit {
    const units = Uint32Array.from(this.before.keys());
    return edit(label, 'paint', { units, before: Uint16Array.from(this.before.values()), after: new Uint16Array(units.length).fill(this.slot) });
  }

  cancel(): void {
    const step = this.finish('');
    this.plan.write({ ...step, before: step.after, after: step.before });
    this.before.clear();
  }
}

/** Locks resist: the unit's own, that of the territory it lies in, and that of the territory it would go to. */
export function lockGuard(plan: Plan): Guard {
  const { unitLocks, territoryLocks } = plan.state.maps;
  return (unit, slot) => {
    if (!unitLocks.size && !territoryLocks.size) return null;
    const own = unitLocks.get(String(unit));
    if (own !== undefined) return { reason: 'unit_locked', unit, text: own };
    for (const side of [plan.vector[unit], slot]) {
      const text = plan.lockOn(side);
      if (text !== null) return { reason: 'territory_locked', unit, text, territory: plan.atSlot(side)!.name };
    }
    return null;
  };
}
