/** A territory's index against the band: the band as a field, 100 as a line, the index as a bar from 100. */
import { type Band, standing } from '../../../core/balance';
import classes from '../Editor.module.css';

const [low, high] = [60, 140];
const place = (index: number) => (100 * (Math.max(low, Math.min(high, index)) - low)) / (high - low);

export function IndexBar({ index, band }: { index: number | null | undefined; band: Band }) {
  const from = index == null ? 50 : Math.min(place(100), place(index));
  const to = index == null ? 50 : Math.max(place(100), place(index));
  return (
    <span className={classes.bar} data-standing={standing(index ?? null, band)} aria-hidden="true">
      <i style={{ left: `${place(band[0] * 100)}%`, right: `${100 - place(band[1] * 100)}%` }} />
      <b style={{ left: `${from}%`, width: `${Math.max(1.5, to - from)}%` }} />
      <u style={{ left: `${place(100)}%` }} />
    </span>
  );
}
