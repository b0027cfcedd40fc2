/**
 * What must survive a reload: steps not yet on the server, and the undo history. Kept in IndexedDB by plan and tab. A tab holds a lock on its
 * own shelf; the shelf of a tab that is gone is taken over by the next one that opens the plan.
 */
import { type IDBPDatabase, openDB } from 'idb';

import type { HistorySnapshot } from '../../../core/history';
import type { Pending, QueueStore } from '../../../core/sync';

type Shelf = { queue: Pending[]; history: HistorySnapshot };

const empty: Shelf = { queue: [], history: { done: [], undone: [] } };

let database: Promise<IDBPDatabase> | null = null;
const open = () => (database ??= openDB('evenlode', 1, { upgrade: (db) => void db.createObjectStore('shelves') }));

export class PlanShelf implements QueueStore {
  private shelf: Shelf = empty;
  private writing: Promise<unknown> = Promise.resolve();

  private constructor(private readonly key: string, private readonly releaseLock: () => void) {}

  /** Opens this tab's shelf for a plan of this user, with whatever earlier tabs left unsent. */
  static async open(planId: number, user: string): Promise<PlanShelf> {
    const prefix = `plan:${planId}:${user}:`;
    const [key, release] = await ownKey(prefix);
    const result = new PlanShelf(key, release);
    const db = await open();
    result.shelf = ((await db.get('shelves', key)) as Shelf | undefined) ?? empty;
    await result.adopt(db, prefix);
    return result;
  }

  private async adopt(db: IDBPDatabase, prefix: string): Promise<void> {
    for (const key of (await db.getAllKeys('shelves')) as string[]) {
      if (key === this.key || !key.startsWith(prefix)) continue;
      const release = await lock(key);
      if (!release) continue;
      const left = (await db.get('shelves', key)) as Shelf;
      this.shelf = { ...this.shelf, queue: [...left.queue, ...this.shelf.queue] };
      await this.write();
      await db.delete('shelves', key);
      release();
    }
  }

  get history(): HistorySnapshot {
    return this.shelf.history;
  }

  load = async (): Promise<Pending[]> => this.shelf.queue;

  save = (queue: Pending[]): Promise<void> => {
    this.shelf = { ...this.shelf, queue };
    return this.write();
  };

  saveHistory(history: HistorySnapshot): void {
    this.shelf = { ...this.shelf, history };
    void this.write();
  }

  private write(): Promise<void> {
    const shelf = this.shelf;
    const result = this.writing.then(async () => void (await (await open()).put('shelves', shelf, this.key)));
    this.writing = result.catch(() => undefined);
    return result;
  }

  close(): void {
    this.releaseLock();
  }
}

/** This tab's key; a duplicated tab, which copies the session storage, gets one of its own. */
async function ownKey(prefix: string): Promise<[string, () => void]> {
  const stored = sessionStorage.getItem('evenlode.tab') ?? crypto.randomUUID();
  const release = await lock(prefix + stored);
  const tab = release ? stored : crypto.randomUUID();
  sessionStorage.setItem('evenlode.tab', tab);
  return [prefix + tab, release ?? (await lock(prefix + tab)) ?? (() => undefined)];
}

/** Holds a named lock until the returned function is called or the tab goes; null when another tab has it. */
function lock(name: string): Promise<(() => void) | null> {
  if (!navigator.locks) return Promise.resolve(() => undefined);
  return new Promise((resolve) => {
    void navigator.locks.request(name, { ifAvailable: true }, (held) => {
      if (!held) return resolve(null);
      return new Promise<void>((release) => resolve(release));
    });
  });
}
