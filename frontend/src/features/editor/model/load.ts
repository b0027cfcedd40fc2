/** Everything the editor needs about a plan, fetched side by side. */
import { f32, f64, i32, u16 } from '../../../api/arrays';
import { api } from '../../../api/client';
import type { Adjacency, Alignment, Cut, FieldForce, GeographyMeta, GeographyUnits, Page, PlanDiff, Position, WireState } from '../../../api/types';
import type { PlanState } from '../../../core/state';
import { toMercator } from '../../../core/spatial';
import { type MapConfig, noBaseMap } from '../../../map/baseStyle';
import { type Mesh, readMesh } from '../../../map/mesh';
import { stateFromWire } from './wire';

export type Units = { codes: string[]; names: { en: string[]; ko: string[] }; parents: Record<string, string[]>; lonlat: Float32Array; xy: Float64Array };

export type EditorData = {
  alignment: Alignment;
  fieldForce: FieldForce | undefined;
  geography: GeographyMeta;
  units: Units;
  edges: Int32Array;
  cut: Cut;
  measures: Record<string, Float64Array>;
  positions: Map<string, Position>;
  mesh: Mesh;
  mapConfig: MapConfig;
  state: PlanState;
  revision: number;
};

export async function loadEditor(planId: number, signal?: AbortSignal): Promise<EditorData> {
  const alignment = await api.get<Alignment>(`/alignments/${planId}`, {}, signal);
  const place = `/geographies/${alignment.geography}`;
  const ground = api.get<GeographyMeta>(place, {}, signal);
  const mesh = ground.then((geography) => api.bytes(meshAddress(geography), signal));
  const [geography, file, units, adjacency, cut, state, positions, forces, mapConfig] = await Promise.all([
    ground,
    mesh,
    ground.then((geography) => api.get<GeographyUnits>(`${place}/units`, { v: geography.version }, signal)),
    api.get<Adjacency>(`${place}/adjacency`, { link_set: alignment.link_set }, signal),
    api.get<Cut>(`/cuts/${alignment.cut.id}`, {}, signal),
    api.get<WireState>(`/alignments/${planId}/state`, {}, signal),
    allPositions(alignment.field_force, signal),
    api.get<Page<FieldForce> | FieldForce[]>('/field-forces', {}, signal),
    api.get<MapConfig>('/config/map', {}, signal).catch(() => noBaseMap),
  ]);
  return {
    alignment,
    fieldForce: listOf(forces).find((force) => force.key === alignment.field_force),
    geography,
    units: unitsOf(units),
    edges: i32(adjacency.edges_b64),
    cut,
    measures: Object.fromEntries(Object.entries(cut.measures).map(([key, text]) => [key, f64(text)])),
    positions: new Map(positions.map((position) => [position.code, position])),
    mesh: readMesh(file),
    mapConfig,
    state: stateFromWire(state),
    revision: state.revision,
  };
}

function meshAddress({ mesh, name }: GeographyMeta): string {
  if (!mesh) throw new Error(`${name}: no mesh`);
  return mesh;
}

const listOf = <T>(answer: Page<T> | T[]): T[] => (Array.isArray(answer) ? answer : answer.results);

async function allPositions(force: string, signal?: AbortSignal): Promise<Position[]> {
  return listOf(await api.get<Page<Position> | Position[]>(`/field-forces/${force}/positions`, { page_size: 1000 }, signal));
}

function unitsOf(wire: GeographyUnits): Units {
  const lonlat = f32(wire.lonlat_b64);
  return { codes: wire.codes, names: { en: wire.names, ko: wire.names_ko }, parents: wire.parents, lonlat, xy: toMercator(lonlat) };
}

export type Baseline = { kind: 'today' | 'start'; vector: Uint16Array };

/** What the plan is compared with: the ground in force today, or — where nothing is in force — the plan's own beginning. */
export async function loadBaseline(planId: number, today: string): Promise<Baseline> {
  const inForce = await api.get<PlanDiff>(`/alignments/${planId}/diff`, { against: `coverage:${today}` }).then((diff) => u16(diff.before_vector), () => null);
  if (inForce?.some((slot) => slot > 0)) return { kind: 'today', vector: inForce };
  const start = await api.get<WireState>(`/alignments/${planId}/state`, { revision: 0 });
  return { kind: 'start', vector: u16(start.vector) };
}
