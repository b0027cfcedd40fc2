/** A small word about a thing: its state, its kind. Colour only where it carries a meaning. */
import type { ReactNode } from 'react';

import classes from './Tag.module.css';

export type Tone = 'plain' | 'accent' | 'good' | 'warn' | 'bad';

export function Tag({ tone = 'plain', label, children }: { tone?: Tone; label?: string; children: ReactNode }) {
  return <span className={classes.tag} data-tone={tone} aria-label={label} role={label ? 'img' : undefined}>{children}</span>;
}
