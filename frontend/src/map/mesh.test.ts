import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { ActiveBorders, STRIDE } from './borders';
import { UnitLocator } from './locator';
import { type Mesh, readMesh, SCALE } from './mesh';

const side = 4;
const step = 1000;

/** A grid of squares as a mesh: two triangles per unit, segments with both sides, coast around. */
function gridMesh(): Mesh {
  const xy: number[] = [];
  const unit: number[] = [];
  const triangles: number[] = [];
  const segments: number[][] = [];
  for (let i = 0; i < side * side; i++) {
    const [x, y] = [step * (i % side), step * Math.floor(i / side)];
    const first = xy.length / 2;
    xy.push(x, y, x + step, y, x + step, y + step, x, y + step);
    unit.push(i, i, i, i);
    triangles.push(first, first + 1, first + 2, first, first + 2, first + 3);
    if (i % side < side - 1) segments.push([x + step, y, x + step, y + step, i, i + 1]);
    if (i + side < side * side) segments.push([x, y + step, x + step, y + step, i, i + side]);
    if (y === 0) segments.push([x, 0, x + step, 0, i, -1]);
  }
  segments.sort((a, b) => a[4] - b[4]);
  const starts = (per: number) => Uint32Array.from({ length: side * side + 1 }, (_, i) => per * i);
  return {
    units: side * side, blockUnits: 256, xy: Int32Array.from(xy), unit: Uint32Array.from(unit), triangles: Uint32Array.from(triangles), unitVertex: starts(4), unitTriangle: starts(2),
    blockBox: Int32Array.of(0, 0, side * step, side * step), segments: Int32Array.from(segments.flat()), unitSegment: starts(0), parents: {},
  };
}

const activeSet = (borders: ActiveBorders) =>
  new Set(Array.from({ length: borders.count }, (_, i) => [...borders.list.subarray(STRIDE * i, STRIDE * (i + 1))].join()));

describe('active borders', () => {
  it('are after any strokes what a fresh look would find', () => {
    const strokes = fc.array(fc.tuple(fc.array(fc.nat(15), { minLength: 1, maxLength: 5 }), fc.nat(3)), { maxLength: 30 });
    fc.assert(
      fc.property(strokes, (list) => {
        const slots = new Uint16Array(side * side);
        const borders = new ActiveBorders(gridMesh(), slots);
        for (const [units, slot] of list) {
          units.forEach((unit) => (slots[unit] = slot));
          borders.update(units);
        }
        expect(activeSet(borders)).toEqual(activeSet(new ActiveBorders(gridMesh(), slots)));
      }),
    );
  });

  it('tell which range changed, and nothing when nothing did', () => {
    const slots = new Uint16Array(side * side);
    const borders = new ActiveBorders(gridMesh(), slots);
    expect(borders.update([5])).toBeNull();
    slots[5] = 1;
    expect(borders.update([5])).toEqual({ from: 0, to: 3 });
  });
});

describe('the unit under a point', () => {
  const locator = new UnitLocator(gridMesh());
  const at = (x: number, y: number) => locator.at([x / SCALE, y / SCALE]);

  it('is found by its area, wherever its middle is', () => {
    expect([at(10, 10), at(1990, 1010), at(3999, 3999)]).toEqual([0, 5, 15]);
  });

  it('is none outside', () => expect(at(5000, 10)).toBe(-1));

  it('has a box', () => expect(locator.boxOf(5).map((edge) => Math.round(edge * SCALE))).toEqual([1000, 1000, 2000, 2000]));
});

describe('reading a mesh file', () => {
  it('lays arrays over the file by its header', () => {
    const mesh = readMesh(packed({ xy: Int32Array.of(1, -2), unit: Uint32Array.of(7) }));
    expect([...mesh.xy]).toEqual([1, -2]);
    expect([...mesh.unit]).toEqual([7]);
    expect([...mesh.parents.state]).toEqual([4, 3, 2, 1]);
  });

  it('refuses anything else', () => expect(() => readMesh(new ArrayBuffer(64))).toThrow('not a mesh'));
});

/** A file as geography/tiles/mesh.py writes it. */
function packed(given: Partial<Record<string, Int32Array | Uint32Array>>): ArrayBuffer {
  const names = ['xy', 'unit', 'triangles', 'unit_vertex', 'unit_triangle', 'block_box', 'segments', 'unit_segment', 'parent_state'];
  const bodies = names.map((name) => given[name] ?? (name === 'parent_state' ? Int32Array.of(4, 3, 2, 1) : new Int32Array(0)));
  const arrays: Record<string, { dtype: string; offset: number; length: number }> = {};
  let offset = 0;
  bodies.forEach((body, i) => {
    arrays[names[i]] = { dtype: body instanceof Uint32Array ? 'uint32' : 'int32', offset, length: body.length };
    offset += Math.ceil(body.byteLength / 8) * 8;
  });
  const text = JSON.stringify({ units: 1, scale: SCALE, block_units: 256, parents: ['state', 'county'], arrays });
  const header = text.padEnd(Math.ceil((text.length + 12) / 8) * 8 - 12, ' ');
  const file = new ArrayBuffer(12 + header.length + offset);
  new Uint8Array(file).set(new TextEncoder().encode(`EVLM\u0001\0\0\0`));
  new DataView(file).setUint32(8, header.length, true);
  new Uint8Array(file, 12).set(new TextEncoder().encode(header));
  bodies.forEach((body, i) => new Int32Array(file, 12 + header.length + arrays[names[i]].offset, body.length).set(body));
  return file;
}
