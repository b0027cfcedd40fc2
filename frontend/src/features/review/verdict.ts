/** Who gains and who loses by a plan, and what deserves a second look. Pure. */
import type { TerritoryRow } from './api';

const noticeable = 0.5;
const muchNew = 0.2;

/** How much nearer to 100 the index comes; negative when it goes away from it. */
const gain = (row: TerritoryRow): number => (row.index_before === null || row.index_after === null ? 0 : Math.abs(row.index_before - 100) - Math.abs(row.index_after - 100));

export function betterAndWorse(rows: TerritoryRow[]): { better: TerritoryRow[]; worse: TerritoryRow[] } {
  const better = rows.filter((row) => gain(row) >= noticeable).sort((a, b) => gain(b) - gain(a));
  const worse = rows.filter((row) => gain(row) <= -noticeable).sort((a, b) => gain(a) - gain(b));
  return { better, worse };
}

export type Warning = { row: TerritoryRow; kind: 'out_of_band' | 'much_new' };

export function warningsOf(rows: TerritoryRow[], band: [number, number]): Warning[] {
  const [low, high] = band.map((side) => 100 * side);
  const isOut = ({ index_after: index }: TerritoryRow) => index !== null && (index < low - 1e-9 || index > high + 1e-9);
  return rows.flatMap((row): Warning[] => [
    ...(isOut(row) ? [{ row, kind: 'out_of_band' as const }] : []),
    ...(row.new_share > muchNew ? [{ row, kind: 'much_new' as const }] : []),
  ]);
}
