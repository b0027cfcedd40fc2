/** Which unit lies under a point: by its triangles, through an index of unit boxes. Pure: works without a graphics card. */
import Flatbush from 'flatbush';

import type { Point } from '../core/spatial';
import { type Mesh, SCALE } from './mesh';

export class UnitLocator {
  private readonly tree: Flatbush;

  constructor(private readonly mesh: Mesh) {
    this.tree = new Flatbush(mesh.units, 16, Int32Array);
    for (let unit = 0; unit < mesh.units; unit++) this.tree.add(...this.intBox(unit));
    this.tree.finish();
  }

  /** The unit at a mercator point, −1 where there is none. */
  at([x, y]: Point): number {
    const [px, py] = [Math.round(x * SCALE), Math.round(y * SCALE)];
    const candidates = this.tree.search(px, py, px, py);
    return candidates.find((unit) => this.contains(unit, px, py)) ?? -1;
  }

  /** Units whose box reaches into a mercator box. */
  inView(west: number, north: number, east: number, south: number): number[] {
    return this.tree.search(west * SCALE, north * SCALE, east * SCALE, south * SCALE);
  }

  /** West, north, east, south of a unit in mercator. */
  boxOf(unit: number): [number, number, number, number] {
    const [x0, y0, x1, y1] = this.intBox(unit);
    return [x0 / SCALE, y0 / SCALE, x1 / SCALE, y1 / SCALE];
  }

  private intBox(unit: number): [number, number, number, number] {
    const { xy, unitVertex } = this.mesh;
    const box: [number, number, number, number] = [2 ** 31 - 1, 2 ** 31 - 1, -(2 ** 31), -(2 ** 31)];
    for (let v = unitVertex[unit]; v < unitVertex[unit + 1]; v++) {
      box[0] = Math.min(box[0], xy[2 * v]);
      box[1] = Math.min(box[1], xy[2 * v + 1]);
      box[2] = Math.max(box[2], xy[2 * v]);
      box[3] = Math.max(box[3], xy[2 * v + 1]);
    }
    return box;
  }

  private contains(unit: number, x: number, y: number): boolean {
    const { triangles, unitTriangle } = this.mesh;
    for (let t = unitTriangle[unit]; t < unitTriangle[unit + 1]; t++) {
      if (this.inTriangle(x, y, triangles[3 * t], triangles[3 * t + 1], triangles[3 * t + 2])) return true;
    }
    return false;
  }

  private inTriangle(x: number, y: number, a: number, b: number, c: number): boolean {
    const [ab, bc, ca] = [this.side(x, y, a, b), this.side(x, y, b, c), this.side(x, y, c, a)];
    return (ab >= 0 && bc >= 0 && ca >= 0) || (ab <= 0 && bc <= 0 && ca <= 0);
  }

  private side(x: number, y: number, from: number, to: number): number {
    const { xy } = this.mesh;
    return (xy[2 * to] - xy[2 * from]) * (y - xy[2 * from + 1]) - (xy[2 * to + 1] - xy[2 * from + 1]) * (x - xy[2 * from]);
  }
}
