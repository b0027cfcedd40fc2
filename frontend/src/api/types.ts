/**
 * Shapes of the API as the code uses them: the generated ones (`make api`), narrowed where the schema cannot say it — pairs, keyed JSON, enums —
 * and written out where a body is free-form (deltas, states). Where they and the schema differ, the schema is right.
 */
import type { components } from './schema.gen';

type Schemas = components['schemas'];

/** A schema as it is read: every field is there, and some are known more closely. */
type Read<K extends keyof Schemas, Closer = unknown> = Omit<{ -readonly [F in keyof Schemas[K]]-?: Schemas[K][F] }, keyof Closer> & Closer;

export type Names = Partial<Record<'en' | 'ko', string>>;
export type Page<T> = { count: number; next: string | null; previous: string | null; results: T[] };
export type RoleName = 'administrator' | 'planner' | 'manager' | 'rep';

export type Me = {
  id: number;
  username: string;
  name: string;
  email: string;
  language: '' | 'en' | 'ko';
  theme: 'system' | 'light' | 'dark';
  roles: { role: RoleName; field_force: string | null; position: string | null }[];
  positions: { code: string; name: string; names: Names; level: number; field_force: string }[];
  field_forces: FieldForce[];
  landing: 'plans' | 'reviews' | 'rep' | 'admin';
};

export type FieldForce = {
  key: string; name: string; names: Names; currency: string; hours_per_year: number; levels: { en: string; ko: string }[]; geography_key: string;
};

export type IndexPart = { measure: string; weight: number };
export type AlignmentState = 'draft' | 'submitted' | 'approved' | 'published' | 'archived';

export type Person = Read<'Person'>;
export type CutLine = Read<'CutLine'>;

export type RevisionLine = Read<'RevisionLine', { author: Person | null }>;

/** `locked` says why nothing can be drawn, when that is so. */
export type AlignmentRights = Read<'Rights'>;

export type Alignment = Read<'AlignmentDetail', {
  state: AlignmentState; band: [number, number]; head: RevisionLine; created_by: Person | null; members: Person[]; rights: AlignmentRights;
  forked_from: { alignment: number; number: number } | null; index: IndexPart[]; effective_on: string | null; announce_on: string | null;
}>;

export type WireTerritory = {
  key: string;
  slot: number | null;
  name: string;
  level: number;
  parent: string | null;
  color: number | null;
  home: [number, number] | null;
  position: string | null;
};

export type WireOverride = {
  account: string; unit: number; territory: string | null; cause: string; reason: string; measures: Record<string, number>;
};

export type WireOverrides = {
  account: string[];
  unit: number[];
  territory: (string | null)[];
  cause: string[];
  reason: string[];
  measures: Record<string, (number | null)[]>;
};

export type WireState = {
  revision: number;
  hash: string;
  vector: string;
  territories: WireTerritory[];
  overrides: WireOverrides;
  unit_locks: Record<string, string>;
  territory_locks: Record<string, string>;
};

export type WireDelta = {
  items?: { idx_b64: string; before_b64: string; after_b64: string };
  territories?: Record<string, [WireTerritory | null, WireTerritory | null]>;
  overrides?: Record<string, [WireOverride | null, WireOverride | null]>;
  unit_locks?: Record<string, [string | null, string | null]>;
  territory_locks?: Record<string, [string | null, string | null]>;
};

export type WireConflict = {
  kind: 'unit' | 'territory' | 'override' | 'unit_lock' | 'territory_lock';
  idx?: number;
  key?: string;
  before: unknown;
  current: unknown;
  after: unknown;
  why: string;
  reason: string;
  by: string;
  at: string | null;
};

export type EditResult = Read<'EditResult', { conflicts: WireConflict[]; effect: WireDelta }>;

/** On topic `alignment:<id>`; a very large change comes without its delta and is read from the revisions. */
export type RevisionEvent = {
  number: number; parent: number | null; author: string; client_id: string; label: string; cause: string; hash: string; delta: WireDelta | null;
};

export type RevisionRow = RevisionLine & { parents: { alignment: number; number: number }[]; summary: Record<string, unknown>; delta?: WireDelta };

export type Incumbent = Read<'RepOnSeat', { names: Names }>;

export type Position = Read<'Position', { names: Names; home: [number, number] | null; incumbents: Incumbent[]; level: number; parent: string | null; closed_on: string | null }>;

export type PlanDiff = Read<'Diff'>;

export type Cut = {
  id: number;
  as_of: string;
  currency: string;
  definitions: MeasureDefinition[];
  measures: Record<string, string>;
  totals: Record<string, number>;
  unplaced: Record<string, number>;
};
export type MeasureDefinition = { key: string; names: Names; unit: string; source?: string };

export type GeographyMeta = Read<'GeographyDetail', {
  names: Names; level_names: Names; bbox: [number, number, number, number]; parent_names: Record<string, Record<string, string | Names>>; tiles: string | null; mesh: string | null;
}>;

export type GeographyUnits = Read<'Units'>;

export type Adjacency = Read<'Adjacency'>;
