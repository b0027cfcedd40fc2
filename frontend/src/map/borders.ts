/**
 * Which border segments are drawn: those whose two sides lie in different slots. Kept as a compact list for the graphics card and mended
 * only around the units that moved. Pure: no map, no graphics.
 */
import type { Mesh } from './mesh';

/** Integers per segment: x0, y0, x1, y1, a, b. */
export const STRIDE = 6;

export type Dirty = { from: number; to: number };

export class ActiveBorders {
  /** The active segments, `count` of them from the beginning. */
  readonly list: Int32Array;
  count = 0;
  private readonly placeOf: Int32Array;
  private readonly segmentAt: Uint32Array;
  private readonly around: { start: Uint32Array; segment: Uint32Array };

  constructor(private readonly mesh: Mesh, private readonly slots: Uint16Array) {
    const total = mesh.segments.length / STRIDE;
    this.list = new Int32Array(mesh.segments.length);
    this.placeOf = new Int32Array(total).fill(-1);
    this.segmentAt = new Uint32Array(total);
    this.around = segmentsByUnit(mesh);
    this.rebuild();
  }

  rebuild(): void {
    this.placeOf.fill(-1);
    this.count = 0;
    for (let segment = 0; segment < this.placeOf.length; segment++) if (this.isBorder(segment)) this.add(segment);
  }

  /** Looks again at the segments around `units`; returns the changed range of the list, or null. */
  update(units: ArrayLike<number>): Dirty | null {
    const dirty = { from: Infinity, to: -1 };
    const { start, segment } = this.around;
    for (let i = 0; i < units.length; i++) {
      for (let s = start[units[i]]; s < start[units[i] + 1]; s++) this.look(segment[s], dirty);
    }
    return dirty.to < 0 ? null : dirty;
  }

  private look(segment: number, dirty: Dirty): void {
    const place = this.placeOf[segment];
    const isActive = this.isBorder(segment);
    if (isActive === place >= 0) return;
    const touched = isActive ? this.count : place;
    dirty.from = Math.min(dirty.from, touched);
    dirty.to = Math.max(dirty.to, touched);
    if (isActive) this.add(segment);
    else this.remove(segment);
  }

  private isBorder(segment: number): boolean {
    const a = this.mesh.segments[STRIDE * segment + 4];
    const b = this.mesh.segments[STRIDE * segment + 5];
    return this.slots[a] !== (b < 0 ? 0 : this.slots[b]);
  }

  private add(segment: number): void {
    this.put(segment, this.count++);
  }

  /** The last one takes the place of the one that goes. */
  private remove(segment: number): void {
    const place = this.placeOf[segment];
    this.placeOf[segment] = -1;
    this.count--;
    if (place < this.count) this.put(this.segmentAt[this.count], place);
  }

  private put(segment: number, place: number): void {
    this.placeOf[segment] = place;
    this.segmentAt[place] = segment;
    const from = STRIDE * segment;
    for (let k = 0; k < STRIDE; k++) this.list[STRIDE * place + k] = this.mesh.segments[from + k];
  }
}

/** Segments of every unit, from both sides, as compressed rows. */
function segmentsByUnit({ units, segments }: Mesh): { start: Uint32Array; segment: Uint32Array } {
  const start = new Uint32Array(units + 1);
  const total = segments.length / STRIDE;
  const sides = (s: number): [number, number] => [segments[STRIDE * s + 4], segments[STRIDE * s + 5]];
  for (let s = 0; s < total; s++) for (const side of sides(s)) if (side >= 0) start[side + 1]++;
  for (let i = 0; i < units; i++) start[i + 1] += start[i];
  const fill = start.slice();
  const segment = new Uint32Array(start[units]);
  for (let s = 0; s < total; s++) for (const side of sides(s)) if (side >= 0) segment[fill[side]++] = s;
  return { start, segment };
}
