/** Loops as polygons: faceted arcs, and whether a polygon touches or crosses itself. In mm. */
import { SKETCH } from "./ops";
import type { Segment } from "./types";

export type Point = readonly [number, number];

const TURN = 2 * Math.PI;

export const startOf = ({ nums }: Segment): Point => [nums[0], nums[1]];
export const endOf = ({ nums }: Segment): Point => [nums[2], nums[3]];
export const distance = (a: Point, b: Point): number => Math.hypot(a[0] - b[0], a[1] - b[1]);

/** What is left of `a` after whole turns: 0 <= result < 2 pi. */
export const turned = (a: number): number => ((a % TURN) + TURN) % TURN;

/** Signed angle of an arc in radians, counter-clockwise positive, 0 < |angle| <= 2 pi. */
export function sweep({ nums }: Segment): number {
  const [x1, y1, x2, y2, cx, cy, ccw] = nums;
  const turn = turned(Math.atan2(y2 - cy, x2 - cx) - Math.atan2(y1 - cy, x1 - cx));
  return ccw ? turn : turn - TURN;
}

/** Straight pieces of an arc of `angle` radians where a full circle has `segments`. */
export function pieces(angle: number, segments: number): number {
  // Rounded coordinates must not turn an exact quarter of 32 into 9 pieces.
  return Math.max(1, Math.ceil((segments * Math.abs(angle)) / TURN - 1e-4));
}

/** The corners of a closed loop, and for each the segment that starts there or contains it. */
export function outline(loop: readonly Segment[], segments: number): [Point[], number[]] {
  const points: Point[] = [];
  const owners: number[] = [];
  loop.forEach((segment, i) => {
    const inner = segment.code === "A" ? arcPoints(segment, segments) : [];
    for (const point of [startOf(segment), ...inner]) {
      points.push(point);
      owners.push(i);
    }
  });
  return [points, owners];
}

/** Points between the ends of an arc; the radius runs from that of one end to the other's. */
function arcPoints(segment: Segment, segments: number): Point[] {
  const [x1, y1, x2, y2, cx, cy] = segment.nums;
  const angle = sweep(segment);
  const count = pieces(angle, segments);
  const start = Math.atan2(y1 - cy, x1 - cx);
  const first = Math.hypot(x1 - cx, y1 - cy);
  const last = Math.hypot(x2 - cx, y2 - cy);
  return Array.from({ length: count - 1 }, (_, k) => {
    const share = (k + 1) / count;
    const radius = first + (last - first) * share;
    const at = start + angle * share;
    return [cx + radius * Math.cos(at), cy + radius * Math.sin(at)] as const;
  });
}

/** Area of a polygon in mm^2, negative if it runs clockwise. */
export function signedArea(points: readonly Point[]): number {
  // About the first corner: far from the origin the products would swallow the area.
  const [x0, y0] = points[0];
  let total = 0;
  points.forEach(([ax, ay], i) => {
    const [bx, by] = points[(i + 1) % points.length];
    total += (ax - x0) * (by - y0) - (bx - x0) * (ay - y0);
  });
  return total / 2;
}

/** Half to even, as Python rounds: the same grid points. */
function rounded(x: number): number {
  const near = Math.round(x);
  return Math.abs(x % 1) === 0.5 ? 2 * Math.round(x / 2) : near;
}

/**
 * Two edges (index of their first corner) that cross or touch, null for a simple polygon.
 *
 * A plane sweep: n log n comparisons, exact on the grid, so no loop takes long to judge.
 */
export function crossing(points: readonly Point[]): [number, number] | null {
  const grid = points.map(([x, y]): Point => [rounded(x * SKETCH.grid), rounded(y * SKETCH.grid)]);
  const count = grid.length;
  for (let i = 0; i < count; i++) {
    const before = (i - 1 + count) % count;
    const [a, b, c] = [grid[before], grid[i], grid[(i + 1) % count]];
    // Runs back along itself, or has no length.
    if (side(a, b, c) === 0 && dot(a, b, c) >= 0) return [before, i];
  }
  return count < 3 ? [0, count - 1] : new Sweep(grid).run();
}

/** The sign of a b - c d for whole numbers, exact: in doubles where they decide it. */
function sign(a: number, b: number, c: number, d: number): number {
  const left = a * b;
  const right = c * d;
  const difference = left - right;
  if (Math.abs(difference) > (Math.abs(left) + Math.abs(right)) * 4e-16) return Math.sign(difference);
  const exact = BigInt(a) * BigInt(b) - BigInt(c) * BigInt(d);
  return exact > 0n ? 1 : exact < 0n ? -1 : 0;
}

/** 1 if p lies to the left of the line from a to b, -1 to the right, 0 on it. */
const side = (a: Point, b: Point, p: Point): number =>
  sign(b[0] - a[0], p[1] - a[1], b[1] - a[1], p[0] - a[0]);

/** The sign of (a - b) . (c - b). */
const dot = (a: Point, b: Point, c: Point): number =>
  sign(a[0] - b[0], c[0] - b[0], a[1] - b[1], b[1] - c[1]);

const order = (a: Point, b: Point): number => a[0] - b[0] || a[1] - b[1];
const same = (a: Point, b: Point): boolean => a[0] === b[0] && a[1] === b[1];

/** Vertices from left to right; `active` holds the edges under the sweep line, lowest first. */
class Sweep {
  private readonly left: Point[];
  private readonly right: Point[];
  private readonly active: number[] = [];

  constructor(private readonly grid: readonly Point[]) {
    const ahead = grid.map((_, i) => grid[(i + 1) % grid.length]);
    this.left = grid.map((a, i) => (order(a, ahead[i]) <= 0 ? a : ahead[i]));
    this.right = grid.map((a, i) => (order(a, ahead[i]) <= 0 ? ahead[i] : a));
  }

  /** The first two edges found to meet, by index. */
  run(): [number, number] | null {
    const vertices = this.grid.map((_, i) => i).sort((i, j) => order(this.grid[i], this.grid[j]) || i - j);
    let before = -1;
    for (const vertex of vertices) {
      const twice = before >= 0 && same(this.grid[before], this.grid[vertex]);
      const found = twice ? [before, vertex] : this.visit(vertex);
      if (found) return [Math.min(...found), Math.max(...found)];
      before = vertex;
    }
    return null;
  }

  /** Remove the edges that end at a vertex, insert those that begin, judge new neighbours. */
  private visit(vertex: number): [number, number] | null {
    const point = this.grid[vertex];
    const edges = [(vertex - 1 + this.grid.length) % this.grid.length, vertex];
    let place = this.below(point);
    for (const edge of edges.filter((edge) => same(this.right[edge], point))) {
      // Its twin may stand first, or the order be broken by a crossing.
      const at = this.active[place] === edge ? place : this.active.indexOf(edge);
      place = Math.min(place, at);
      this.active.splice(at, 1);
    }
    if (place < this.active.length && this.touches(this.active[place], point)) {
      return [this.active[place], vertex];
    }
    const starting = edges.filter((edge) => same(this.left[edge], point));
    if (starting.length === 2 && side(point, this.right[starting[0]], this.right[starting[1]]) < 0) {
      starting.reverse();
    }
    this.active.splice(place, 0, ...starting);
    const after = place + starting.length;
    return this.meet(place - 1, place) ?? (starting.length ? this.meet(after - 1, after) : null);
  }

  /** How many active edges pass below a point. */
  private below(point: Point): number {
    let low = 0;
    let high = this.active.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const edge = this.active[middle];
      if (side(this.left[edge], this.right[edge], point) <= 0) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  private touches(edge: number, point: Point): boolean {
    return side(this.left[edge], this.right[edge], point) === 0;
  }

  /** Two neighbours of the active list, if they share a point that is not a common corner. */
  private meet(i: number, j: number): [number, number] | null {
    if (i < 0 || j >= this.active.length) return null;
    const [one, other] = [this.active[i], this.active[j]];
    const count = this.grid.length;
    const apartBy = (one - other + count) % count;
    if (apartBy === 1 || apartBy === count - 1) return null;
    const [a, b, c, d] = [this.left[one], this.right[one], this.left[other], this.right[other]];
    const first = order(a, c) >= 0 ? a : c;
    const last = order(b, d) <= 0 ? b : d;
    if (order(first, last) > 0) return null;
    const apart = side(a, b, c) * side(a, b, d) > 0 || side(c, d, a) * side(c, d, b) > 0;
    return apart ? null : [one, other];
  }
}
