/** One visit to one plan: the plan under the hand, its history, and the way to the server. */
import { isEmpty } from './edit';
import { History, type HistorySnapshot, type Turn } from './history';
import type { Plan } from './plan';
import type { Conflict, Sync } from './sync';
import type { Edit } from './types';

export class Session {
  readonly history: History;
  private readonly watchers = new Set<() => void>();

  constructor(readonly plan: Plan, readonly sync: Sync, snapshot?: HistorySnapshot) {
    this.history = new History(snapshot);
  }

  /** Told whenever the history changed. */
  watch(watcher: () => void): () => void {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }

  /** Keeps and sends a step that a gesture has already shown. */
  commit(step: Edit): boolean {
    if (isEmpty(step)) return false;
    this.history.push(step);
    this.send(step);
    return true;
  }

  /** Makes a step take effect, keeps it, and sends it. */
  perform(step: Edit): boolean {
    if (isEmpty(step)) return false;
    this.plan.write(step);
    return this.commit(step);
  }

  undo(): Turn | null {
    return this.take(this.history.undo(this.plan.state));
  }

  redo(): Turn | null {
    return this.take(this.history.redo(this.plan.state));
  }

  resolve(choose: (conflict: Conflict) => 'mine' | 'theirs', label: string): void {
    const step = this.sync.resolve(choose, label);
    if (step) this.perform(step);
  }

  private take(turn: Turn | null): Turn | null {
    if (turn) {
      this.plan.write(turn.step);
      this.send(turn.step);
    }
    return turn;
  }

  private send(step: Edit): void {
    this.sync.push(step);
    this.watchers.forEach((watcher) => watcher());
  }
}
