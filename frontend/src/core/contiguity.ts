/** Which territories fall apart: connected pieces of each, counted again only for those an edit touched. */

/** Neighbours of every unit as compressed rows: those of `i` are `to[start[i]..start[i + 1]]`. */
export type Neighbours = { start: Uint32Array; to: Uint32Array };

export function neighboursOf(n: number, edges: Int32Array): Neighbours {
  const start = new Uint32Array(n + 1);
  for (let e = 0; e < edges.length; e++) start[edges[e] + 1]++;
  for (let i = 0; i < n; i++) start[i + 1] += start[i];
  const fill = start.slice();
  const to = new Uint32Array(edges.length);
  for (let e = 0; e < edges.length; e += 2) {
    to[fill[edges[e]]++] = edges[e + 1];
    to[fill[edges[e + 1]]++] = edges[e];
  }
  return { start, to };
}

/** The pieces of a territory other than its largest, each a list of units; empty when it hangs together. */
export type Splinters = number[][];

export class Contiguity {
  private readonly seen: Uint8Array;
  private readonly splinters = new Map<number, Splinters>();

  constructor(private readonly neighbours: Neighbours, private readonly vector: Uint16Array) {
    this.seen = new Uint8Array(vector.length);
  }

  /** Looks again at the given slots; slot 0 (unassigned) may lie in as many pieces as it likes. */
  refresh(slots: Set<number>): void {
    const members = new Map<number, number[]>();
    for (const slot of slots) if (slot !== 0) members.set(slot, []);
    for (let i = 0; i < this.vector.length; i++) members.get(this.vector[i])?.push(i);
    for (const [slot, units] of members) this.note(slot, this.pieces(units));
  }

  refreshAll(): void {
    this.refresh(new Set(this.vector));
  }

  private note(slot: number, pieces: number[][]): void {
    if (pieces.length < 2) this.splinters.delete(slot);
    else this.splinters.set(slot, pieces.sort((a, b) => b.length - a.length).slice(1));
  }

  private pieces(units: number[]): number[][] {
    const result: number[][] = [];
    for (const unit of units) if (!this.seen[unit]) result.push(this.flood(unit));
    for (const unit of units) this.seen[unit] = 0;
    return result;
  }

  private flood(first: number): number[] {
    const { start, to } = this.neighbours;
    const slot = this.vector[first];
    const piece = [first];
    this.seen[first] = 1;
    for (let head = 0; head < piece.length; head++) {
      for (let e = start[piece[head]]; e < start[piece[head] + 1]; e++) {
        const next = to[e];
        if (this.seen[next] || this.vector[next] !== slot) continue;
        this.seen[next] = 1;
        piece.push(next);
      }
    }
    return piece;
  }

  of(slot: number): Splinters {
    return this.splinters.get(slot) ?? [];
  }

  all(): ReadonlyMap<number, Splinters> {
    return this.splinters;
  }
}

/** The units of `units` and all that touch them. */
export function grown(neighbours: Neighbours, units: Iterable<number>): Set<number> {
  const result = new Set(units);
  for (const unit of [...result]) {
    for (let e = neighbours.start[unit]; e < neighbours.start[unit + 1]; e++) result.add(neighbours.to[e]);
  }
  return result;
}

/** Pairs of different slots that touch somewhere, each once, as `low · 65536 + high`. */
export function touchingSlots(vector: Uint16Array, edges: Int32Array): Set<number> {
  const pairs = new Set<number>();
  for (let e = 0; e < edges.length; e += 2) {
    const a = vector[edges[e]];
    const b = vector[edges[e + 1]];
    if (a !== b && a && b) pairs.add(a < b ? a * 65_536 + b : b * 65_536 + a);
  }
  return pairs;
}
