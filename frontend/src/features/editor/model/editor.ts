/**
 * The editor behind the screen: one plan, its visit, its map and what is shown, kept in step. The React components read `view` and call the
 * methods; nothing in here knows React.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';

import { stream } from '../../../api/stream';
import type { RevisionEvent } from '../../../api/types';
import { indices } from '../../../core/balance';
import { assignHues } from '../../../core/colours';
import { assignment, edit } from '../../../core/edit';
import { issuesOf } from '../../../core/issues';
import { type Change, Plan } from '../../../core/plan';
import { Session } from '../../../core/session';
import { type Box, UnitPoints } from '../../../core/spatial';
import { lockGuard, Stroke } from '../../../core/stroke';
import { Sync } from '../../../core/sync';
import { type Edit, type Pairs, type Territory, UNASSIGNED } from '../../../core/types';
import type { PlanMap } from '../../../map/planMap';
import { type ToolListener, type ToolName } from '../../../map/pointer';
import { flags, type Fill } from '../../../map/unitLayer';
import { byChange, byIndex, byMeasure, byTerritory, palettePlaces } from './colouring';
import { placeLabels } from './labels';
import { type Baseline, type EditorData, loadBaseline } from './load';
import type { PlanShelf } from './shelf';
import { httpTransport } from './transport';
import type { Figures, View, WhatIf } from './view';
import { remoteFromEvent } from './wire';

/** Words for the steps of the history and for notices; given by the screen, in the reader's language. */
export type Words = {
  assign: (units: number, territory: string) => string;
  unassign: (units: number) => string;
  lock: (count: number) => string;
  unlock: (count: number) => string;
  lockTerritory: (name: string) => string;
  unlockTerritory: (name: string) => string;
  rename: (from: string, to: string) => string;
  resolve: (count: number) => string;
};

export type Notice =
  | { kind: 'choose_territory' }
  | { kind: 'preview' }
  | { kind: 'read_only'; reason: string }
  | { kind: 'locked'; count: number; reason: string; territory?: string }
  | { kind: 'remote'; author: string; label: string }
  | { kind: 'undo_partly'; skipped: number };

/** A change of more than this share of the ground (an accepted optimisation) may give territories other hues; strokes never do. */
const manyUnits = 0.05;

const noFigures: Figures = { bySlot: new Map(), maxDeviation: 0, outOfBand: 0, issues: [] };

export class Editor implements ToolListener {
  readonly plan: Plan;
  readonly session: Session;
  readonly points: UnitPoints;
  readonly view: StoreApi<View>;
  map: PlanMap | null = null;
  baseline: Baseline | null = null;
  hues: Map<string, number>;
  isDark = false;
  words!: Words;
  notify: (notice: Notice) => void = () => undefined;
  private stroke: Stroke | null = null;
  private strokeBegan: Map<number, number | null> = new Map();
  private frameRequest = 0;
  private labelTimer = 0;
  private stops: (() => void)[] = [];
  /** What a running optimisation shows instead of the plan. */
  private shown: Uint16Array | null = null;
  private extra = new Map<number, Territory>();

  constructor(readonly data: EditorData, private readonly shelf: PlanShelf, private readonly userName: string) {
    const server = data.state.clone();
    this.plan = new Plan({ size: data.state.vector.length, edges: data.edges, measures: data.measures }, data.state);
    const sync = new Sync(this.plan, server, data.revision, httpTransport(data.alignment.id), shelf);
    this.session = new Session(this.plan, sync, shelf.history);
    this.points = new UnitPoints(data.units.xy);
    this.hues = this.newHues(new Map());
    this.view = createStore<View>(() => ({
      tool: 'select', brush: 24, target: null, colourBy: 'territory', measure: data.alignment.index[0]?.measure ?? Object.keys(data.measures)[0],
      hover: -1, unit: -1, whatIf: null, figures: noFigures, frame: 0, save: sync.status(), undoLabel: this.session.history.undoLabel, redoLabel: this.session.history.redoLabel,
    }));
    this.refigure();
  }

  start(): void {
    const { sync } = this.session;
    const topic = `alignment:${this.data.alignment.id}`;
    this.stops = [
      this.plan.listen((change) => this.onChange(change)),
      sync.watch(() => this.view.setState({ save: sync.status() })),
      this.session.watch(() => this.onHistory()),
      stream.subscribe(topic, { onEvent: ({ type, data }) => type === 'revision' && this.onRevision(data as RevisionEvent), onGap: () => this.onGap() }),
    ];
    sync.onRemote = ({ author, label }) => author !== this.userName && this.notify({ kind: 'remote', author, label });
    const retry = () => sync.retry();
    window.addEventListener('online', retry);
    this.stops.push(() => window.removeEventListener('online', retry));
    void sync.start();
    void this.fetchBaseline();
  }

  stop(): void {
    this.stops.forEach((stop) => stop());
    this.session.sync.close();
    this.shelf.close();
    cancelAnimationFrame(this.frameRequest);
    window.clearTimeout(this.labelTimer);
  }

  private onRevision(event: RevisionEvent): void {
    const remote = remoteFromEvent(event);
    if (remote) this.session.sync.receive(remote);
    else void this.session.sync.catchUp();
  }

  private onGap(): void {
    this.session.sync.retry();
    void this.session.sync.catchUp();
  }

  private onHistory(): void {
    const { history } = this.session;
    this.view.setState({ undoLabel: history.undoLabel, redoLabel: history.redoLabel });
    this.shelf.saveHistory(history.snapshot());
  }

  private async fetchBaseline(): Promise<void> {
    const today = new Intl.DateTimeFormat('sv-SE').format(new Date());
    this.baseline = await loadBaseline(this.data.alignment.id, today).catch(() => null);
    this.view.setState(({ frame }) => ({ frame: frame + 1 }));
    this.recolour();
  }

  // -- rights and names ------------------------------------------------------------------------------------------------

  get canEdit(): boolean {
    return this.data.alignment.rights.edit && !this.data.alignment.rights.locked && this.shown === null;
  }

  private leafAt(slot: number): Territory | undefined {
    return this.plan.atSlot(slot) ?? this.extra.get(slot);
  }

  nameOf(slot: number): string {
    return this.leafAt(slot)?.name ?? '';
  }

  unitName(unit: number, language: 'en' | 'ko'): string {
    const { codes, names } = this.data.units;
    return names[language]?.[unit] || names.en[unit] || codes[unit];
  }

  capacityOf = (key: string): number => {
    const position = this.plan.state.get('territories', key)?.position;
    return this.data.positions.get(position ?? '')?.capacity ?? 1;
  };

  hueOf = (slot: number): number | undefined => {
    const leaf = this.leafAt(slot);
    return leaf && this.hues.get(leaf.key);
  };

  private newHues(fixed: ReadonlyMap<string, number>): Map<string, number> {
    const leaves = [...this.plan.leaves(), ...this.extra.values()];
    const chosen = leaves.filter((leaf) => leaf.color !== null).map((leaf): [string, number] => [leaf.key, leaf.color! % 12]);
    return assignHues(leaves, this.vector, this.data.edges, new Map([...fixed, ...chosen]));
  }

  // -- the map ---------------------------------------------------------------------------------------------------------

  attach(map: PlanMap): void {
    this.map = map;
    this.recolour();
    this.flagLocks();
    map.units.select(this.view.getState().target || null);
    map.setHomes(this.homes());
    this.relabel();
  }

  detach(): void {
    this.map = null;
  }

  setDark(isDark: boolean): void {
    this.isDark = isDark;
    this.recolour();
  }

  private homes(): [number, number][] {
    return this.plan.leaves().flatMap((leaf) => {
      const home = leaf.home ?? (leaf.position ? this.data.positions.get(leaf.position)?.home : null);
      return home ? [home] : [];
    });
  }

  recolour(): void {
    this.map?.units.recolour(this.fill());
    this.map?.units.compareWith(this.view.getState().colourBy === 'change' ? this.before : null);
  }

  /** What changes are shown against: an optimisation against the plan, the plan against its baseline. */
  get before(): Uint16Array | null {
    return this.shown ? this.plan.vector : (this.baseline?.vector ?? null);
  }

  /** What the map shows: the plan, or an optimisation forming. */
  get vector(): Uint16Array {
    return this.shown ?? this.plan.vector;
  }

  get isPreview(): boolean {
    return this.shown !== null;
  }

  private fill(): Fill {
    const { colourBy, measure, figures } = this.view.getState();
    const places = palettePlaces([...this.plan.leaves(), ...this.extra.values()]);
    const { vector } = this;
    if (colourBy === 'index') return byIndex(places, this.isDark, (slot) => figures.bySlot.get(slot));
    if (colourBy === 'measure' && this.data.measures[measure]) return byMeasure(this.data.measures[measure], this.isDark);
    if (colourBy === 'change' && this.before) return byChange(places, this.isDark, this.hueOf, vector, this.before);
    return byTerritory(places, this.isDark, this.hueOf);
  }

  /** Shows another vector than the plan's (an optimisation forming), with the territories only it has; null goes back to the plan. */
  showVector(vector: Uint16Array | null, extra: Territory[] = []): void {
    if (vector === null && this.shown === null) return;
    this.shown = vector;
    this.extra = new Map(extra.filter((territory) => territory.slot !== null).map((territory) => [territory.slot!, territory]));
    if (vector) this.hues = this.newHues(this.hues);
    this.map?.units.repaint(vector ?? this.plan.vector);
    this.recolour();
    this.relabel();
    this.view.setState(({ frame }) => ({ frame: frame + 1 }));
  }

  private relabel(): void {
    window.clearTimeout(this.labelTimer);
    this.labelTimer = window.setTimeout(() => {
      const { xy } = this.data.units;
      this.map?.setLabels('territories', placeLabels(this.vector, xy, (slot) => this.nameOf(slot)));
    }, 100);
  }

  private flagLocks(): void {
    const everyone = Uint32Array.from({ length: this.plan.vector.length }, (_, unit) => unit);
    const locked = everyone.filter((unit) => this.plan.state.maps.unitLocks.has(String(unit)) || this.plan.lockOn(this.plan.vector[unit]) !== null);
    this.map?.units.flag(everyone, flags.locked, false);
    this.map?.units.flag(locked, flags.locked, true);
  }

  goToSlot(slot: number): void {
    this.goToUnits(this.plan.unitsOf(slot));
  }

  /** Like `goToSlot`, in what is shown (which may be an optimisation's vector). */
  goToShown(slot: number): void {
    const { vector } = this;
    this.goToUnits(Uint32Array.from(vector.keys()).filter((unit) => vector[unit] === slot));
  }

  goToUnits(units: ArrayLike<number>): void {
    if (!this.map || !units.length) return;
    const boxes = Array.from(units, (unit) => this.map!.locator.boxOf(unit));
    this.map.show(boxes.reduce((a, b): Box => [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])]));
  }

  // -- what changed ----------------------------------------------------------------------------------------------------

  private onChange({ units, kinds }: Change): void {
    if (units.length && !this.shown) this.map?.units.paint(units, this.plan.vector);
    if (kinds.has('territories') || units.length > manyUnits * this.plan.vector.length) {
      this.hues = this.newHues(this.hues);
      this.map?.setHomes(this.homes());
      this.recolour();
    }
    if (kinds.has('unitLocks') || kinds.has('territoryLocks')) this.flagLocks();
    this.requestFrame();
    this.relabel();
  }

  private requestFrame(): void {
    if (this.frameRequest) return;
    this.frameRequest = requestAnimationFrame(() => {
      this.frameRequest = 0;
      performance.mark('figures:start');
      this.refigure();
      if (this.view.getState().colourBy === 'index' || this.view.getState().colourBy === 'change') this.map?.units.recolour(this.fill());
      performance.measure('figures', 'figures:start');
    });
  }

  private refigure(): void {
    this.plan.settle();
    const { index, band } = this.data.alignment;
    const found = indices(this.plan.totals, index, band, this.plan.leaves(), this.capacityOf);
    this.view.setState(({ frame }) => ({ frame: frame + 1, figures: { ...found, issues: issuesOf(this.plan, found, band) }, whatIf: this.whatIf(found.bySlot) }));
  }

  private whatIf(now: ReadonlyMap<number, number | null>): WhatIf | null {
    if (!this.stroke) return null;
    const from = new Map<number, number>();
    for (const slot of this.stroke.origins()) from.set(slot, (from.get(slot) ?? 0) + 1);
    const [refusal] = this.stroke.refused.values();
    const slot = this.stroke.slot;
    return {
      units: this.stroke.size,
      from: [...from].map(([origin, units]) => ({ slot: origin, units })).sort((a, b) => b.units - a.units),
      to: slot,
      indexBefore: now.has(slot) ? (this.strokeBegan.get(slot) ?? null) : null,
      refused: this.stroke.refused.size,
      why: refusal?.text ?? null,
    };
  }

  // -- tools (ToolListener) --------------------------------------------------------------------------------------------

  useTool(tool: ToolName): void {
    this.view.setState({ tool });
  }

  /** Esc: lay down the tool first, then let go of the choice. A running gesture calls itself off. */
  escape(): void {
    if (this.stroke) return;
    if (this.view.getState().tool !== 'select') this.useTool('select');
    else {
      this.choose(null);
      this.view.setState({ unit: -1 });
    }
  }

  choose(slot: number | null): void {
    this.view.setState({ target: slot });
    this.map?.units.select(slot || null);
  }

  onBegin(): boolean {
    const { target, figures } = this.view.getState();
    if (this.isPreview) this.notify({ kind: 'preview' });
    else if (!this.canEdit) this.notify({ kind: 'read_only', reason: this.data.alignment.rights.locked });
    else if (target === null) this.notify({ kind: 'choose_territory' });
    else {
      this.stroke = new Stroke(this.plan, target, lockGuard(this.plan));
      this.strokeBegan = new Map(figures.bySlot);
      return true;
    }
    return false;
  }

  onUnits(units: number[], isWhole: boolean): void {
    performance.mark('stroke:start');
    if (isWhole) this.stroke?.replace(units);
    else this.stroke?.extend(units);
    performance.measure('stroke', { start: 'stroke:start', detail: { units: units.length } });
    if (this.stroke?.refused.size) this.requestFrame();
  }

  onEnd(): void {
    const { stroke } = this;
    this.stroke = null;
    if (!stroke) return;
    const [refusal] = stroke.refused.values();
    if (refusal) this.notify({ kind: 'locked', count: stroke.refused.size, reason: refusal.text, territory: refusal.territory });
    this.session.commit(stroke.finish(this.assignLabel(stroke.size, stroke.slot)));
    this.requestFrame();
  }

  onCancel(): void {
    this.stroke?.cancel();
    this.stroke = null;
    this.requestFrame();
  }

  onHover(unit: number): void {
    const { hover } = this.view.getState();
    if (unit === hover) return;
    if (hover >= 0) this.map?.units.flag([hover], flags.hover, false);
    if (unit >= 0) this.map?.units.flag([unit], flags.hover, true);
    this.view.setState({ hover: unit });
  }

  onPick(unit: number): void {
    this.view.setState({ unit });
    this.choose(unit < 0 ? null : this.vector[unit]);
  }

  private assignLabel(count: number, slot: number): string {
    return slot === UNASSIGNED ? this.words.unassign(count) : this.words.assign(count, this.nameOf(slot));
  }

  // -- commands --------------------------------------------------------------------------------------------------------

  undo(): void {
    const turn = this.session.undo();
    if (turn?.skipped) this.notify({ kind: 'undo_partly', skipped: turn.skipped });
  }

  redo(): void {
    const turn = this.session.redo();
    if (turn?.skipped) this.notify({ kind: 'undo_partly', skipped: turn.skipped });
  }

  /** Moves units by command (keyboard, list, palette) with the same locks as a stroke. */
  assign(units: ArrayLike<number>, slot: number): void {
    const guard = lockGuard(this.plan);
    const free = Array.from(units).filter((unit) => guard(unit, slot) === null);
    const refusal = free.length < units.length ? guard(Array.from(units).find((unit) => guard(unit, slot) !== null)!, slot) : null;
    if (refusal) this.notify({ kind: 'locked', count: units.length - free.length, reason: refusal.text, territory: refusal.territory });
    const step = assignment(this.plan.vector, free, slot, '');
    this.session.perform({ ...step, label: this.assignLabel(step.units.length, slot) });
  }

  setUnitLocks(units: number[], reason: string | null): void {
    const unitLocks: Pairs<string> = Object.fromEntries(units.map((unit) => [String(unit), [this.plan.state.get('unitLocks', String(unit)), reason]]));
    this.session.perform(edit(reason === null ? this.words.unlock(units.length) : this.words.lock(units.length), 'lock', { unitLocks }));
  }

  setTerritoryLock(territory: Territory, reason: string | null): void {
    const label = reason === null ? this.words.unlockTerritory(territory.name) : this.words.lockTerritory(territory.name);
    const before = this.plan.state.get('territoryLocks', territory.key);
    this.session.perform(edit(label, 'lock', { territoryLocks: { [territory.key]: [before, reason] } }));
  }

  rename(territory: Territory, name: string): void {
    if (!name.trim() || name === territory.name) return;
    const step: Edit = edit(this.words.rename(territory.name, name), 'territory', { territories: { [territory.key]: [territory, { ...territory, name: name.trim() }] } });
    this.session.perform(step);
  }

  setColourBy(colourBy: View['colourBy'], measure?: string): void {
    this.view.setState(measure ? { colourBy, measure } : { colourBy });
    this.recolour();
  }
}
