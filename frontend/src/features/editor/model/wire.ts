/** Between the core's edits and states and the API's columns. */
import { toBase64, u16, u32 } from '../../../api/arrays';
import type { RevisionEvent, RevisionRow, WireConflict, WireDelta, WireOverrides, WireState } from '../../../api/types';
import { edit } from '../../../core/edit';
import { PlanState } from '../../../core/state';
import type { Conflict, ItemKind, Remote } from '../../../core/sync';
import type { Edit, Override } from '../../../core/types';

export function stateFromWire(wire: WireState): PlanState {
  return new PlanState(u16(wire.vector), {
    territories: new Map(wire.territories.map((territory) => [territory.key, territory])),
    overrides: new Map(overridesFromWire(wire.overrides).map((override) => [override.account, override])),
    unitLocks: new Map(Object.entries(wire.unit_locks)),
    territoryLocks: new Map(Object.entries(wire.territory_locks)),
  });
}

function overridesFromWire(columns: WireOverrides): Override[] {
  const measures = Object.entries(columns.measures);
  return columns.account.map((account, row) => ({
    account,
    unit: columns.unit[row],
    territory: columns.territory[row],
    cause: columns.cause[row],
    reason: columns.reason[row],
    measures: Object.fromEntries(measures.flatMap(([key, values]) => (values[row] === null ? [] : [[key, values[row]]]))),
  }));
}

export function deltaToWire(step: Edit): WireDelta {
  return {
    items: { idx_b64: toBase64(step.units), before_b64: toBase64(step.before), after_b64: toBase64(step.after) },
    territories: step.territories,
    overrides: step.overrides,
    unit_locks: step.unitLocks,
    territory_locks: step.territoryLocks,
  };
}

export function deltaFromWire(delta: WireDelta, label: string): Edit {
  return edit(label, 'paint', {
    units: u32(delta.items?.idx_b64 ?? ''),
    before: u16(delta.items?.before_b64 ?? ''),
    after: u16(delta.items?.after_b64 ?? ''),
    territories: delta.territories ?? {},
    overrides: delta.overrides ?? {},
    unitLocks: delta.unit_locks ?? {},
    territoryLocks: delta.territory_locks ?? {},
  });
}

/** A revision of the stream; null when its delta was too large to travel. */
export function remoteFromEvent(event: RevisionEvent): Remote | null {
  if (!event.delta) return null;
  return { number: event.number, author: event.author, clientId: event.client_id || null, label: event.label, step: deltaFromWire(event.delta, event.label) };
}

export const remoteFromRow = (row: RevisionRow): Remote => ({
  number: row.number, author: row.author?.name ?? '', clientId: null, label: row.message, step: deltaFromWire(row.delta ?? {}, row.message),
});

const kinds: Record<WireConflict['kind'], ItemKind> = {
  unit: 'units', territory: 'territories', override: 'overrides', unit_lock: 'unitLocks', territory_lock: 'territoryLocks',
};

export const conflictFromWire = (wire: WireConflict): Conflict => ({
  kind: kinds[wire.kind], key: String(wire.idx ?? wire.key), mine: wire.after, theirs: wire.current, why: wire.why, reason: wire.reason, by: wire.by, at: wire.at ?? '',
});
