/**
 * Bodies swept from a sketch: extrusions and revolutions as explicit meshes, in mm.
 *
 * Meshes are made vertex by vertex instead of by the kernel's own sweeps: those start at other
 * angles, and know neither oblique extrusions nor partial turns about any axis.
 */
import { SolidError } from "./errors";
import { type Body, bodyOf, type Kernel, type Triangle } from "./kernel";
import { SKETCH } from "./ops";
import { crossing, outline, pieces, type Point, signedArea } from "./outline";
import { axisOf, frameOf, polar } from "./sketch";
import type { Node, Vector } from "./types";
import { combine, cosSin, cross, dot, radians } from "./vectors";

/** Corners of a sketch, counter-clockwise; SolidError if its facets meet each other. */
function polygon(sketch: Node, segments: number): Point[] {
  const [points] = outline(sketch.segments, segments);
  if (points.length < 3 || crossing(points)) {
    const message = `with ${segments} sides to a circle the sketch touches or crosses itself`;
    throw new SolidError(message, "degenerate", -1, sketch.line);
  }
  return signedArea(points) > 0 ? points : points.reverse();
}

const plus = (a: Vector, b: readonly number[]): Vector => [a[0] + b[0], a[1] + b[1], a[2] + b[2]];

/** The sketch swept along a vector, which may be oblique and point to either side. */
export function extrude(k: Kernel, sketch: Node, vector: readonly number[], segments: number): Body {
  const { origin, x, y, normal } = frameOf(sketch.nums);
  const corners = polygon(sketch, segments);
  if (dot(vector, normal) < 0) corners.reverse(); // seen from the far end they run clockwise
  const base = corners.map(([u, v]) => plus(combine(x, u, y, v), origin));
  const count = corners.length;
  const faces: Triangle[] = cap(k, corners).flatMap(([a, b, c]): Triangle[] => [
    [a, c, b],
    [a + count, b + count, c + count],
  ]);
  for (let i = 0; i < count; i++) {
    const n = (i + 1) % count;
    faces.push([i, n, n + count], [i, n + count, i + count]);
  }
  return bodyOf(k, [...base, ...base.map((point) => plus(point, vector))], faces);
}

/** The sketch turned about an axis in its plane, right-handed, by nums[6] degrees. */
export function revolve(k: Kernel, sketch: Node, nums: readonly number[], segments: number): Body {
  const frame = frameOf(sketch.nums);
  const axis = axisOf(frame, nums);
  const flat = polygon(sketch, segments).map((point) => polar(axis, point));
  const side = flat.reduce((sum, [r]) => sum + r, 0) > 0 ? 1 : -1;
  const profile = flat.map(([r, z]): Point => [side * r > SKETCH.on_axis ? side * r : 0, z]);
  if (signedArea(profile) < 0) profile.reverse();
  const [u, v] = axis.along;
  const along = combine(frame.x, u, frame.y, v);
  const outward = combine(frame.x, side * v, frame.y, -side * u);
  const foot = plus(combine(frame.x, axis.point[0], frame.y, axis.point[1]), frame.origin);
  const closed = nums[6] === 360;
  const steps = pieces(radians(nums[6]), segments);
  const ahead = cross(along, outward);
  const spokes = Array.from({ length: steps + (closed ? 0 : 1) }, (_, i) => {
    const [cos, sin] = cosSin((nums[6] * i) / steps);
    return combine(outward, cos, ahead, sin);
  });
  const [rings, points] = ringsOf(profile, spokes, foot, along);
  const faces = sides(rings, steps);
  if (!closed) {
    for (const [a, b, c] of cap(k, profile)) {
      faces.push([rings[a][0], rings[b][0], rings[c][0]]);
      faces.push([rings[c].at(-1)!, rings[b].at(-1)!, rings[a].at(-1)!]);
    }
  }
  return bodyOf(k, points, faces);
}

/** For each corner its vertex on every spoke; a corner on the axis has one vertex for all. */
function ringsOf(
  profile: readonly Point[], spokes: readonly Vector[], foot: Vector, along: Vector,
): [number[][], Vector[]] {
  const points: Vector[] = [];
  const rings = profile.map(([r, z]) => {
    const centre = plus(foot, [along[0] * z, along[1] * z, along[2] * z]);
    const first = points.length;
    if (r === 0) points.push(centre);
    else points.push(...spokes.map((spoke) => plus(centre, [spoke[0] * r, spoke[1] * r, spoke[2] * r])));
    return spokes.map((_, i) => (r === 0 ? first : first + i));
  });
  return [rings, points];
}

/** Quads between neighbouring corners, triangles where one of them lies on the axis. */
function sides(rings: readonly number[][], steps: number): Triangle[] {
  return rings.flatMap((ring, i) => {
    const other = rings[(i + 1) % rings.length];
    const faces: Triangle[] = [];
    for (let k = 0; k < steps; k++) {
      const n = (k + 1) % ring.length;
      const [a, b, c, d] = [ring[k], ring[n], other[n], other[k]];
      if (a !== b) faces.push([a, b, c]);
      if (c !== d) faces.push([a, c, d]);
    }
    return faces;
  });
}

/** Triangles of a polygon, with its own corners only and in its own winding. */
function cap({ triangulate }: Kernel, corners: readonly Point[]): Triangle[] {
  const clockwise = signedArea(corners) < 0;
  const flat = corners.map(([x, y]): [number, number] => [x, y]);
  const cut = triangulate([clockwise ? flat.reverse() : flat]) as Triangle[];
  const last = corners.length - 1;
  return clockwise ? cut.map(([a, b, c]): Triangle => [last - c, last - b, last - a]) : cut;
}
