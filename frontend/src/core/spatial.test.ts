import { describe, expect, it } from 'vitest';

import { mercatorX, mercatorY, type Point, UnitPoints } from './spatial';

const side = 10;
const points = new UnitPoints(Float64Array.from(Array.from({ length: side * side }, (_, i) => [(i % side) + 0.5, Math.floor(i / side) + 0.5]).flat()));
const sorted = (units: number[]) => [...units].sort((a, b) => a - b);

describe('hit tests', () => {
  it('finds the points in a box, drawn in any direction', () => expect(sorted(points.inBox([2, 2, 0, 0]))).toEqual([0, 1, 10, 11]));

  it('finds what lies along a brush, round at its ends', () => {
    expect(sorted(points.alongBrush([0.5, 0.5], [3.5, 0.5], 0.4))).toEqual([0, 1, 2, 3]);
    expect(sorted(points.alongBrush([0.5, 0.5], [0.5, 0.5], 1.05))).toEqual([0, 1, 10]);
  });

  it('follows a concave lasso', () => {
    const ring: Point[] = [[0, 0], [4, 0], [4, 1], [1, 1], [1, 4], [0, 4]];
    expect(sorted(points.inLasso(ring))).toEqual([0, 1, 2, 3, 10, 20, 30]);
  });

  it('is nothing for a lasso of two points', () => expect(points.inLasso([[0, 0], [5, 5]])).toEqual([]));

  it('knows mercator', () => {
    expect([mercatorX(0), mercatorY(0)]).toEqual([0.5, 0.5]);
    expect(mercatorY(85.0511287798066)).toBeCloseTo(0, 9);
  });
});
