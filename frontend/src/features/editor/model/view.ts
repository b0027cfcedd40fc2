/** What the editor shows, apart from the plan itself: tool, choice, colours, what the pointer is over. */
import type { SyncStatus } from '../../../core/sync';
import type { Issue } from '../../../core/issues';
import type { Indices } from '../../../core/balance';
import type { ToolName } from '../../../map/pointer';
import type { ColourBy } from './colouring';

/** The stroke under the pointer: what letting go would do. */
export type WhatIf = { units: number; from: { slot: number; units: number }[]; to: number; indexBefore: number | null; refused: number; why: string | null };

export type Figures = Indices & { issues: Issue[] };

export type View = {
  tool: ToolName;
  brush: number;
  /** The chosen territory's slot; 0 is unassigned ground, null none. */
  target: number | null;
  colourBy: ColourBy;
  measure: string;
  hover: number;
  /** A unit somebody clicked or searched for, −1 none. */
  unit: number;
  whatIf: WhatIf | null;
  figures: Figures;
  /** Counts up whenever figures changed, at most once per frame. */
  frame: number;
  save: SyncStatus;
  undoLabel: string | null;
  redoLabel: string | null;
};
