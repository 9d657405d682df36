/** Cylinders, cones and spheres found again in a faceted mesh. */

import type { SharedMesh } from "../../ir";
import { Sets, point, type Face, type Faces } from "./faces";
import { add, cross, dot, frame, leastSpread, norm, scale, sub, unit, type Vec } from "./vectors";

export interface Round {
  shape: "cylinder" | "cone" | "sphere";
  /** Diameter in mm; a cone has one at each end, another surface the same twice. */
  diameters: [number, number];
  axis: Vec;
  /** A point of the axis; the centre of a sphere. */
  center: Vec;
  /** Where it begins and ends along its axis, in mm. */
  span: [number, number];
  /** How far around it goes, in degrees. */
  angle: number;
  /** Whether it bounds a hole rather than a body. */
  hollow: boolean;
  faces: number[];
}

const SHALLOW = Math.sin((0.5 * Math.PI) / 180);
const STEEP = Math.sin((24 * Math.PI) / 180); // 15 facets a turn are still round, a hexagon is not
const SAME_WIDTH = 0.06;
const OFF = 0.004; // of the radius

/** Round surfaces of four or more facets of equal width. */
export function roundSurfaces(mesh: SharedMesh, { faces, joints }: Faces): Round[] {
  const sets = new Sets(faces.length);
  for (const { faces: [left, right], vertices: [from, to] } of joints) {
    const a = faces[left], b = faces[right];
    const bend = norm(cross(a.normal, b.normal));
    if (dot(a.normal, b.normal) < 0 || bend < SHALLOW || bend > STEEP) continue;
    const along = unit(sub(point(mesh, to), point(mesh, from)));
    const [wide, other] = [width(mesh, a, along), width(mesh, b, along)];
    if (Math.abs(wide - other) <= SAME_WIDTH * Math.max(wide, other)) sets.join(left, right);
  }
  const groups = new Map<number, number[]>();
  faces.forEach((_, i) => {
    const root = sets.find(i);
    const group = groups.get(root);
    if (group) group.push(i);
    else groups.set(root, [i]);
  });
  return [...groups.values()]
    .filter((group) => group.length >= 4)
    .flatMap((group) => fit(mesh, faces, group) ?? []);
}

/** How wide a face is across an edge direction, in mm. */
function width(mesh: SharedMesh, face: Face, along: Vec): number {
  const across = cross(face.normal, along);
  let low = Infinity, high = -Infinity;
  for (const vertex of face.vertices) {
    const at = dot(point(mesh, vertex), across);
    low = Math.min(low, at);
    high = Math.max(high, at);
  }
  return high - low;
}

function fit(mesh: SharedMesh, faces: readonly Face[], group: number[]): Round | null {
  const normals = group.map((i) => faces[i].normal);
  const axis = straighten(leastSpread(normals));
  const lean = normals.map((normal) => dot(normal, axis));
  const mean = lean.reduce((a, b) => a + b, 0) / lean.length;
  const points = [...new Set(group.flatMap((i) => [...faces[i].vertices]))].map((v) => point(mesh, v));
  if (lean.some((value) => Math.abs(value - mean) > 0.02)) return sphere(faces, group, points, mesh);
  return aboutAxis(mesh, faces, group, points, axis, mean);
}

/** An axis that is nearly one of the coordinate axes is taken for it. */
function straighten(axis: Vec): Vec {
  const largest = axis.findIndex((value) => Math.abs(value) > 0.9999);
  return largest < 0 ? axis : ([0, 1, 2].map((i) => Number(i === largest)) as unknown as Vec);
}

function aboutAxis(
  mesh: SharedMesh, faces: readonly Face[], group: number[], points: Vec[], axis: Vec, lean: number,
): Round | null {
  const heights = points.map((p) => dot(p, axis));
  const span: [number, number] = [Math.min(...heights), Math.max(...heights)];
  const near = (at: number) => points.filter((_, i) => Math.abs(heights[i] - at) < 1e-3);
  const cylinder = Math.abs(lean) < 0.02;
  const rings = cylinder ? [points] : [near(span[0]), near(span[1])];
  const circles = rings.map((ring) => circle(ring, axis));
  const sound = circles.filter((one) => one !== null);
  // The tip of a cone is one point, which lies on no circle.
  if (sound.length === 0 || (cylinder && sound.length < rings.length)) return null;
  const diameters = circles.map((one) => 2 * (one?.radius ?? 0));
  const center = sound[0].center;
  const around = group.map((i) => faces[i].normal);
  return {
    shape: cylinder ? "cylinder" : "cone",
    diameters: [diameters[0], diameters.at(-1)!],
    axis, center, span,
    angle: turn(around, axis),
    hollow: facesInward(mesh, faces, group, center, axis),
    faces: group,
  };
}

interface Circle {
  center: Vec;
  radius: number;
}

/**
 * The circle on which most of the points lie, seen along an axis; null if they lie on none. Where
 * another surface cuts a facet, points lie within the circle: those are left out.
 */
function circle(points: readonly Vec[], axis: Vec): Circle | null {
  let kept = points;
  for (let round = 0; round < 3 && kept.length >= Math.max(3, 0.5 * points.length); round++) {
    const found = leastSquares(kept, axis);
    if (!found) return null;
    const off = (p: Vec) => {
      const away = sub(p, found.center);
      return Math.abs(norm(sub(away, scale(axis, dot(away, axis)))) - found.radius);
    };
    const allowed = Math.max(OFF * found.radius, 1e-3);
    if (kept.every((p) => off(p) <= allowed)) return found;
    const worst = kept.map(off).sort((a, b) => a - b)[Math.floor(kept.length * 0.7)];
    kept = kept.filter((p) => off(p) <= Math.max(allowed, worst));
  }
  return null;
}

/** Kasa's linear fit about the mean; null for points on a line. */
function leastSquares(points: readonly Vec[], axis: Vec): Circle | null {
  const [u, v] = frame(axis);
  const flat = points.map((p) => [dot(p, u), dot(p, v)] as const);
  const mx = flat.reduce((s, p) => s + p[0], 0) / flat.length;
  const my = flat.reduce((s, p) => s + p[1], 0) / flat.length;
  let suu = 0, svv = 0, suv = 0, su = 0, sv = 0;
  for (const [x, y] of flat) {
    const [a, b] = [x - mx, y - my], square = a * a + b * b;
    suu += a * a; svv += b * b; suv += a * b; su += a * square; sv += b * square;
  }
  const det = suu * svv - suv * suv;
  if (Math.abs(det) < 1e-9) return null;
  const cx = (su * svv - sv * suv) / (2 * det), cy = (sv * suu - su * suv) / (2 * det);
  const radius = Math.sqrt(cx * cx + cy * cy + (suu + svv) / flat.length);
  return { center: add(scale(u, mx + cx), scale(v, my + cy)), radius };
}

function sphere(faces: readonly Face[], group: number[], points: Vec[], mesh: SharedMesh): Round | null {
  const [x, y, z] = [[1, 0, 0], [0, 1, 0], [0, 0, 1]] as unknown as [Vec, Vec, Vec];
  const extent = (axis: Vec) => points.map((p) => dot(p, axis));
  const tops = [x, y, z].map((axis) => Math.max(...extent(axis)));
  const lows = [x, y, z].map((axis) => Math.min(...extent(axis)));
  const wide = tops.map((top, i) => top - lows[i]);
  // Cut or not, it is as wide as its diameter across at least one axis, and round about its centre.
  const radius = Math.max(...wide) / 2;
  const middle = tops.map((top, i) => (wide[i] > 1.98 * radius ? (top + lows[i]) / 2 : NaN));
  for (const sign of [1, -1]) {
    const center = middle.map((value, i) =>
      Number.isNaN(value) ? (sign > 0 ? lows[i] + radius : tops[i] - radius) : value,
    ) as unknown as Vec;
    const off = Math.max(...points.map((p) => Math.abs(norm(sub(p, center)) - radius)));
    if (off > 2 * OFF * radius + 1e-3) continue;
    const hollow = facesInward(mesh, faces, group, center, null);
    return {
      shape: "sphere", diameters: [2 * radius, 2 * radius], axis: z, center,
      span: [lows[2], tops[2]], angle: 360, hollow, faces: group,
    };
  }
  return null;
}

/** How far normals go around an axis, in degrees: a turn less the widest gap between them. */
function turn(normals: readonly Vec[], axis: Vec): number {
  const [u, v] = frame(axis);
  const angles = normals.map((n) => Math.atan2(dot(n, v), dot(n, u))).sort((a, b) => a - b);
  const gaps = angles.map((at, i) => (angles[i + 1] ?? angles[0] + 2 * Math.PI) - at);
  const step = gaps.sort((a, b) => a - b)[Math.floor(gaps.length / 2)];
  const widest = gaps.at(-1)!;
  // Facets stand for a step each, so the ends of an arc reach half a step beyond their normals.
  const missing = widest > 1.6 * step ? widest - step : 0;
  return ((2 * Math.PI - missing) * 180) / Math.PI;
}

function facesInward(
  mesh: SharedMesh, faces: readonly Face[], group: number[], center: Vec, axis: Vec | null,
): boolean {
  let votes = 0;
  for (const i of group) {
    const face = faces[i];
    let out = sub(point(mesh, face.vertices.values().next().value!), center);
    if (axis) out = sub(out, scale(axis, dot(out, axis)));
    votes += Math.sign(dot(out, face.normal));
  }
  return votes < 0;
}
