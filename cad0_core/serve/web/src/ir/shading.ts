/** Normals for drawing: smooth on round faces, sharp at edges. */
import type { Mesh, SharedMesh, Vector } from "./types";
import { cross, dot, sub } from "./vectors";

const CREASE = Math.cos((25 * Math.PI) / 180); // edges sharper than this stay sharp

const unitOrZero = (a: Vector): Vector => {
  const length = Math.hypot(...a);
  return length > 0 ? [a[0] / length, a[1] / length, a[2] / length] : [0, 0, 0];
};

/**
 * The mesh with a normal at each corner, averaged over the faces around it across soft edges.
 *
 * Weighted by the angle a face has at the corner, so that slivers of a triangulation and the
 * number of triangles in a flat face do not tilt the result. Corners of one vertex with one
 * normal are one vertex of the result.
 */
export function shaded({ points, triangles }: SharedMesh): Mesh {
  const faces = triangles.length / 3;
  const point = (vertex: number) => points.subarray(3 * vertex, 3 * vertex + 3);
  const normals: Vector[] = [];
  const weights = new Float64Array(triangles.length);
  for (let f = 0; f < faces; f++) {
    const [a, b, c] = [0, 1, 2].map((k) => point(triangles[3 * f + k]));
    normals.push(unitOrZero(cross(sub(b, a), sub(c, a))));
    const sides = [sub(b, a), sub(c, b), sub(a, c)].map(unitOrZero);
    for (let k = 0; k < 3; k++) {
      const cos = -dot(sides[k], sides[(k + 2) % 3]);
      weights[3 * f + k] = Math.acos(Math.max(-1, Math.min(1, cos)));
    }
  }
  const around = cornersOf(triangles, points.length / 3);
  const positions: number[] = [];
  const directions: number[] = [];
  const indices = new Uint32Array(triangles.length);
  const seen = new Map<string, number>();
  for (let corner = 0; corner < triangles.length; corner++) {
    const vertex = triangles[corner];
    const normal = cornerNormal(corner, around[vertex], normals, weights).map(Math.fround);
    const key = `${vertex} ${normal.map((a) => a + 0).join()}`;
    let index = seen.get(key);
    if (index === undefined) {
      index = positions.length / 3;
      seen.set(key, index);
      positions.push(...point(vertex));
      directions.push(...normal);
    }
    indices[corner] = index;
  }
  return { positions: Float32Array.from(positions), normals: Float32Array.from(directions), indices };
}

function cornersOf(triangles: Uint32Array, vertices: number): number[][] {
  const around: number[][] = Array.from({ length: vertices }, () => []);
  triangles.forEach((vertex, corner) => around[vertex].push(corner));
  return around;
}

// A vertex of so many faces (the tip of a fine cone) would take long, and looks the same flat.
const MANY = 2000;

function cornerNormal(
  corner: number, around: readonly number[], normals: readonly Vector[], weights: Float64Array,
): Vector {
  const own = normals[Math.floor(corner / 3)];
  if (around.length > MANY) return own;
  const sum: [number, number, number] = [0, 0, 0];
  for (const other of around) {
    const normal = normals[Math.floor(other / 3)];
    if (dot(own, normal) <= CREASE) continue;
    for (let k = 0; k < 3; k++) sum[k] += normal[k] * weights[other];
  }
  return unitOrZero(sum);
}
