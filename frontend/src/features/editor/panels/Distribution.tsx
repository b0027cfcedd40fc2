/** All territories as one small histogram of the index, with the band behind it. */
import { useTranslation } from 'react-i18next';

import { formatNumber } from '../../../shell/format';
import { useEditor, useView } from '../context';
import classes from '../Editor.module.css';

const [low, high, width] = [50, 150, 5];
const bins = (high - low) / width;

export function Distribution() {
  const { t } = useTranslation('editor');
  const editor = useEditor();
  const { bySlot, outOfBand } = useView((view) => view.figures);
  const { band } = editor.data.alignment;
  const counts = new Array<number>(bins).fill(0);
  for (const index of bySlot.values()) if (index !== null) counts[Math.max(0, Math.min(bins - 1, Math.floor((index - low) / width)))]++;
  const top = Math.max(1, ...counts);
  const isInside = (bin: number) => low + (bin + 0.5) * width >= band[0] * 100 && low + (bin + 0.5) * width <= band[1] * 100;
  const label = t('strip.distribution', { inside: formatNumber(bySlot.size - outOfBand), count: bySlot.size });
  return (
    <svg className={classes.distribution} viewBox={`0 0 ${bins * 9} 28`} preserveAspectRatio="none" role="img" aria-label={label}>
      <rect x={((band[0] * 100 - low) / width) * 9} width={(((band[1] - band[0]) * 100) / width) * 9} height="28" fill="var(--ink-quiet)" opacity="0.14" />
      {counts.map((count, bin) => {
        const tall = count ? Math.max(2, (26 * count) / top) : 0;
        return <rect key={bin} x={bin * 9 + 1} width="7" y={28 - tall} height={tall} fill={isInside(bin) ? 'var(--mantine-primary-color-filled)' : 'var(--warn)'} />;
      })}
    </svg>
  );
}
