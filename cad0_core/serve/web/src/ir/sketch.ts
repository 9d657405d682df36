/** Plane geometry of sketches: frames, loops of lines and arcs, and what is wrong with them. */
import { SKETCH } from "./ops";
import { crossing, distance, endOf, outline, type Point, startOf, sweep, turned } from "./outline";
import type { Node, Segment, Vector } from "./types";
import { cross, dot, sub, unit } from "./vectors";
import { counted, general } from "./words";

/** What is wrong: the number (from 0) of an op's line that shows it, found, expected. */
export interface Fault {
  readonly at: number;
  readonly found: string;
  readonly expected: string;
  /** Of a loop; one past the last for the loop as a whole. */
  readonly segment: number;
}

const fault = (at: number, found: string, expected: string, segment = 0): Fault => ({
  at, found, expected, segment,
});

/** A sketch plane: origin in mm, unit axes, right-handed (normal = x cross y). */
export interface Frame {
  readonly origin: Vector;
  readonly x: Vector;
  readonly y: Vector;
  readonly normal: Vector;
}

/** A world point in sketch coordinates; the third is the height above the plane. */
export function local(frame: Frame, point: readonly number[]): Vector {
  const offset = sub(point, frame.origin);
  return [dot(offset, frame.x), dot(offset, frame.y), dot(offset, frame.normal)];
}

/** The plane of an SK line; y is turned within the plane to be exactly square to x. */
export function frameOf(nums: readonly number[]): Frame {
  const x = unit(nums.slice(3, 6));
  const raw = unit(nums.slice(6, 9));
  const lean = dot(x, raw);
  const y = unit([raw[0] - lean * x[0], raw[1] - lean * x[1], raw[2] - lean * x[2]]);
  return { origin: [nums[0], nums[1], nums[2]], x, y, normal: cross(x, y) };
}

/** Axes that are not square to each other. */
export function frameFault(nums: readonly number[]): Fault | null {
  const lean = dot(unit(nums.slice(3, 6)), unit(nums.slice(6, 9)));
  if (Math.abs(lean) <= SKETCH.square) return null;
  const angle = (Math.acos(Math.max(-1, Math.min(1, lean))) * 180) / Math.PI;
  return fault(6, `axes at ${general(angle, 4)} degrees`, "axes at 90 degrees");
}

/** A vector that stays in the sketch plane. */
export function extrudeFault(sketch: Node, nums: readonly number[]): Fault | null {
  if (Math.abs(dot(unit(nums), frameOf(sketch.nums).normal)) > 1e-6) return null;
  return fault(0, "a vector within the sketch plane", "a vector that leaves the sketch plane");
}

/** An axis in a sketch plane: a point and a unit direction in sketch coordinates. */
export interface Axis {
  readonly point: Point;
  readonly along: Point;
}

/** A point as (signed distance from the axis to its right, position along it). */
export function polar({ point, along: [u, v] }: Axis, p: Point): Point {
  const [x, y] = [p[0] - point[0], p[1] - point[1]];
  return [x * v - y * u, x * u + y * v];
}

/** The axis of a V line, dropped onto the sketch plane. */
export function axisOf(frame: Frame, nums: readonly number[]): Axis {
  const [x, y] = local(frame, nums.slice(0, 3));
  const direction = unit(nums.slice(3, 6));
  const [u, v] = [dot(direction, frame.x), dot(direction, frame.y)];
  const length = Math.hypot(u, v);
  return { point: [x, y], along: [u / length, v / length] };
}

/** An axis off the plane, or a profile that crosses or merely touches it. */
export function revolveFault(sketch: Node, nums: readonly number[]): Fault | null {
  const frame = frameOf(sketch.nums);
  const height = Math.abs(local(frame, nums.slice(0, 3))[2]);
  if (height > SKETCH.in_plane) {
    return fault(0, `a point ${general(height, 4)} mm off the sketch plane`, "a point on it");
  }
  if (Math.abs(dot(unit(nums.slice(3, 6)), frame.normal)) > SKETCH.in_plane) {
    return fault(3, "a direction out of the sketch plane", "a direction within it");
  }
  return contactFault(sketch.segments, axisOf(frame, nums));
}

/** A profile on both sides of the axis, or one that meets it in a single point. */
function contactFault(loop: readonly Segment[], axis: Axis): Fault | null {
  const near = (r: number): boolean => Math.abs(r) <= SKETCH.on_axis;
  const corners = loop.map((segment) => polar(axis, startOf(segment))[0]);
  const bulges = loop.flatMap((segment) => (segment.code === "A" ? bulge(segment, axis) : []));
  const extremes = [...corners, ...bulges];
  const side = extremes.reduce((sum, r) => sum + r, 0) >= 0 ? 1 : -1;
  const low = extremes.reduce((least, r) => Math.min(least, side * r), Infinity);
  if (low < -SKETCH.on_axis) {
    const found = `a profile that reaches ${general(-low, 4)} mm across the axis`;
    return fault(0, found, "a profile on one side of the axis");
  }
  const count = loop.length;
  const on = corners.map(near);
  const edge = loop.map(({ code }, i) => on[i] && on[(i + 1) % count] && code === "L");
  const lone = on.some((touches, i) => touches && !edge[i] && !edge[(i - 1 + count) % count]);
  if (!lone && !bulges.some(near)) return null;
  const expected = "a profile clear of the axis or touching it along an edge";
  return fault(0, "a profile that touches the axis in a single point", expected);
}

/** Signed distances of the inner points of an arc where it runs parallel to the axis. */
function bulge(segment: Segment, axis: Axis): number[] {
  const [x1, y1, , , cx, cy] = segment.nums;
  const radius = Math.hypot(x1 - cx, y1 - cy);
  const start = Math.atan2(y1 - cy, x1 - cx);
  const turn = sweep(segment);
  const [u, v] = axis.along;
  const found: number[] = [];
  for (const sign of [1, -1]) {
    let at = turned(Math.atan2(-u * sign, v * sign) - start);
    if (turn < 0) at -= 2 * Math.PI;
    if (1e-6 < Math.abs(at) && Math.abs(at) < Math.abs(turn) - 1e-6) {
      found.push(polar(axis, [cx + sign * v * radius, cy - sign * u * radius])[0]);
    }
  }
  return found;
}

/** What keeps segments from being one closed loop that does not touch itself. */
export function loopFaults(segments: readonly Segment[]): Fault[] {
  const count = segments.length;
  const faults = segments.flatMap((segment, i) => {
    const found = segmentFault(segment) ?? (i ? gap(segments[i - 1], segment) : null);
    return found ? [{ ...found, segment: i }] : [];
  });
  if (faults.length) return faults;
  if (count < 2) {
    return [fault(0, counted(count, "segment"), "a closed loop of at least 2 segments", count)];
  }
  const [first, last] = [startOf(segments[0]), endOf(segments[count - 1])];
  if (distance(last, first) > SKETCH.join) {
    return [fault(2, shown(last), `the loop to close at ${shown(first)}`, count - 1)];
  }
  const crossed = crossedSegments(segments);
  if (!crossed) return [];
  const [one, other] = crossed;
  const found =
    one === other
      ? `segment ${one + 1} that touches or crosses itself`
      : `segments ${one + 1} and ${other + 1} that touch or cross`;
  return [fault(0, found, "a loop that does not touch itself", other)];
}

/**
 * Two segments that meet where they should not, the later one second.
 *
 * A corner rounded to 3 decimals may cut its neighbour by a hair with one number of sides to a
 * circle, a thin gap may close with another; a real crossing shows in both.
 */
function crossedSegments(loop: readonly Segment[]): [number, number] | null {
  let found: [number, number] | null = null;
  for (const sides of SKETCH.sides) {
    const [points, owners] = outline(loop, sides);
    const edges = crossing(points);
    if (!edges) return null;
    const [one, other] = [owners[edges[0]], owners[edges[1]]];
    found = [Math.min(one, other), Math.max(one, other)];
    if (loop.every(({ code }) => code === "L")) break;
  }
  return found;
}

function segmentFault(segment: Segment): Fault | null {
  const length = distance(startOf(segment), endOf(segment));
  if (segment.code === "L") {
    return length <= SKETCH.join ? fault(2, "a line without length", "two different ends") : null;
  }
  const centre: Point = [segment.nums[4], segment.nums[5]];
  const [first, last] = [distance(startOf(segment), centre), distance(endOf(segment), centre)];
  if (Math.abs(first - last) > SKETCH.radius) {
    return fault(4, `radii ${general(first)} and ${general(last)}`, "both ends at one radius");
  }
  const least = Math.min(first, last);
  if (least <= SKETCH.radius) {
    return fault(4, `a radius of ${general(least)}`, `a radius above ${general(SKETCH.radius)}`);
  }
  const turn = Math.abs(sweep(segment));
  // Two ends in one direction from the centre differ by rounding, not by a full turn.
  if (length <= SKETCH.join || !(1e-9 < turn && turn < 2 * Math.PI - 1e-9)) {
    return fault(2, "an arc that ends where it starts", "two arcs for a full circle");
  }
  return null;
}

function gap(before: Segment, segment: Segment): Fault | null {
  const [end, start] = [endOf(before), startOf(segment)];
  if (distance(end, start) <= SKETCH.join) return null;
  return fault(0, shown(start), `to start at ${shown(end)}, where the last ended`);
}

const shown = ([x, y]: Point): string => `(${general(x)}, ${general(y)})`;
