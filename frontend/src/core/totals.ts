/**
 * What every territory adds up to: `Σ units in + Σ overrides in − Σ overrides out`, one row per slot, kept up to date move by move.
 * An override is taken off its unit's ground once and for all, and given to its holder; so a move costs one addition per measure.
 */
import type { Override, Territory } from './types';

const rows = 65_536;

export type Measures = Record<string, Float64Array>;

/** The slot that holds an exception's account; null for house. */
export const holderSlot = (override: Override, territories: Map<string, Territory>): number | null =>
  override.territory === null ? null : (territories.get(override.territory)?.slot ?? null);

export class Totals {
  readonly keys: string[];
  /** Per measure, per unit: the ground's own load, without what overrides take away. */
  private readonly ground: Float64Array[];
  private readonly bySlot: Float64Array[];
  /** Whole-plan totals per measure: what is in the field or on unassigned ground; house accounts are not in it. */
  readonly grand: Float64Array;
  readonly unitCount = new Uint32Array(rows);

  constructor(measures: Measures) {
    this.keys = Object.keys(measures);
    this.ground = this.keys.map((key) => measures[key].slice());
    this.bySlot = this.keys.map(() => new Float64Array(rows));
    this.grand = Float64Array.from(this.ground, (values) => values.reduce((sum, value) => sum + value, 0));
  }

  /** Counts everything from the beginning. `overrides` must not have been given before. */
  load(vector: Uint16Array, overrides: Iterable<Override>, territories: Map<string, Territory>): void {
    this.unitCount.fill(0);
    for (let i = 0; i < vector.length; i++) this.unitCount[vector[i]]++;
    this.ground.forEach((values, k) => {
      const totals = this.bySlot[k].fill(0);
      for (let i = 0; i < vector.length; i++) totals[vector[i]] += values[i];
    });
    for (const override of overrides) this.addOverride(override, vector, holderSlot(override, territories));
  }

  move(unit: number, before: number, after: number): void {
    this.unitCount[before]--;
    this.unitCount[after]++;
    for (let k = 0; k < this.ground.length; k++) {
      const load = this.ground[k][unit];
      this.bySlot[k][before] -= load;
      this.bySlot[k][after] += load;
    }
  }

  addOverride(override: Override, vector: Uint16Array, holder: number | null): void {
    this.shift(override, vector, holder, 1);
  }

  removeOverride(override: Override, vector: Uint16Array, holder: number | null): void {
    this.shift(override, vector, holder, -1);
  }

  private shift({ unit, measures }: Override, vector: Uint16Array, holder: number | null, sign: 1 | -1): void {
    this.keys.forEach((key, k) => {
      const load = sign * (measures[key] ?? 0);
      if (!load) return;
      if (holder !== null) {
        this.bySlot[k][holder] += load;
        this.grand[k] += load;
      }
      if (unit >= 0) {
        this.ground[k][unit] -= load;
        this.bySlot[k][vector[unit]] -= load;
        this.grand[k] -= load;
      }
    });
  }

  /** The total of one measure in one slot. */
  of(measure: string, slot: number): number {
    const k = this.keys.indexOf(measure);
    return k < 0 ? 0 : this.bySlot[k][slot];
  }

  /** The total of one measure over the whole plan. */
  grandOf(measure: string): number {
    return this.grand[this.keys.indexOf(measure)] ?? 0;
  }
}
