/** The flat faces of a mesh and which of them meet at which edge. */

import type { SharedMesh } from "../../ir";
import { add, cross, dot, norm, scale, sub, unit, type Vec } from "./vectors";

export interface Face {
  normal: Vec;
  area: number;
  /** Triangles, largest first. */
  triangles: number[];
  vertices: Set<number>;
}

export interface Joint {
  faces: readonly [number, number];
  vertices: readonly [number, number];
}

/** Sine of the angle below which two triangles lie in one plane. */
const FLAT = 1e-3;

export interface Faces {
  faces: Face[];
  joints: Joint[];
}

/** x, y, z of a vertex, in mm. */
export function point(mesh: SharedMesh, vertex: number): Vec {
  const p = mesh.points;
  return [p[3 * vertex], p[3 * vertex + 1], p[3 * vertex + 2]];
}

export function corners(mesh: SharedMesh, triangle: number): [Vec, Vec, Vec] {
  const t = mesh.triangles;
  return [0, 1, 2].map((k) => point(mesh, t[3 * triangle + k])) as [Vec, Vec, Vec];
}

export function centroid(mesh: SharedMesh, triangle: number): Vec {
  const [a, b, c] = corners(mesh, triangle);
  return scale(add(add(a, b), c), 1 / 3);
}

/** Triangles merged into flat faces, and the edges between those. */
export function flatFaces(mesh: SharedMesh): Faces {
  const count = mesh.triangles.length / 3;
  const cross2 = Array.from({ length: count }, (_, i) => {
    const [a, b, c] = corners(mesh, i);
    return cross(sub(b, a), sub(c, a));
  });
  const normals = cross2.map(unit);
  const pairs = sharedEdges(mesh);
  const sets = new Sets(count);
  for (const { left, right } of pairs) {
    const bend = norm(cross(normals[left], normals[right]));
    // A sliver has no normal worth the name: it belongs to its neighbour.
    const sliver = Math.min(norm(cross2[left]), norm(cross2[right])) < 1e-7;
    if (sliver || (bend < FLAT && dot(normals[left], normals[right]) > 0)) sets.join(left, right);
  }
  const ids = new Map<number, number>();
  const groups: number[][] = [];
  const faceOf = Array.from({ length: count }, (_, i) => {
    const root = sets.find(i);
    const id = ids.get(root) ?? groups.push([]) - 1;
    ids.set(root, id);
    groups[id].push(i);
    return id;
  });
  const joints = pairs
    .filter(({ left, right }) => faceOf[left] !== faceOf[right])
    .map(({ left, right, a, b }) => ({
      faces: [faceOf[left], faceOf[right]] as const,
      vertices: [a, b] as const,
    }));
  return { faces: groups.map((group) => face(mesh, group, cross2)), joints };
}

function face(mesh: SharedMesh, triangles: number[], cross2: readonly Vec[]): Face {
  const sum = triangles.reduce<Vec>((total, i) => add(total, cross2[i]), [0, 0, 0]);
  triangles.sort((a, b) => norm(cross2[b]) - norm(cross2[a]));
  const vertices = new Set(triangles.flatMap((i) => [0, 1, 2].map((k) => mesh.triangles[3 * i + k])));
  return { normal: unit(sum), area: norm(sum) / 2, triangles, vertices };
}

/** Area of the triangles that lie in a plane across an axis, in mm2. */
export function cutArea(mesh: SharedMesh, axis: number, at: number): number {
  let area = 0;
  for (let i = 0; i < mesh.triangles.length / 3; i++) {
    const [a, b, c] = corners(mesh, i);
    if ([a, b, c].every((p) => Math.abs(p[axis] - at) < 1e-6)) area += norm(cross(sub(b, a), sub(c, a))) / 2;
  }
  return area;
}

interface Pair {
  left: number;
  right: number;
  a: number;
  b: number;
}

/** Each edge with the two triangles at its sides; edges of a closed mesh have exactly two. */
export function sharedEdges(mesh: SharedMesh): Pair[] {
  const t = mesh.triangles, span = mesh.points.length / 3;
  const open = new Map<number, number>();
  const pairs: Pair[] = [];
  for (let i = 0; i < t.length; i++) {
    const a = t[i], b = t[i % 3 === 2 ? i - 2 : i + 1];
    const triangle = Math.floor(i / 3), twin = open.get(b * span + a);
    if (twin === undefined) open.set(a * span + b, triangle);
    else {
      open.delete(b * span + a);
      pairs.push({ left: twin, right: triangle, a, b });
    }
  }
  return pairs;
}

/** Disjoint sets of 0 ... count-1. */
export class Sets {
  private readonly parent: Int32Array;

  constructor(count: number) {
    this.parent = Int32Array.from({ length: count }, (_, i) => i);
  }

  find(i: number): number {
    while (this.parent[i] !== i) i = this.parent[i] = this.parent[this.parent[i]];
    return i;
  }

  join(a: number, b: number): void {
    this.parent[this.find(a)] = this.find(b);
  }
}
