/** Territory colours: twelve hues of equal lightness, neighbours different, a territory keeps the one it got. */
import { touchingSlots } from './contiguity';
import type { Territory } from './types';

export type Rgb = [r: number, g: number, b: number];

export const hueCount = 12;

/** Björn Ottosson's OKLCH → sRGB, 0…255, clipped. `hue` in degrees. */
export function oklch(lightness: number, chroma: number, hue: number): Rgb {
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ].map(gamma) as Rgb;
}

function gamma(linear: number): number {
  const value = linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055;
  return Math.round(255 * Math.min(1, Math.max(0, value)));
}

/** The hues as fills: a little lighter on a light map, a little deeper on a dark one, all equal among themselves. */
export function territoryPalette(isDark: boolean): Rgb[] {
  return Array.from({ length: hueCount }, (_, i) => (isDark ? oklch(0.6, 0.1, 15 + 30 * i) : oklch(0.78, 0.1, 15 + 30 * i)));
}

export const hex = ([r, g, b]: Rgb): string => `#${[r, g, b].map((part) => part.toString(16).padStart(2, '0')).join('')}`;

/** FNV-1a, so that a key prefers the same hue everywhere. */
export function hash(text: string): number {
  let value = 2166136261;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 16777619);
  return value >>> 0;
}

/**
 * Hue numbers by territory key. Those already `fixed` stay, unless a neighbour with more neighbours has the same; the others take, in the
 * order of most neighbours first, the hue nearest to their own preference that no neighbour has (or that the fewest have).
 */
export function assignHues(leaves: Territory[], vector: Uint16Array, edges: Int32Array, fixed: ReadonlyMap<string, number> = new Map()): Map<string, number> {
  const around = neighbourSlots(vector, edges);
  const keyOf = new Map(leaves.map((leaf) => [leaf.slot!, leaf.key]));
  const hues = new Map<string, number>();
  const degree = (leaf: Territory) => around.get(leaf.slot!)?.size ?? 0;
  const ordered = [...leaves].sort((a, b) => degree(b) - degree(a) || (a.key < b.key ? -1 : 1));
  const isTaken = (leaf: Territory, hue: number) => [...(around.get(leaf.slot!) ?? [])].some((slot) => hues.get(keyOf.get(slot) ?? '') === hue);
  for (const leaf of ordered) {
    const hue = fixed.get(leaf.key);
    if (hue !== undefined && !isTaken(leaf, hue)) hues.set(leaf.key, hue);
  }
  const open = ordered.filter((leaf) => !hues.has(leaf.key));
  for (const leaf of open) {
    const taken = usage(hues);
    around.get(leaf.slot!)?.forEach((slot) => {
      const hue = hues.get(keyOf.get(slot) ?? '');
      if (hue !== undefined) for (const [step, weight] of [[0, 100], [1, 3], [11, 3]]) taken[(hue + step) % hueCount] += weight;
    });
    hues.set(leaf.key, leastTaken(taken, hash(leaf.key) % hueCount));
  }
  return hues;
}

/** How often each hue is given already: settles ties, so that no hue is everywhere. */
function usage(hues: Map<string, number>): number[] {
  const counts = new Array<number>(hueCount).fill(0);
  for (const hue of hues.values()) counts[hue] += 1 / (hues.size + 1);
  return counts;
}

function leastTaken(taken: number[], preferred: number): number {
  let best = preferred;
  for (let step = 1; step < hueCount; step++) {
    const hue = (preferred + step * 5) % hueCount;
    if (taken[hue] < taken[best]) best = hue;
  }
  return best;
}

function neighbourSlots(vector: Uint16Array, edges: Int32Array): Map<number, Set<number>> {
  const around = new Map<number, Set<number>>();
  const add = (a: number, b: number) => (around.get(a) ?? around.set(a, new Set()).get(a)!).add(b);
  for (const pair of touchingSlots(vector, edges)) {
    add(pair >>> 16, pair & 0xffff);
    add(pair & 0xffff, pair >>> 16);
  }
  return around;
}
