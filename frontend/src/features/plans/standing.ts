import type { TotalsTable } from './api';

/** How a plan stands: how many territories, the range of their index, how many lie outside the band, what nobody has. */
export function standingOf(table: TotalsTable) {
  const leaves = table.territories.filter((row) => row.level === 0);
  const known = leaves.flatMap((row) => (row.index === null ? [] : [row.index]));
  const [low, high] = table.band.map((side) => side * 100);
  return {
    territories: leaves.length,
    min: known.length ? Math.min(...known) : null,
    max: known.length ? Math.max(...known) : null,
    out: known.filter((index) => index < low - 1e-9 || index > high + 1e-9).length,
    unassigned: table.unassigned.units,
  };
}
