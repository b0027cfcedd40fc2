/**
 * The plan under the hand: the local state with its totals and its contiguity kept in step.
 * Everything that changes the state goes through `write`; who may change what is decided elsewhere.
 */
import { Contiguity, type Neighbours, neighboursOf } from './contiguity';
import type { PlanState } from './state';
import { holderSlot, type Measures, Totals } from './totals';
import { type Edit, type KeyedKind, type KeyedValue, keyedKinds, type Override, type Territory, UNASSIGNED } from './types';

export type Ground = { size: number; edges: Int32Array; measures: Measures };

/** What a write touched: units that changed hands, slots whose figures moved, kinds of keyed things that changed. */
export type Change = { units: Uint32Array; slots: Set<number>; kinds: Set<KeyedKind> };
export type Listener = (change: Change) => void;

const nothing = new Uint32Array(0);

export class Plan {
  readonly totals: Totals;
  readonly contiguity: Contiguity;
  readonly neighbours: Neighbours;
  private readonly listeners = new Set<Listener>();
  private readonly unsettled = new Set<number>();
  private bySlot = new Map<number, Territory>();

  constructor(readonly ground: Ground, readonly state: PlanState) {
    this.totals = new Totals(ground.measures);
    this.totals.load(state.vector, state.overrides.values(), state.territories);
    this.neighbours = neighboursOf(ground.size, ground.edges);
    this.contiguity = new Contiguity(this.neighbours, state.vector);
    this.contiguity.refreshAll();
    this.indexSlots();
  }

  get vector(): Uint16Array {
    return this.state.vector;
  }

  leaves(): Territory[] {
    return [...this.bySlot.values()];
  }

  /** Why a territory, or a node above it, is locked; null when it is free. */
  lockOn(slot: number): string | null {
    let node = this.bySlot.get(slot) ?? null;
    while (node) {
      const reason = this.state.get('territoryLocks', node.key);
      if (reason !== null) return reason;
      node = node.parent === null ? null : this.state.get('territories', node.parent);
    }
    return null;
  }

  atSlot(slot: number): Territory | undefined {
    return this.bySlot.get(slot);
  }

  listen(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Sets every item of the step to its `after`, whatever it was. */
  write(step: Edit): void {
    const slots = new Set<number>();
    const units = this.writeUnits(step.units, step.after, slots);
    const kinds = new Set<KeyedKind>();
    for (const kind of keyedKinds) {
      for (const [key, [, after]] of Object.entries(step[kind])) {
        this.writeKeyed(kind, key, after as KeyedValue[typeof kind] | null, slots);
        kinds.add(kind);
      }
    }
    if (kinds.has('territories')) this.indexSlots();
    this.emit({ units, slots, kinds });
  }

  /** The hot path of a stroke: moves `units` to one slot. */
  paint(units: Uint32Array, slot: number): void {
    const slots = new Set<number>();
    for (let i = 0; i < units.length; i++) this.moveUnit(units[i], slot, slots);
    this.emit({ units, slots, kinds: new Set() });
  }

  /** Brings contiguity up to date; called once per frame rather than once per write. Returns the slots looked at. */
  settle(): Set<number> {
    const slots = new Set(this.unsettled);
    this.unsettled.clear();
    if (slots.size) this.contiguity.refresh(slots);
    return slots;
  }

  unitsOf(slot: number): Uint32Array {
    const units: number[] = [];
    for (let i = 0; i < this.vector.length; i++) if (this.vector[i] === slot) units.push(i);
    return Uint32Array.from(units);
  }

  private writeUnits(units: Uint32Array, after: Uint16Array, slots: Set<number>): Uint32Array {
    for (let i = 0; i < units.length; i++) this.moveUnit(units[i], after[i], slots);
    return units.length ? units : nothing;
  }

  private moveUnit(unit: number, slot: number, slots: Set<number>): void {
    const before = this.state.vector[unit];
    if (before === slot) return;
    this.totals.move(unit, before, slot);
    this.state.vector[unit] = slot;
    slots.add(before).add(slot);
  }

  private writeKeyed<K extends KeyedKind>(kind: K, key: string, value: KeyedValue[K] | null, slots: Set<number>): void {
    if (kind === 'overrides') this.moveOverride(key, value as Override | null, slots);
    this.state.set(kind, key, value);
  }

  private moveOverride(key: string, next: Override | null, slots: Set<number>): void {
    const held = this.state.overrides.get(key);
    if (held) this.totals.removeOverride(held, this.vector, holderSlot(held, this.state.territories));
    if (next) this.totals.addOverride(next, this.vector, holderSlot(next, this.state.territories));
    for (const override of [held, next]) {
      if (!override) continue;
      slots.add(holderSlot(override, this.state.territories) ?? UNASSIGNED);
      if (override.unit >= 0) slots.add(this.vector[override.unit]);
    }
  }

  private indexSlots(): void {
    this.bySlot = new Map();
    for (const territory of this.state.territories.values()) if (territory.slot !== null) this.bySlot.set(territory.slot, territory);
  }

  private emit(change: Change): void {
    change.slots.forEach((slot) => this.unsettled.add(slot));
    this.listeners.forEach((listener) => listener(change));
  }
}
