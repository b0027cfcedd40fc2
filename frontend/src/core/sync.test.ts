import { describe, expect, it } from 'vitest';

import { gridPlan, planOf, gridEdges } from '../testing/world';
import { edit, pick } from './edit';
import type { Plan } from './plan';
import { Session } from './session';
import { applicable, PlanState } from './state';
import { type Conflict, type Pending, type PushReply, type QueueStore, Refused, type Remote, Sync, type Transport } from './sync';
import type { Edit } from './types';

/** A server in miniature: orders revisions, applies item by item, remembers client ids. */
class Server implements Transport {
  log: Remote[] = [];
  isAway = false;
  refuses = '';
  answersLost = 0;
  seen = new Map<string, PushReply>();
  listeners = new Set<(remote: Remote) => void>();

  constructor(readonly state: PlanState) {}

  push = async ({ clientId, step }: Pending): Promise<PushReply> => {
    await Promise.resolve();
    if (this.isAway) throw new Error('away');
    if (this.refuses) throw new Refused(this.refuses);
    const reply = this.seen.get(clientId) ?? this.apply(clientId, step);
    this.seen.set(clientId, reply);
    if (this.answersLost-- > 0) throw new Error('answer lost');
    return reply;
  };

  since = async (revision: number): Promise<Remote[]> => {
    await Promise.resolve();
    if (this.isAway) throw new Error('away');
    return this.log.filter((remote) => remote.number > revision);
  };

  private apply(clientId: string, step: Edit): PushReply {
    const conflicts: Conflict[] = [];
    step.units.forEach((unit, i) => {
      const current = this.state.vector[unit];
      if (current !== step.before[i] && current !== step.after[i]) {
        conflicts.push({ kind: 'units', key: String(unit), mine: step.after[i], theirs: current, why: 'changed', reason: '', by: 'theo', at: '' });
      }
    });
    const effect = applicable(this.state, step);
    effect.units.forEach((unit, i) => (this.state.vector[unit] = effect.after[i]));
    if (effect.units.length) {
      const remote = { number: this.log.length + 1, author: clientId, clientId, label: step.label, step: effect };
      this.log.push(remote);
      this.listeners.forEach((listener) => listener(remote));
    }
    return { revision: this.log.length, conflicts };
  }
}

class Shelf implements QueueStore {
  queue: Pending[] = [];
  load = async () => this.queue;
  save = async (queue: Pending[]) => void (this.queue = queue);
}

let ids = 0;

function visit(server: Server, shelf = new Shelf(), listens = true): Session {
  const plan = planOf(server.state.vector.slice(), gridEdges(server.state.vector.length, 1), {});
  const sync = new Sync(plan, new PlanState(server.state.vector.slice()), server.log.length, server, shelf, () => `c${ids++}`);
  if (listens) server.listeners.add((remote) => sync.receive(remote));
  void sync.start();
  return new Session(plan, sync);
}

const paint = (plan: Plan, units: number[], slot: number): Edit => {
  const list = Uint32Array.from(units);
  return edit('paint', 'paint', { units: list, before: pick(plan.vector, list), after: new Uint16Array(units.length).fill(slot) });
};

const settle = () => new Promise((resolve) => setTimeout(resolve, 5));
const newServer = (drawing: string) => new Server(gridPlan([drawing]).state);

describe('sync', () => {
  it('sends steps in order and ends saved', async () => {
    const server = newServer('1122');
    const mine = visit(server);
    mine.perform(paint(mine.plan, [0], 2));
    mine.perform(paint(mine.plan, [1], 2));
    expect(mine.sync.status().state).toBe('saving');
    await settle();
    expect([...server.state.vector]).toEqual([2, 2, 2, 2]);
    expect(mine.sync.status()).toMatchObject({ state: 'saved', waiting: 0, revision: 2 });
  });

  it('shows what others do, and both go through when they touch different units', async () => {
    const server = newServer('1122');
    const [hana, theo] = [visit(server), visit(server)];
    hana.perform(paint(hana.plan, [0], 2));
    theo.perform(paint(theo.plan, [3], 1));
    await settle();
    for (const { plan } of [hana, theo]) expect([...plan.vector]).toEqual([2, 1, 2, 1]);
    expect([...server.state.vector]).toEqual([2, 1, 2, 1]);
    expect([...hana.sync.status().conflicts, ...theo.sync.status().conflicts]).toEqual([]);
  });

  it('lets a choice be made where two touched the same unit; the rest of the stroke goes through', async () => {
    const server = newServer('11223');
    const [hana, theo] = [visit(server), visit(server)];
    hana.perform(paint(hana.plan, [0], 2));
    theo.perform(paint(theo.plan, [0, 1], 3));
    await settle();
    expect([...theo.plan.vector]).toEqual([2, 3, 2, 2, 3]);
    expect(theo.sync.status().conflicts).toMatchObject([{ key: '0', mine: 3, theirs: 2 }]);
    theo.resolve(() => 'mine', 'mine');
    await settle();
    for (const { plan } of [hana, theo]) expect([...plan.vector]).toEqual([3, 3, 2, 2, 3]);
    expect(theo.sync.status().conflicts).toEqual([]);
  });

  it('keeps what is drawn while the server is away, also over a reload', async () => {
    const server = newServer('1122');
    const shelf = new Shelf();
    server.isAway = true;
    const before = visit(server, shelf);
    before.perform(paint(before.plan, [0, 1], 2));
    await settle();
    expect(before.sync.status()).toMatchObject({ state: 'offline', waiting: 1 });
    before.sync.close();
    server.isAway = false;
    const after = visit(server, shelf);
    await settle();
    expect([...server.state.vector]).toEqual([2, 2, 2, 2]);
    expect([...after.plan.vector]).toEqual([2, 2, 2, 2]);
    expect(shelf.queue).toEqual([]);
  });

  it('sends again when an answer is lost, without doing it twice', async () => {
    const server = newServer('1122');
    server.answersLost = 1;
    const mine = visit(server);
    mine.perform(paint(mine.plan, [0], 2));
    await settle();
    mine.sync.retry();
    await settle();
    expect(server.log).toHaveLength(1);
    expect(mine.sync.status()).toMatchObject({ state: 'saved', revision: 1 });
  });

  it('reads what it missed when revisions arrive with a gap', async () => {
    const server = newServer('1122');
    const [silent, theo] = [visit(server, new Shelf(), false), visit(server)];
    for (const unit of [0, 1]) theo.perform(paint(theo.plan, [unit], 2));
    await settle();
    silent.sync.receive(server.log[1]);
    await settle();
    expect([...silent.plan.vector]).toEqual([2, 2, 2, 2]);
  });

  it('takes back what the server will never take, and says so', async () => {
    const server = newServer('1122');
    server.refuses = 'The plan has been submitted.';
    const mine = visit(server);
    mine.perform(paint(mine.plan, [0], 2));
    await settle();
    expect([...mine.plan.vector]).toEqual([1, 1, 2, 2]);
    expect(mine.sync.status().refusals.map((refusal) => refusal.message)).toEqual(['The plan has been submitted.']);
  });

  it('undoes only mine', async () => {
    const server = newServer('1122');
    const [hana, theo] = [visit(server), visit(server)];
    hana.perform(paint(hana.plan, [0], 2));
    await settle();
    theo.perform(paint(theo.plan, [3], 1));
    await settle();
    hana.undo();
    await settle();
    expect([...server.state.vector]).toEqual([1, 1, 2, 1]);
  });

  it('converges: many random editors, some listening late, end in the same state', async () => {
    const server = newServer('1122334455'.repeat(4));
    const editors = Array.from({ length: 5 }, (_, i) => visit(server, new Shelf(), i !== 0));
    let seed = 7;
    const random = (n: number) => (seed = (seed * 1103515245 + 12345) % 2147483648) % n;
    for (let round = 0; round < 60; round++) {
      const editor = editors[random(editors.length)];
      const units = [...new Set([random(40), random(40), random(40)])];
      editor.perform(paint(editor.plan, units, 1 + random(5)));
      if (round % 7 === 0) await settle();
    }
    await settle();
    await Promise.all(editors.map((editor) => editor.sync.catchUp()));
    for (const editor of editors) expect([...editor.plan.vector]).toEqual([...server.state.vector]);
  });
});
