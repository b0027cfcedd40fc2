/** What the map is coloured by, as values and palettes for the unit layer. */
import { hex, type Rgb, territoryPalette } from '../../../core/colours';
import { classOf, diverging, quantileBreaks, sequential, steps } from '../../../core/scales';
import type { Territory } from '../../../core/types';
import type { Fill } from '../../../map/unitLayer';

export type ColourBy = 'territory' | 'index' | 'measure' | 'change';

/** Index points from 100 at which the diverging scale is full. */
export const indexReach = 30;

const opacity = 205;
const nobody = { light: [150, 156, 163, 70], dark: [120, 126, 134, 60] } as const;
const unchanged = { light: [160, 166, 173, 60], dark: [110, 116, 124, 60] } as const;

const scheme = (isDark: boolean) => (isDark ? 'dark' : 'light');

function put(palette: Uint8Array, place: number, [r, g, b]: Rgb, alpha = opacity): void {
  palette.set([r, g, b, alpha], 4 * place);
}

/** One colour per slot; `slots` of them, 0 is unassigned. */
function slotPalette(slots: number, isDark: boolean, colour: (slot: number) => Rgb | null): Uint8Array {
  const palette = new Uint8Array(4 * slots);
  for (let slot = 0; slot < slots; slot++) {
    const rgb = slot ? colour(slot) : null;
    if (rgb) put(palette, slot, rgb);
    else palette.set(nobody[scheme(isDark)], 4 * slot);
  }
  return palette;
}

export const byTerritory = (slots: number, isDark: boolean, hueOf: (slot: number) => number | undefined): Fill => {
  const hues = territoryPalette(isDark);
  return { values: null, palette: slotPalette(slots, isDark, (slot) => hues[hueOf(slot) ?? 0] ?? null) };
};

export const byIndex = (slots: number, isDark: boolean, indexOf: (slot: number) => number | null | undefined): Fill => ({
  values: null,
  palette: slotPalette(slots, isDark, (slot) => indexColour(indexOf(slot), isDark)),
});

export function indexColour(index: number | null | undefined, isDark: boolean): Rgb | null {
  return index == null ? null : diverging((index - 100) / indexReach, isDark);
}

export function byMeasure(values: Float64Array, isDark: boolean): Fill {
  const breaks = quantileBreaks(values);
  const palette = new Uint8Array(4 * (steps + 1));
  palette.set(nobody[scheme(isDark)], 0);
  for (let step = 1; step <= steps; step++) put(palette, step, sequential((step - 1) / (steps - 1), isDark));
  return { values: Uint16Array.from(values, (value) => classOf(value, breaks)), palette };
}

/** Where something changed: the new territory's colour; the rest stays quiet. */
export function byChange(slots: number, isDark: boolean, hueOf: (slot: number) => number | undefined, vector: Uint16Array, before: Uint16Array): Fill {
  const { palette } = byTerritory(slots + 1, isDark, hueOf);
  palette.set(unchanged[scheme(isDark)], 4 * slots);
  return { values: vector.map((slot, unit) => (slot === before[unit] ? slots : slot)), palette };
}

/** Territory colours as CSS, for tables and legends. */
export function cssHues(isDark: boolean): string[] {
  return territoryPalette(isDark).map(hex);
}

export const palettePlaces = (leaves: Territory[]): number => Math.max(1, ...leaves.map((leaf) => leaf.slot! + 1));
