/** Colour scales that carry a number: diverging for the index, one hue for measures. Safe for colour-blind eyes (blue ↔ orange). */
import { oklch, type Rgb } from './colours';

export const steps = 9;

const mix = (from: number, to: number, t: number) => from + (to - from) * t;

/** Blue below, neutral at 100, orange above; `t` in −1 … 1. */
export function diverging(t: number, isDark: boolean): Rgb {
  const strength = Math.min(1, Math.abs(t));
  const hue = t < 0 ? 250 : 55;
  return isDark ? oklch(mix(0.45, 0.7, strength), mix(0.005, 0.14, strength), hue) : oklch(mix(0.94, 0.6, strength), mix(0.004, 0.15, strength), hue);
}

/** From pale to full in one hue; `t` in 0 … 1. */
export function sequential(t: number, isDark: boolean): Rgb {
  const strength = Math.min(1, Math.max(0, t));
  return isDark ? oklch(mix(0.3, 0.82, strength), mix(0.03, 0.12, strength), 200) : oklch(mix(0.96, 0.42, strength), mix(0.02, 0.1, strength), 220);
}

/** Upper bounds of `steps` classes with about equally many values each (quantiles of what is above zero). */
export function quantileBreaks(values: Float64Array | number[]): number[] {
  const sorted = Float64Array.from(values as number[]).filter((value) => value > 0).sort();
  if (sorted.length === 0) return [];
  return Array.from({ length: steps }, (_, i) => sorted[Math.min(sorted.length - 1, Math.ceil(((i + 1) * sorted.length) / steps) - 1)]);
}

/** The class of `value`: 0 for nothing at all, else 1 … breaks.length. */
export function classOf(value: number, breaks: number[]): number {
  if (!(value > 0)) return 0;
  let low = 0;
  let high = breaks.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value <= breaks[middle]) high = middle;
    else low = middle + 1;
  }
  return low + 1;
}
