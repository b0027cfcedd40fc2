/** Colours for maps that are read: one hue per territory, the index against the band, a measure, what changed. Pure. */
import { assignHues, type Rgb, territoryPalette } from '../core/colours';
import { classOf, diverging, quantileBreaks, sequential, steps } from '../core/scales';
import type { Territory } from '../core/types';
import type { Fill } from '../map/unitLayer';

const opaque = 235;
const veil = 60;

function paletteOf(colours: (Rgb | null)[], alpha = opaque): Uint8Array {
  const palette = new Uint8Array(4 * colours.length);
  colours.forEach((colour, i) => palette.set(colour ? [...colour, alpha] : [128, 128, 128, veil], 4 * i));
  return palette;
}

type Leaf = { slot: number | null; key: string };

/** Territories in hues that differ between neighbours; unassigned ground stays grey. */
export function territoryFill(leaves: Leaf[], vector: Uint16Array, edges: Int32Array): (isDark: boolean) => Fill {
  const hues = assignHues(leaves as Territory[], vector, edges);
  return (isDark) => {
    const colours: (Rgb | null)[] = Array.from({ length: 1 + Math.max(0, ...leaves.map((leaf) => leaf.slot ?? 0)) }, () => null);
    const hueColours = territoryPalette(isDark);
    for (const leaf of leaves) if (leaf.slot) colours[leaf.slot] = hueColours[hues.get(leaf.key) ?? 0];
    return { values: null, palette: paletteOf(colours) };
  };
}

/** A value per slot on the diverging scale around `middle`; at `reach` away from it the colour is full. Slots of `vector` without a value are grey. */
export function divergingFill(bySlot: ReadonlyMap<number, number>, middle: number, reach: number, vector: Uint16Array): (isDark: boolean) => Fill {
  const most = vector.reduce((found, slot) => Math.max(found, slot), 0);
  return (isDark) => ({
    values: null,
    palette: paletteOf(Array.from({ length: most + 1 }, (_, slot) => (bySlot.has(slot) ? diverging((bySlot.get(slot)! - middle) / reach, isDark) : null))),
  });
}

/** A measure per unit in one hue, in classes with about equally many units. */
export function measureFill(values: Float64Array): (isDark: boolean) => Fill {
  const breaks = quantileBreaks(values);
  const classes = Uint16Array.from(values, (value) => classOf(value, breaks));
  return (isDark) => ({ values: classes, palette: paletteOf([null, ...Array.from({ length: steps }, (_, i) => sequential(i / (steps - 1), isDark))]) });
}

/** What changes hands in its new colour, everything else pale. */
export function changeFill(territories: (isDark: boolean) => Fill, vector: Uint16Array, before: Uint16Array): (isDark: boolean) => Fill {
  const values = Uint16Array.from(vector, (slot, i) => (slot === before[i] ? 0 : slot));
  return (isDark) => ({ values, palette: territories(isDark).palette });
}

/** The same quiet colour everywhere. */
export const plainFill = (isDark: boolean): Fill => ({ values: null, palette: paletteOf([sequential(0.25, isDark), sequential(0.25, isDark)]) });
