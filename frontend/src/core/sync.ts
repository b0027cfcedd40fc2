/**
 * Push and rebase against a server that orders revisions.
 *
 * Two states are kept: the server's, as far as it is known here, and the plan under the hand. An item follows the server unless a step
 * that has not been answered yet touches it. Steps wait in a queue that is stored before it is sent, so nothing drawn is lost over a
 * reload or an outage; each carries a client id, so sending one twice does no harm. Knows no HTTP and no storage: both are given.
 */
import { edit, isEmpty, pick, same } from './edit';
import type { Plan } from './plan';
import { applicable, type PlanState } from './state';
import { type Edit, type KeyedKind, type KeyedValue, keyedKinds } from './types';

/** A step on its way, with the revision it was made on. */
export type Pending = { clientId: string; base: number; step: Edit };
export type Remote = { number: number; author: string; clientId: string | null; label: string; step: Edit };
export type ItemKind = 'units' | KeyedKind;

/** An item that did not go through: what I wanted, and what it is now. Only `changed` leaves a choice; the others say why not. */
export type Conflict = { kind: ItemKind; key: string; mine: unknown; theirs: unknown; why: string; reason: string; by: string; at: string };
export type PushReply = { revision: number; conflicts: Conflict[] };

/** `push` rejects with a `Refused` when the server will never take the step; any other error means: try again later. */
export type Transport = { push: (pending: Pending) => Promise<PushReply>; since: (revision: number) => Promise<Remote[]> };
export type QueueStore = { load: () => Promise<Pending[]>; save: (queue: Pending[]) => Promise<void> };

export class Refused extends Error {}
export class SignedOut extends Error {}

export type Refusal = { pending: Pending; message: string };
export type SaveState = 'saved' | 'saving' | 'offline' | 'signed_out';
export type SyncStatus = { state: SaveState; waiting: number; revision: number; conflicts: Conflict[]; refusals: Refusal[] };

const itemId = (kind: ItemKind, key: string): string => `${kind}:${key}`;
const longestPause = 10_000;

export class Sync {
  private queue: Pending[] = [];
  private readonly touched: Touched;
  private conflicts = new Map<string, Conflict>();
  private refusals: Refusal[] = [];
  private running = false;
  private failures = 0;
  private state: SaveState = 'saved';
  private wake: (() => void) | null = null;
  private closed = false;
  private catchingUp: Promise<void> | null = null;
  private watchers = new Set<() => void>();
  /** Told of every revision of somebody else that came in. */
  onRemote: (remote: Remote) => void = () => undefined;

  constructor(
    private readonly plan: Plan,
    private readonly server: PlanState,
    public revision: number,
    private readonly transport: Transport,
    private readonly store: QueueStore,
    private readonly newId: () => string = () => crypto.randomUUID(),
  ) {
    this.touched = new Touched(plan.vector.length);
  }

  /** Takes up what an earlier visit could not send, shows it, and sends it. */
  async start(): Promise<void> {
    for (const pending of await this.store.load()) {
      this.plan.write(applicable(this.plan.state, pending.step));
      this.hold(pending);
    }
    void this.run();
  }

  close(): void {
    this.closed = true;
    this.wake?.();
  }

  status(): SyncStatus {
    return { state: this.state, waiting: this.queue.length, revision: this.revision, conflicts: [...this.conflicts.values()], refusals: [...this.refusals] };
  }

  watch(watcher: () => void): () => void {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }

  /** Sends a step that has already taken effect under the hand. */
  push(step: Edit): void {
    this.hold({ clientId: this.newId(), base: this.revision, step });
    this.save();
    void this.run();
  }

  /** Try again now: the connection is back, or somebody signed in. */
  retry(): void {
    this.wake?.();
    void this.run();
  }

  /** A revision that the stream reports; anything missing in between is read from the server. */
  receive(remote: Remote): void {
    if (remote.number <= this.revision) return;
    if (remote.number === this.revision + 1 && !this.catchingUp) this.integrate(remote);
    else void this.catchUp();
  }

  /** Reads what happened since the last revision known here. */
  catchUp(): Promise<void> {
    this.catchingUp ??= this.readMissing().finally(() => (this.catchingUp = null));
    return this.catchingUp;
  }

  /** Settles conflicts: those taken as `mine` become a new step from what is there now; the others stay as they are. */
  resolve(choose: (conflict: Conflict) => 'mine' | 'theirs', label: string): Edit | null {
    const mine = [...this.conflicts.values()].filter((conflict) => choose(conflict) === 'mine');
    this.conflicts.clear();
    this.notify();
    return mine.length ? this.stepTo(mine, label) : null;
  }

  dismissRefusals(): void {
    this.refusals = [];
    this.notify();
  }

  private stepTo(conflicts: Conflict[], label: string): Edit {
    const units = Uint32Array.from(conflicts.filter((item) => item.kind === 'units'), (item) => Number(item.key));
    const after = Uint16Array.from(conflicts.filter((item) => item.kind === 'units'), (item) => item.mine as number);
    const before = Uint16Array.from(units, (unit) => this.plan.vector[unit]);
    const step = edit(label, 'resolve', { units, before, after });
    for (const { kind, key, mine } of conflicts) {
      if (kind !== 'units') (step[kind] as Record<string, unknown>)[key] = [this.plan.state.get(kind, key), mine];
    }
    return step;
  }

  private async readMissing(): Promise<void> {
    const missed = await this.transport.since(this.revision).catch(() => []);
    for (const remote of missed) if (remote.number === this.revision + 1) this.integrate(remote);
  }

  private integrate(remote: Remote): void {
    this.revision = remote.number;
    this.advance(remote.step);
    const isMine = this.queue.some((pending) => pending.clientId === remote.clientId);
    if (!isMine) this.onRemote(remote);
    this.notify();
  }

  /** The server's state moves on; the plan follows wherever nothing of ours is waiting. */
  private advance(step: Edit): void {
    for (let i = 0; i < step.units.length; i++) this.server.vector[step.units[i]] = step.after[i];
    for (const kind of keyedKinds) {
      for (const [key, [, after]] of Object.entries(step[kind])) this.server.set(kind, key, after as KeyedValue[typeof kind] | null);
    }
    this.follow(step);
  }

  /** Brings the items of `step` that nothing of ours touches to what they are on the server. */
  private follow(step: Edit): void {
    const units = step.units.filter((unit) => this.touched.isFree('units', unit) && this.plan.vector[unit] !== this.server.vector[unit]);
    const result = edit('', 'resolve', { units, before: pick(this.plan.vector, units), after: pick(this.server.vector, units) });
    for (const kind of keyedKinds) {
      for (const key of Object.keys(step[kind])) {
        const [before, after] = [this.plan.state.get(kind, key), this.server.get(kind, key)];
        if (this.touched.isFree(kind, key) && !same(before, after)) (result[kind] as Record<string, unknown>)[key] = [before, after];
      }
    }
    if (!isEmpty(result)) this.plan.write(result);
  }

  private async run(): Promise<void> {
    if (this.running) return;
    this.running = true;
    while (this.queue.length && !this.closed) {
      this.setState(this.failures ? this.state : 'saving');
      await this.sendFirst().then(() => (this.failures = 0), (error: unknown) => this.pause(error));
    }
    this.running = false;
    this.setState('saved');
  }

  private async sendFirst(): Promise<void> {
    const pending = this.queue[0];
    try {
      const reply = await this.transport.push(pending);
      await this.accept(pending, reply);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.refusals.push({ pending, message: error.message });
    }
    this.release(pending);
    this.save();
    this.notify();
  }

  private async accept(pending: Pending, reply: PushReply): Promise<void> {
    if (reply.revision === this.revision + 1) {
      this.revision = reply.revision;
      this.advance(without(pending.step, reply.conflicts));
    } else if (reply.revision > this.revision) {
      await this.catchUp();
      if (reply.revision > this.revision) throw new Error('revisions missing');
    }
    for (const conflict of reply.conflicts) this.conflicts.set(itemId(conflict.kind, conflict.key), conflict);
  }

  /** Waits with growing pauses; `retry` ends a pause early. */
  private async pause(error: unknown): Promise<void> {
    this.failures += 1;
    this.setState(error instanceof SignedOut ? 'signed_out' : 'offline');
    const milliseconds = Math.min(longestPause, 500 * 2 ** Math.min(this.failures, 6));
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.wake = () => { clearTimeout(timer); resolve(); };
    });
    this.wake = null;
  }

  private hold(pending: Pending): void {
    this.queue.push(pending);
    this.touched.add(pending.step, 1);
    this.notify();
  }

  private release(pending: Pending): void {
    this.queue = this.queue.filter((other) => other !== pending);
    this.touched.add(pending.step, -1);
    this.follow(pending.step);
  }

  private save(): void {
    void this.store.save([...this.queue]);
  }

  private setState(state: SaveState): void {
    this.state = state;
    this.notify();
  }

  private notify(): void {
    this.watchers.forEach((watcher) => watcher());
  }
}

/** How many waiting steps touch each item. */
class Touched {
  private readonly units: Uint16Array;
  private readonly keyed = new Map<string, number>();

  constructor(size: number) {
    this.units = new Uint16Array(size);
  }

  add(step: Edit, count: 1 | -1): void {
    for (const unit of step.units) this.units[unit] += count;
    for (const kind of keyedKinds) {
      for (const key of Object.keys(step[kind])) this.keyed.set(itemId(kind, key), (this.keyed.get(itemId(kind, key)) ?? 0) + count);
    }
  }

  isFree(kind: ItemKind, key: string | number): boolean {
    return kind === 'units' ? this.units[Number(key)] === 0 : !this.keyed.get(itemId(kind, String(key)));
  }
}

/** What of a step took effect when these items did not. */
function without(step: Edit, conflicts: Conflict[]): Edit {
  if (!conflicts.length) return step;
  const refused = new Set(conflicts.map((conflict) => itemId(conflict.kind, conflict.key)));
  const keep = [...step.units.keys()].filter((i) => !refused.has(itemId('units', String(step.units[i]))));
  const rest: Edit = {
    ...step,
    units: Uint32Array.from(keep, (i) => step.units[i]),
    before: Uint16Array.from(keep, (i) => step.before[i]),
    after: Uint16Array.from(keep, (i) => step.after[i]),
  };
  for (const kind of keyedKinds) {
    Object.assign(rest, { [kind]: Object.fromEntries(Object.entries(step[kind]).filter(([key]) => !refused.has(itemId(kind, key)))) });
  }
  return rest;
}
