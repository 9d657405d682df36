/** The closed shells of a body: how many there are, with volume and area of each. */
import { type Body, meshOf } from "./kernel";
import type { SharedMesh } from "./types";
import { cross, dot, sub } from "./vectors";

/** mm^3, negative for an inner shell, and mm^2. */
export interface Shell {
  readonly volume: number;
  readonly area: number;
}

// The kernel's own cut copies the body for each piece: quick for small bodies only.
const SMALL = 2000; // triangles

export function shellsOf(body: Body): Shell[] {
  if (body.numTri() > SMALL) return shellsOfMesh(meshOf(body));
  return body.decompose().map((piece) => {
    const shell = { volume: piece.volume(), area: piece.surfaceArea() };
    piece.delete();
    return shell;
  });
}

function shellsOfMesh({ points, triangles }: SharedMesh): Shell[] {
  const shell = roots(triangles, points.length / 3);
  const found = new Map<number, { volume: number; area: number }>();
  const corner = (i: number) => points.subarray(3 * triangles[i], 3 * triangles[i] + 3);
  for (let i = 0; i < triangles.length; i += 3) {
    const key = shell[triangles[i]];
    const sums = found.get(key) ?? { volume: 0, area: 0 };
    found.set(key, sums);
    // About a corner of the shell: far from the origin the products would swallow the volume.
    const home = points.subarray(3 * key, 3 * key + 3);
    const at = corner(i);
    const normal = cross(sub(corner(i + 1), at), sub(corner(i + 2), at));
    sums.volume += dot(sub(at, home), normal) / 6;
    sums.area += Math.hypot(...normal) / 2;
  }
  return [...found.values()];
}

/** For each of `count` points one that stands for all that triangles connect it with. */
function roots(triangles: Uint32Array, count: number): Uint32Array {
  const parent = Uint32Array.from({ length: count }, (_, i) => i);
  const find = (i: number): number => {
    while (parent[i] !== i) i = parent[i] = parent[parent[i]];
    return i;
  };
  for (let i = 0; i < triangles.length; i += 3) {
    parent[find(triangles[i])] = find(triangles[i + 1]);
    parent[find(triangles[i + 1])] = find(triangles[i + 2]);
  }
  return parent.map((_, i) => find(i));
}
