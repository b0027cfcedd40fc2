/**
 * Which units a pointer, a brush, a lasso or a box means. Works on all units, drawn or not, in mercator 0…1 (y to the south).
 * Lasso, box and brush go by the unit's point; a click goes by its area.
 */
import Flatbush from 'flatbush';

export type Point = [x: number, y: number];
export type Box = [west: number, north: number, east: number, south: number];

export const mercatorX = (lon: number): number => (180 + lon) / 360;
export const mercatorY = (lat: number): number => (180 - (180 / Math.PI) * Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360))) / 360;
export const lonOf = (x: number): number => x * 360 - 180;
export const latOf = (y: number): number => (360 / Math.PI) * Math.atan(Math.exp((180 - y * 360) * (Math.PI / 180))) - 90;

/** float32 lon, lat pairs → float64 mercator pairs. */
export function toMercator(lonlat: Float32Array): Float64Array {
  const xy = new Float64Array(lonlat.length);
  for (let i = 0; i < lonlat.length; i += 2) {
    xy[i] = mercatorX(lonlat[i]);
    xy[i + 1] = mercatorY(lonlat[i + 1]);
  }
  return xy;
}

/** The box around most of the points (pairs): what lies far off (islands, overseas) does not shrink the rest to a dot. */
export function boxOfMost(xy: Float64Array, share = 0.97): Box {
  const rest = (1 - share) / 2;
  const along = (axis: 0 | 1): [number, number] => {
    const sorted = xy.filter((_, i) => i % 2 === axis).sort();
    return [sorted[Math.floor(rest * sorted.length)], sorted[Math.ceil((1 - rest) * sorted.length) - 1]];
  };
  const [[west, east], [north, south]] = [along(0), along(1)];
  return [west, north, east, south];
}

export class UnitPoints {
  private readonly tree: Flatbush;

  constructor(private readonly xy: Float64Array) {
    this.tree = new Flatbush(xy.length / 2);
    for (let i = 0; i < xy.length; i += 2) this.tree.add(xy[i], xy[i + 1]);
    this.tree.finish();
  }

  inBox([x0, y0, x1, y1]: Box): number[] {
    return this.tree.search(Math.min(x0, x1), Math.min(y0, y1), Math.max(x0, x1), Math.max(y0, y1));
  }

  /** Units whose point lies within `radius` of the line from `from` to `to`. */
  alongBrush(from: Point, to: Point, radius: number): number[] {
    const candidates = this.inBox([
      Math.min(from[0], to[0]) - radius, Math.min(from[1], to[1]) - radius, Math.max(from[0], to[0]) + radius, Math.max(from[1], to[1]) + radius,
    ]);
    const limit = radius * radius;
    return candidates.filter((unit) => squaredDistance(this.xy[2 * unit], this.xy[2 * unit + 1], from, to) <= limit);
  }

  inLasso(ring: Point[]): number[] {
    if (ring.length < 3) return [];
    const bands = new RingBands(ring);
    return this.inBox(bands.box).filter((unit) => bands.contains(this.xy[2 * unit], this.xy[2 * unit + 1]));
  }

  nearest(point: Point): number {
    return this.tree.neighbors(point[0], point[1], 1)[0] ?? -1;
  }

  at(unit: number): Point {
    return [this.xy[2 * unit], this.xy[2 * unit + 1]];
  }

  mostOf(): Box {
    return boxOfMost(this.xy);
  }

  /** The box around the points of `units`. */
  boxOf(units: ArrayLike<number>): Box | null {
    if (!units.length) return null;
    const box: Box = [Infinity, Infinity, -Infinity, -Infinity];
    for (let i = 0; i < units.length; i++) {
      const [x, y] = this.at(units[i]);
      box[0] = Math.min(box[0], x);
      box[1] = Math.min(box[1], y);
      box[2] = Math.max(box[2], x);
      box[3] = Math.max(box[3], y);
    }
    return box;
  }
}

function squaredDistance(x: number, y: number, [ax, ay]: Point, [bx, by]: Point): number {
  const dx = bx - ax;
  const dy = by - ay;
  const length = dx * dx + dy * dy;
  const t = length ? Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / length)) : 0;
  return (x - ax - t * dx) ** 2 + (y - ay - t * dy) ** 2;
}

/** Even-odd point in polygon; edges bucketed by horizontal band, so that a long lasso over thousands of units stays quick. */
class RingBands {
  readonly box: Box;
  private readonly bands: number[][];

  constructor(private readonly ring: Point[], count = 64) {
    const xs = ring.map((point) => point[0]);
    const ys = ring.map((point) => point[1]);
    this.box = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
    this.bands = Array.from({ length: count }, () => []);
    ring.forEach((point, i) => {
      const next = ring[(i + 1) % ring.length];
      for (let band = this.bandOf(Math.min(point[1], next[1])); band <= this.bandOf(Math.max(point[1], next[1])); band++) this.bands[band].push(i);
    });
  }

  private bandOf(y: number): number {
    const share = (y - this.box[1]) / (this.box[3] - this.box[1] || 1);
    return Math.max(0, Math.min(this.bands.length - 1, Math.floor(share * this.bands.length)));
  }

  contains(x: number, y: number): boolean {
    let inside = false;
    for (const i of this.bands[this.bandOf(y)]) {
      const [ax, ay] = this.ring[i];
      const [bx, by] = this.ring[(i + 1) % this.ring.length];
      if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
    }
    return inside;
  }
}
