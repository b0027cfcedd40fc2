/** Tiny geographies drawn as text, and a generated large one, for tests of the core. */
import { Plan } from '../core/plan';
import { PlanState } from '../core/state';
import type { Territory } from '../core/types';

export const territory = (key: string, slot: number | null, more: Partial<Territory> = {}): Territory => ({
  key, slot, name: key, level: 0, parent: null, color: null, home: null, position: null, ...more,
});

/** A grid of squares; each character is the slot of a unit ('.' unassigned, 1…9), neighbours share a side. */
export function gridPlan(drawing: string[], load: (unit: number) => number = () => 1): Plan {
  const width = drawing[0].length;
  const vector = Uint16Array.from(drawing.join(''), (mark) => (mark === '.' ? 0 : Number(mark)));
  return planOf(vector, gridEdges(width, drawing.length), { load: Float64Array.from(vector, (_, unit) => load(unit)) });
}

export function planOf(vector: Uint16Array, edges: Int32Array, measures: Record<string, Float64Array>): Plan {
  const slots = [...new Set(vector)].filter((slot) => slot > 0).sort((a, b) => a - b);
  const territories = new Map(slots.map((slot) => [`t${slot}`, territory(`t${slot}`, slot)]));
  return new Plan({ size: vector.length, edges, measures }, new PlanState(vector, { territories }));
}

export function gridEdges(width: number, height: number): Int32Array {
  const pairs: number[] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const unit = y * width + x;
      if (x + 1 < width) pairs.push(unit, unit + 1);
      if (y + 1 < height) pairs.push(unit, unit + width);
    }
  }
  return Int32Array.from(pairs);
}

/** `side`² units in `across`² square territories, with eight measures: the size of a country. */
export function countryPlan(side = 180, across = 11): Plan {
  const vector = Uint16Array.from({ length: side * side }, (_, unit) => {
    const cell = (value: number) => Math.min(across - 1, Math.floor((value * across) / side));
    return 1 + cell(Math.floor(unit / side)) * across + cell(unit % side);
  });
  const measures = Object.fromEntries(
    Array.from({ length: 8 }, (_, k) => [`m${k}`, Float64Array.from(vector, (_, unit) => 1 + ((unit * (k + 7)) % 13))]),
  );
  return planOf(vector, gridEdges(side, side), measures);
}
