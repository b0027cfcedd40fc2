/** A territory's index against its band; 100 is the middle of the bar. */
import { formatIndex } from '../shell/format';
import classes from './IndexBar.module.css';

type Props = { value: number; before?: number | null; band: readonly [number, number] };

const spread = 60;
const place = (index: number): number => Math.max(0, Math.min(100, 50 + ((index - 100) / spread) * 50));

/** `band` as ratios of the average (0.9, 1.1); `before` draws where the territory stands today. */
export function IndexBar({ value, before, band }: Props) {
  const [low, high] = band.map((bound) => bound * 100);
  const out = value < low - 0.05 || value > high + 0.05;
  return (
    <span className={classes.bar} data-out={out || undefined}>
      <span className={classes.number}>{formatIndex(value)}</span>
      <span className={classes.track} aria-hidden>
        <span className={classes.band} style={{ left: `${place(low)}%`, width: `${place(high) - place(low)}%` }} />
        {before != null && <span className={classes.before} style={{ left: `${place(before)}%` }} />}
        <span className={classes.mark} style={{ left: `${place(value)}%` }} />
      </span>
    </span>
  );
}
