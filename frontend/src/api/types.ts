/** Shapes of the API used by hand-written code. Where they and the generated schema differ, the schema is right. */
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

export type Person = { id: number; name: string };
export type CutLine = { id: number; key: string; as_of: string };

export type RevisionLine = { number: number; author: Person | null; at: string; message: string; cause: string; hash: string };

/** `locked` says why nothing can be drawn, when that is so. */
export type AlignmentRights = { edit: boolean; submit: boolean; run: boolean; publish: boolean; locked: string };

export type Alignment = {
  id: number;
  name: string;
  state: AlignmentState;
  field_force: string;
  geography: string;
  cut: CutLine;
  link_set: number;
  family: string;
  forked_from: { alignment: number; number: number } | null;
  index: IndexPart[];
  band: [number, number];
  effective_on: string | null;
  announce_on: string | null;
  confidential: boolean;
  head: RevisionLine;
  created_by: Person | null;
  created_at: string;
  updated_at: string;
  members: Person[];
  rights: AlignmentRights;
};

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

export type EditResult = { revision: number; hash: string; applied: number; already: number; conflicts: WireConflict[]; effect: WireDelta };

/** On topic `alignment:<id>`; a very large change comes without its delta and is read from the revisions. */
export type RevisionEvent = {
  number: number; parent: number | null; author: string; client_id: string; label: string; cause: string; hash: string; delta: WireDelta | null;
};

export type RevisionRow = RevisionLine & { parents: { alignment: number; number: number }[]; summary: Record<string, unknown>; delta?: WireDelta };

export type Incumbent = { employee_no: string; name: string; names: Names; kind: 'primary' | 'acting' | 'trainee' | 'job_share' };

export type Position = {
  id: number;
  code: string;
  name: string;
  names: Names;
  level: number;
  parent: string | null;
  kind: string;
  capacity: number;
  home: [number, number] | null;
  home_label: string;
  closed_on: string | null;
  incumbents: Incumbent[];
  vacant: boolean;
};

export type PlanDiff = {
  against: string;
  revision: number;
  sentence: string;
  units: number;
  values: Record<string, number>;
  share: Record<string, number>;
  idx_b64: string;
  before_vector: string;
  flows: { origin: string; target: string; units: number; values: Record<string, number> }[];
  territories: {
    key: string; name: string; index_before: number | null; index_after: number | null; units_in: number; units_out: number;
    values_in: Record<string, number>; values_out: Record<string, number>;
  }[];
};

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

export type GeographyMeta = {
  key: string; name: string; names: Names; level_name: string; level_names: Names; country: string; release: string; approximate: boolean;
  attribution: string; n_units: number; bbox: [number, number, number, number]; parent_levels: string[]; parent_names: Record<string, Record<string, string | Names>>;
  tiles: string | null; mesh: string | null; min_zoom: number; max_zoom: number; version: string;
};

export type GeographyUnits = {
  codes: string[]; names: string[]; names_ko: string[]; parents: Record<string, string[]>; lonlat_b64: string; area_b64: string;
};

export type Adjacency = { link_set: number; edges_b64: string; length_b64: string };
