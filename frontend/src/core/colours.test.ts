import { describe, expect, it } from 'vitest';

import { countryPlan } from '../testing/world';
import { assignHues, territoryPalette } from './colours';
import { touchingSlots } from './contiguity';
import { classOf, quantileBreaks } from './scales';

describe('territory colours', () => {
  it('never gives neighbours the same hue', () => {
    const plan = countryPlan(60, 8);
    const hues = assignHues(plan.leaves(), plan.vector, plan.ground.edges);
    const hueOf = (slot: number) => hues.get(plan.atSlot(slot)!.key);
    for (const pair of touchingSlots(plan.vector, plan.ground.edges)) expect(hueOf(pair >>> 16)).not.toBe(hueOf(pair & 0xffff));
  });

  it('keeps what a territory has got, and does not depend on the order of the list', () => {
    const plan = countryPlan(60, 8);
    const hues = assignHues(plan.leaves(), plan.vector, plan.ground.edges);
    expect(assignHues(plan.leaves().reverse(), plan.vector, plan.ground.edges)).toEqual(hues);
    plan.paint(Uint32Array.of(0, 1, 2), plan.vector[8]);
    expect(assignHues(plan.leaves(), plan.vector, plan.ground.edges, hues)).toEqual(hues);
  });

  it('gives a territory another hue only when it has come to lie beside one with the same', () => {
    const plan = countryPlan(60, 8);
    const everyone = new Map(plan.leaves().map((leaf) => [leaf.key, 3]));
    const hues = assignHues(plan.leaves(), plan.vector, plan.ground.edges, everyone);
    const hueOf = (slot: number) => hues.get(plan.atSlot(slot)!.key);
    expect([...hues.values()].filter((hue) => hue === 3).length).toBeGreaterThan(8);
    for (const pair of touchingSlots(plan.vector, plan.ground.edges)) expect(hueOf(pair >>> 16)).not.toBe(hueOf(pair & 0xffff));
  });

  it('has twelve hues of nearly equal luminance', () => {
    const luminance = territoryPalette(false).map(([r, g, b]) => 0.2126 * r + 0.7152 * g + 0.0722 * b);
    expect(Math.max(...luminance) - Math.min(...luminance)).toBeLessThan(22);
  });
});

describe('scales', () => {
  it('puts about as many values in each class, and nothing in class 0', () => {
    const breaks = quantileBreaks(Array.from({ length: 900 }, (_, i) => i + 1));
    expect(breaks).toHaveLength(9);
    expect([0, 1, 100, 101, 900, 5000].map((value) => classOf(value, breaks))).toEqual([0, 1, 1, 2, 9, 9]);
  });
});
