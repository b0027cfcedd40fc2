/** Reads the renderer's mesh (docs/geographies.md): typed arrays laid straight over the file. */

/** Mercator 0…1 is this many integer steps. */
export const SCALE = 2 ** 30;

export type Mesh = {
  units: number;
  blockUnits: number;
  xy: Int32Array;
  unit: Uint32Array;
  triangles: Uint32Array;
  unitVertex: Uint32Array;
  unitTriangle: Uint32Array;
  blockBox: Int32Array;
  /** x0, y0, x1, y1, a, b per segment; b = −1 where nothing lies on the other side. */
  segments: Int32Array;
  unitSegment: Uint32Array;
  /** x0, y0, x1, y1 per segment of the borders between parents, by level. */
  parents: Record<string, Int32Array>;
};

type Spec = { dtype: 'int32' | 'uint32'; offset: number; length: number };
type Header = { units: number; scale: number; block_units: number; parents: string[]; arrays: Record<string, Spec> };

export class BadMesh extends Error {}

export function readMesh(file: ArrayBuffer): Mesh {
  const view = new DataView(file);
  const magic = String.fromCharCode(...new Uint8Array(file, 0, 4));
  if (magic !== 'EVLM' || view.getUint32(4, true) !== 1) throw new BadMesh('not a mesh file of this version');
  const begin = 12 + view.getUint32(8, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(file, 12, begin - 12))) as Header;
  if (header.scale !== SCALE) throw new BadMesh(`unknown scale ${header.scale}`);
  const signed = (name: string) => new Int32Array(file, begin + header.arrays[name].offset, header.arrays[name].length);
  const unsigned = (name: string) => new Uint32Array(file, begin + header.arrays[name].offset, header.arrays[name].length);
  return {
    units: header.units,
    blockUnits: header.block_units,
    xy: signed('xy'),
    unit: unsigned('unit'),
    triangles: unsigned('triangles'),
    unitVertex: unsigned('unit_vertex'),
    unitTriangle: unsigned('unit_triangle'),
    blockBox: signed('block_box'),
    segments: signed('segments'),
    unitSegment: unsigned('unit_segment'),
    parents: Object.fromEntries(header.parents.filter((level) => header.arrays[`parent_${level}`]).map((level) => [level, signed(`parent_${level}`)])),
  };
}
