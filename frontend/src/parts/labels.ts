/** Names of territories where they lie: in the middle of their ground. Pure. */
import type { Label } from '../map/planMap';

type Named = { slot: number | null; name: string };

/** `lonlat`: longitude and latitude per unit, in pairs. A territory without ground gets no label. */
export function labelsOf(territories: Named[], vector: Uint16Array, lonlat: Float32Array): Label[] {
  const sums = new Map<number, [lng: number, lat: number, count: number]>();
  for (let i = 0; i < vector.length; i++) {
    const sum = sums.get(vector[i]) ?? [0, 0, 0];
    sums.set(vector[i], [sum[0] + lonlat[2 * i], sum[1] + lonlat[2 * i + 1], sum[2] + 1]);
  }
  return territories.flatMap(({ slot, name }) => {
    const sum = slot === null ? undefined : sums.get(slot);
    return sum ? [{ lng: sum[0] / sum[2], lat: sum[1] / sum[2], text: name, weight: sum[2] }] : [];
  });
}

/** The units that lie in any of these slots. */
export function unitsIn(vector: Uint16Array, slots: ReadonlySet<number>): Uint32Array {
  const units: number[] = [];
  for (let i = 0; i < vector.length; i++) if (slots.has(vector[i])) units.push(i);
  return Uint32Array.from(units);
}
