/** Where the name of each territory goes: on its own unit that is nearest to its middle. */
import { latOf, lonOf } from '../../../core/spatial';
import type { Label } from '../../../map/planMap';

type Sum = { x: number; y: number; count: number; best: number; distance: number };

export function placeLabels(vector: Uint16Array, xy: Float64Array, nameOf: (slot: number) => string): Label[] {
  const sums = new Map<number, Sum>();
  for (let unit = 0; unit < vector.length; unit++) {
    if (!vector[unit]) continue;
    const sum = sums.get(vector[unit]) ?? { x: 0, y: 0, count: 0, best: unit, distance: Infinity };
    sum.x += xy[2 * unit];
    sum.y += xy[2 * unit + 1];
    sum.count++;
    sums.set(vector[unit], sum);
  }
  for (let unit = 0; unit < vector.length; unit++) {
    const sum = sums.get(vector[unit]);
    if (!sum) continue;
    const distance = (xy[2 * unit] - sum.x / sum.count) ** 2 + (xy[2 * unit + 1] - sum.y / sum.count) ** 2;
    if (distance < sum.distance) Object.assign(sum, { best: unit, distance });
  }
  return [...sums]
    .map(([slot, { best, count }]) => ({ lng: lonOf(xy[2 * best]), lat: latOf(xy[2 * best + 1]), text: nameOf(slot), weight: count }))
    .filter((label) => label.text);
}
