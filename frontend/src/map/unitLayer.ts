/**
 * Draws units and the borders of territories with its own shaders: one texture holds the slot of every unit, so that a stroke uploads a few
 * rows and a few segments instead of rebuilding anything. Knows nothing of plans; `paint`, `recolour` and `flag` are all it is told.
 */
import type { CustomLayerInterface, Map as MapLibre } from 'maplibre-gl';

import { mercatorX, mercatorY } from '../core/spatial';
import { ActiveBorders, type Dirty, STRIDE } from './borders';
import { type Mesh, SCALE } from './mesh';
import { fillFragment, fillVertex, lineFragment, lineVertex, program } from './shaders';
import { Table } from './table';

export type Fill = {
  /** One value per unit, the place of its colour in the palette; null: the unit's slot. */
  values: Uint16Array | null;
  /** RGBA per palette place. */
  palette: Uint8Array;
};

export type Ink = { line: Rgba; strong: Rgba; unit: Rgba; parent: Rgba; old: Rgba };
type Rgba = [r: number, g: number, b: number, a: number];

export const flags = { hover: 1, locked: 2, marked: 4 } as const;

export const ink = {
  light: { line: [0.11, 0.13, 0.16, 0.85], strong: [0.05, 0.06, 0.08, 1], unit: [0.1, 0.12, 0.15, 0.16], parent: [0.1, 0.12, 0.15, 0.3], old: [0.62, 0.12, 0.1, 0.95] },
  dark: { line: [0.93, 0.95, 0.97, 0.8], strong: [1, 1, 1, 1], unit: [0, 0, 0, 0.35], parent: [0, 0, 0, 0.5], old: [1, 0.85, 0.4, 0.95] },
} satisfies Record<string, Ink>;

/** Below this size on the screen, units are not outlined. */
const outlinePixels = 11;

/** Below this size of a unit on the screen, only the coarser of several parent levels is outlined. */
const parentPixels = 7;

export class UnitLayer implements CustomLayerInterface {
  readonly id = 'units';
  readonly type = 'custom' as const;
  readonly renderingMode = '2d' as const;

  private readonly slots: Uint16Array;
  private readonly borders: ActiveBorders;
  private readonly flagValues: Uint8Array;
  private fill: Fill = { values: null, palette: new Uint8Array(4) };
  private selected = -1;
  private old: ActiveBorders | null = null;
  private theme: Ink = ink.light;
  private graphics: Graphics | null = null;
  private map: MapLibre | null = null;
  private readonly meanUnitSize: number;

  constructor(private readonly mesh: Mesh, vector: Uint16Array) {
    this.slots = vector.slice();
    this.flagValues = new Uint8Array(mesh.units);
    this.borders = new ActiveBorders(mesh, this.slots);
    this.meanUnitSize = medianUnitSize(mesh);
  }

  /** Takes over the slots of `units` from `vector`. */
  paint(units: ArrayLike<number>, vector: Uint16Array): void {
    for (let i = 0; i < units.length; i++) this.slots[units[i]] = vector[units[i]];
    this.graphics?.slots.data.set(this.slots);
    this.graphics?.slots.touch(units);
    this.graphics?.touchBorders(this.borders.update(units));
    this.map?.triggerRepaint();
  }

  /** Takes over a whole vector. */
  repaint(vector: Uint16Array): void {
    this.slots.set(vector);
    this.borders.rebuild();
    this.graphics?.slots.data.set(vector);
    this.graphics?.slots.touch();
    this.graphics?.touchBorders({ from: 0, to: this.borders.count - 1 });
    this.map?.triggerRepaint();
  }

  recolour(fill: Fill): void {
    this.fill = fill;
    this.graphics?.setFill(fill);
    this.map?.triggerRepaint();
  }

  /** Sets or clears one flag on units. */
  flag(units: ArrayLike<number>, flag: number, isOn: boolean): void {
    for (let i = 0; i < units.length; i++) this.flagValues[units[i]] = isOn ? this.flagValues[units[i]] | flag : this.flagValues[units[i]] & ~flag;
    this.graphics?.flags.data.set(this.flagValues);
    this.graphics?.flags.touch(units);
    this.map?.triggerRepaint();
  }

  /** Outlines one slot and dims the rest; null for none. */
  select(slot: number | null): void {
    this.selected = slot ?? -1;
    this.map?.triggerRepaint();
  }

  /** Draws the outlines of another vector over this one: where the borders were. */
  compareWith(vector: Uint16Array | null): void {
    this.old = vector && new ActiveBorders(this.mesh, vector.slice());
    this.graphics?.setOld(this.old);
    this.map?.triggerRepaint();
  }

  setTheme(theme: Ink): void {
    this.theme = theme;
    this.map?.triggerRepaint();
  }

  onAdd(map: MapLibre, gl: WebGL2RenderingContext): void {
    this.map = map;
    this.graphics = new Graphics(gl, this.mesh, this.slots, this.flagValues, this.borders);
    this.graphics.setFill(this.fill);
    this.graphics.setOld(this.old);
  }

  onRemove(): void {
    this.graphics?.free();
    this.graphics = null;
    this.map = null;
  }

  render(): void {
    const { graphics, map } = this;
    if (!graphics || !map) return;
    performance.mark('draw:start');
    const view = viewOf(map);
    const blocks = visibleBlocks(this.mesh, view);
    graphics.flush();
    graphics.begin(view, this.selected);
    graphics.drawFills(blocks, this.theme.strong);
    graphics.beginLines(view, this.selected, this.theme.strong);
    const unitPixels = this.meanUnitSize * view.scale[0] * view.half[0];
    if (unitPixels > outlinePixels) graphics.drawUnitLines(blocks, this.theme.unit, 0.5);
    graphics.drawParents(this.theme.parent, 0.5, unitPixels > parentPixels);
    graphics.drawBorders(this.theme.line, unitPixels > outlinePixels ? 1 : 0.7);
    graphics.drawOld(this.theme.old, 0.9);
    graphics.end();
    performance.measure('draw', 'draw:start');
    performance.clearMarks('draw:start');
  }
}

type View = { center: [number, number]; scale: [number, number]; half: [number, number] };

/** The camera as exact integers: flat, north up. */
function viewOf(map: MapLibre): View {
  const { lng, lat } = map.getCenter();
  const canvas = map.getCanvas();
  const half: [number, number] = [canvas.clientWidth / 2, canvas.clientHeight / 2];
  const world = (512 * 2 ** map.getZoom()) / SCALE;
  return { center: [Math.round(mercatorX(lng) * SCALE), Math.round(mercatorY(lat) * SCALE)], scale: [world / half[0], -world / half[1]], half };
}

/** Runs of units whose blocks reach into the view, as [first unit, last unit + 1). */
function visibleBlocks(mesh: Mesh, { center, scale }: View): [number, number][] {
  const [reachX, reachY] = [1 / scale[0], -1 / scale[1]];
  const runs: [number, number][] = [];
  for (let block = 0; block < mesh.blockBox.length / 4; block++) {
    const [x0, y0, x1, y1] = mesh.blockBox.subarray(4 * block, 4 * block + 4);
    if (x1 < center[0] - reachX || x0 > center[0] + reachX || y1 < center[1] - reachY || y0 > center[1] + reachY) continue;
    const first = block * mesh.blockUnits;
    const last = Math.min(mesh.units, first + mesh.blockUnits);
    if (runs.length && runs[runs.length - 1][1] === first) runs[runs.length - 1][1] = last;
    else runs.push([first, last]);
  }
  return runs;
}

function medianUnitSize({ units, unitVertex, xy }: Mesh): number {
  const sizes: number[] = [];
  for (let unit = 0; unit < units; unit += Math.max(1, units >> 9)) {
    let [low, high] = [Infinity, -Infinity];
    for (let v = unitVertex[unit]; v < unitVertex[unit + 1]; v++) {
      low = Math.min(low, xy[2 * v]);
      high = Math.max(high, xy[2 * v]);
    }
    sizes.push(high - low);
  }
  return sizes.sort((a, b) => a - b)[sizes.length >> 1];
}

/** What lives on the graphics card. Thrown away and made again when the context is lost. */
class Graphics {
  readonly slots: Table<Uint16Array>;
  readonly flags: Table<Uint8Array>;
  private fills: Table<Uint16Array> | null = null;
  private palette: Table<Uint8Array> | null = null;
  private readonly fillProgram: Program;
  private readonly lineProgram: Program;
  private readonly surface: WebGLVertexArrayObject;
  private readonly lines: WebGLVertexArrayObject;
  private readonly triangleBuffer: WebGLBuffer;
  private readonly segmentBuffer: WebGLBuffer;
  private readonly activeBuffer: WebGLBuffer;
  private oldBuffer: WebGLBuffer | null = null;
  private oldCount = 0;
  private readonly parentBuffers: { buffer: WebGLBuffer; count: number }[];
  private dirty: Dirty = { from: 0, to: -1 };

  constructor(
    private readonly gl: WebGL2RenderingContext, private readonly mesh: Mesh, slots: Uint16Array, flagValues: Uint8Array, private readonly borders: ActiveBorders,
  ) {
    this.slots = Table.of16(gl, slots);
    this.flags = Table.of8(gl, flagValues);
    this.fillProgram = new Program(gl, fillVertex, fillFragment);
    this.lineProgram = new Program(gl, lineVertex, lineFragment);
    this.triangleBuffer = gl.createBuffer();
    this.surface = this.surfaceArray();
    this.lines = gl.createVertexArray();
    this.segmentBuffer = this.buffer(mesh.segments);
    this.activeBuffer = gl.createBuffer();
    gl.bindBuffer(gl.ARRAY_BUFFER, this.activeBuffer);
    gl.bufferData(gl.ARRAY_BUFFER, borders.list.byteLength, gl.DYNAMIC_DRAW);
    this.parentBuffers = Object.values(mesh.parents).map((ends) => ({ buffer: this.buffer(ends), count: ends.length / 4 }));
    this.touchBorders({ from: 0, to: borders.count - 1 });
  }

  private buffer(data: ArrayBufferView): WebGLBuffer {
    const { gl } = this;
    const result = gl.createBuffer();
    gl.bindBuffer(gl.ARRAY_BUFFER, result);
    gl.bufferData(gl.ARRAY_BUFFER, data, gl.STATIC_DRAW);
    return result;
  }

  private surfaceArray(): WebGLVertexArrayObject {
    const { gl, mesh } = this;
    const result = gl.createVertexArray();
    gl.bindVertexArray(result);
    this.buffer(mesh.xy);
    gl.enableVertexAttribArray(0);
    gl.vertexAttribIPointer(0, 2, gl.INT, 0, 0);
    this.buffer(mesh.unit);
    gl.enableVertexAttribArray(1);
    gl.vertexAttribIPointer(1, 1, gl.UNSIGNED_INT, 0, 0);
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, this.triangleBuffer);
    gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, mesh.triangles, gl.STATIC_DRAW);
    gl.bindVertexArray(null);
    return result;
  }

  setFill({ values, palette }: Fill): void {
    this.fills = this.renewed(this.fills, values, (next) => Table.of16(this.gl, next));
    this.palette = this.renewed(this.palette, palette, (next) => Table.ofColours(this.gl, next));
  }

  /** The table with new values: in its old place when they fit. */
  private renewed<T extends Uint8Array | Uint16Array>(table: Table<T> | null, values: T | null, make: (values: T) => Table<T>): Table<T> | null {
    if (table && values && values.length <= table.data.length && values.length > table.data.length - 1024) {
      table.data.set(values);
      table.touch();
      return table;
    }
    table?.free();
    return values && make(values);
  }

  setOld(old: ActiveBorders | null): void {
    if (this.oldBuffer) this.gl.deleteBuffer(this.oldBuffer);
    this.oldBuffer = old && this.buffer(old.list.subarray(0, STRIDE * old.count));
    this.oldCount = old?.count ?? 0;
  }

  touchBorders(change: Dirty | null): void {
    if (!change) return;
    this.dirty = this.dirty.to < this.dirty.from ? { ...change } : { from: Math.min(this.dirty.from, change.from), to: Math.max(this.dirty.to, change.to) };
  }

  flush(): void {
    const { gl, borders, dirty } = this;
    for (const table of [this.slots, this.flags, this.fills, this.palette]) table?.flush();
    const to = Math.min(dirty.to, borders.count - 1);
    if (to >= dirty.from) {
      gl.bindBuffer(gl.ARRAY_BUFFER, this.activeBuffer);
      gl.bufferSubData(gl.ARRAY_BUFFER, 4 * STRIDE * dirty.from, borders.list, STRIDE * dirty.from, STRIDE * (to - dirty.from + 1));
    }
    this.dirty = { from: 0, to: -1 };
  }

  private camera(target: Program, { center, scale }: View, selected: number): void {
    const { gl } = this;
    gl.useProgram(target.program);
    gl.uniform2i(target.at('u_center'), ...center);
    gl.uniform2f(target.at('u_scale'), ...scale);
    gl.uniform1i(target.at('u_selected'), selected);
    this.slots.bind(0);
    gl.uniform1i(target.at('u_slots'), 0);
  }

  begin(view: View, selected: number): void {
    const { gl } = this;
    gl.disable(gl.DEPTH_TEST);
    gl.disable(gl.STENCIL_TEST);
    gl.disable(gl.CULL_FACE);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    this.camera(this.fillProgram, view, selected);
  }

  drawFills(blocks: [number, number][], strong: Rgba): void {
    const { gl, mesh, fillProgram } = this;
    (this.fills ?? this.slots).bind(1);
    this.flags.bind(2);
    this.palette!.bind(3);
    ['u_fills', 'u_flags', 'u_palette'].forEach((name, i) => gl.uniform1i(fillProgram.at(name), i + 1));
    gl.uniform4f(fillProgram.at('u_ink'), ...strong);
    gl.bindVertexArray(this.surface);
    for (const [first, last] of blocks) {
      const [from, to] = [mesh.unitTriangle[first], mesh.unitTriangle[last]];
      gl.drawElements(gl.TRIANGLES, 3 * (to - from), gl.UNSIGNED_INT, 12 * from);
    }
  }

  beginLines(view: View, selected: number, strong: Rgba): void {
    const { gl, lineProgram } = this;
    this.camera(lineProgram, view, selected);
    gl.uniform2f(lineProgram.at('u_viewport'), ...view.half);
    gl.uniform4f(lineProgram.at('u_strong'), ...strong);
    gl.bindVertexArray(this.lines);
  }

  drawUnitLines(blocks: [number, number][], color: Rgba, width: number): void {
    for (const [first, last] of blocks) {
      const [from, to] = [this.mesh.unitSegment[first], this.mesh.unitSegment[last]];
      this.drawLines(this.segmentBuffer, from, to - from, color, width, false);
    }
  }

  /** Borders of the levels above, the finest of several only where asked for. */
  drawParents(color: Rgba, width: number, withFinest: boolean): void {
    const shown = withFinest || this.parentBuffers.length < 2 ? this.parentBuffers : this.parentBuffers.slice(1);
    for (const { buffer, count } of shown) this.drawLines(buffer, 0, count, color, width, false, 4);
  }

  drawBorders(color: Rgba, width: number): void {
    this.drawLines(this.activeBuffer, 0, this.borders.count, color, width, true);
  }

  drawOld(color: Rgba, width: number): void {
    if (this.oldBuffer) this.drawLines(this.oldBuffer, 0, this.oldCount, color, width, false);
  }

  private drawLines(buffer: WebGLBuffer, first: number, count: number, color: Rgba, width: number, isAware: boolean, stride = STRIDE): void {
    if (count <= 0) return;
    const { gl, lineProgram } = this;
    gl.uniform4f(lineProgram.at('u_line'), ...color);
    gl.uniform1f(lineProgram.at('u_width'), width);
    gl.uniform1i(lineProgram.at('u_aware'), isAware ? 1 : 0);
    gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
    gl.enableVertexAttribArray(0);
    gl.vertexAttribIPointer(0, 4, gl.INT, 4 * stride, 4 * stride * first);
    gl.vertexAttribDivisor(0, 1);
    if (stride === STRIDE) {
      gl.enableVertexAttribArray(1);
      gl.vertexAttribIPointer(1, 2, gl.INT, 4 * stride, 4 * stride * first + 16);
      gl.vertexAttribDivisor(1, 1);
    } else {
      gl.disableVertexAttribArray(1);
      gl.vertexAttribI4i(1, -1, -1, -1, -1);
    }
    gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 4, count);
  }

  end(): void {
    this.gl.bindVertexArray(null);
    this.gl.activeTexture(this.gl.TEXTURE0);
  }

  free(): void {
    const { gl } = this;
    [this.slots, this.flags, this.fills, this.palette].forEach((table) => table?.free());
    [this.triangleBuffer, this.segmentBuffer, this.activeBuffer, this.oldBuffer, ...this.parentBuffers.map((parent) => parent.buffer)].forEach((buffer) => gl.deleteBuffer(buffer));
    [this.surface, this.lines].forEach((array) => gl.deleteVertexArray(array));
    [this.fillProgram, this.lineProgram].forEach((each) => gl.deleteProgram(each.program));
  }
}

class Program {
  readonly program: WebGLProgram;
  private readonly places = new Map<string, WebGLUniformLocation | null>();

  constructor(private readonly gl: WebGL2RenderingContext, vertex: string, fragment: string) {
    this.program = program(gl, vertex, fragment);
  }

  at(name: string): WebGLUniformLocation | null {
    if (!this.places.has(name)) this.places.set(name, this.gl.getUniformLocation(this.program, name));
    return this.places.get(name)!;
  }
}
