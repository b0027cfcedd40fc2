/** Undo and redo of one's own steps. Knows edits, not who draws them; what others do never enters. */
import { invert, isEmpty } from './edit';
import { applicable, type PlanState } from './state';
import type { Edit } from './types';

const limit = 200;

export type HistorySnapshot = { done: Edit[]; undone: Edit[] };

/** A step to take now, with the number of its units that others have changed meanwhile and that therefore stay. */
export type Turn = { step: Edit; skipped: number };

export class History {
  private done: Edit[] = [];
  private undone: Edit[] = [];

  constructor(snapshot?: HistorySnapshot) {
    this.done = [...(snapshot?.done ?? [])];
    this.undone = [...(snapshot?.undone ?? [])];
  }

  push(step: Edit): void {
    this.done.push(step);
    if (this.done.length > limit) this.done.shift();
    this.undone = [];
  }

  undo(state: PlanState): Turn | null {
    return this.turn(state, this.done, this.undone, invert);
  }

  redo(state: PlanState): Turn | null {
    return this.turn(state, this.undone, this.done, (step) => step);
  }

  /** Takes steps until one still has something to say: a step that others have wholly overwritten is passed over. */
  private turn(state: PlanState, from: Edit[], to: Edit[], direction: (step: Edit) => Edit): Turn | null {
    for (let step = from.pop(); step; step = from.pop()) {
      to.push(step);
      const wanted = direction(step);
      const possible = applicable(state, wanted);
      if (!isEmpty(possible)) return { step: { ...possible, cause: 'undo' }, skipped: wanted.units.length - possible.units.length };
    }
    return null;
  }

  get undoLabel(): string | null {
    return this.done.at(-1)?.label ?? null;
  }

  get redoLabel(): string | null {
    return this.undone.at(-1)?.label ?? null;
  }

  snapshot(): HistorySnapshot {
    return { done: [...this.done], undone: [...this.undone] };
  }
}
