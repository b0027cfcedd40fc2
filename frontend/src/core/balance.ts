/** The index of a territory (100 = average) and where it stands against the band. */
import type { Totals } from './totals';
import type { Territory } from './types';

export type IndexPart = { measure: string; weight: number };
export type Band = [low: number, high: number];
/** Full positions behind a territory; vacant ones count with their capacity. */
export type CapacityOf = (territory: string) => number;
export type Standing = 'under' | 'inside' | 'over';

/** Share of the plan's whole load that lies in `slot`: each measure is set against its own total, then blended by weight. */
export function loadShare(totals: Totals, parts: IndexPart[], slot: number): number {
  let load = 0;
  let weights = 0;
  for (const { measure, weight } of parts) {
    const grand = totals.grandOf(measure);
    if (!(grand > 0)) continue;
    load += (weight * totals.of(measure, slot)) / grand;
    weights += weight;
  }
  return weights > 0 ? load / weights : 0;
}

/** `100 · load / (total · capacity / Σ capacity)`; null for what has no capacity. */
export function indexOf(share: number, capacity: number, allCapacity: number): number | null {
  if (!(capacity > 0) || !(allCapacity > 0)) return null;
  return (100 * share * allCapacity) / capacity;
}

export function standing(index: number | null, [low, high]: Band): Standing {
  if (index === null) return 'inside';
  if (index < low * 100) return 'under';
  return index > high * 100 ? 'over' : 'inside';
}

/** How far outside the band, in index points: −13 is 13 below the low edge, +2 is 2 above the high one. */
export function outside(index: number | null, [low, high]: Band): number {
  if (index === null) return 0;
  return index < low * 100 ? index - low * 100 : Math.max(0, index - high * 100);
}

export type Indices = { bySlot: Map<number, number | null>; maxDeviation: number; outOfBand: number };

/** The index of every leaf, with the two figures a planner watches: the largest deviation (as a share) and how many lie outside the band. */
export function indices(totals: Totals, parts: IndexPart[], band: Band, leaves: Territory[], capacityOf: CapacityOf): Indices {
  const allCapacity = leaves.reduce((sum, leaf) => sum + capacityOf(leaf.key), 0);
  const bySlot = new Map<number, number | null>();
  let maxDeviation = 0;
  let outOfBand = 0;
  for (const leaf of leaves) {
    const index = indexOf(loadShare(totals, parts, leaf.slot!), capacityOf(leaf.key), allCapacity);
    bySlot.set(leaf.slot!, index);
    if (index === null) continue;
    maxDeviation = Math.max(maxDeviation, Math.abs(index - 100) / 100);
    if (standing(index, band) !== 'inside') outOfBand++;
  }
  return { bySlot, maxDeviation, outOfBand };
}
