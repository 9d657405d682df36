/** What a solid measures, from its mesh alone: sizes, walls, gaps, round surfaces, topology. */

import type { SharedMesh, Solid } from "../../ir";
import { Sets, centroid, corners, flatFaces, type Faces } from "./faces";
import { roundSurfaces, type Round } from "./round";
import { dot, scale, sub, type Vec } from "./vectors";

export interface Facts {
  /** Lowest and highest corner of the bounding box, and its size, in mm. */
  low: Vec;
  high: Vec;
  size: Vec;
  /** Volume in mm3 and surface in mm2. */
  volume: number;
  area: number;
  bodies: number;
  voids: number;
  /** Through holes: the genus of all shells together. */
  genus: number;
  triangles: number;
  /** Distances in mm through material and across gaps, from flat faces straight ahead. */
  walls: number[];
  gaps: number[];
  /** Distances in mm between parallel flat faces, whatever lies between. */
  steps: number[];
  rounds: Round[];
  /** Distances in mm between corners along the axes, those of round surfaces left out. */
  corners: number[];
  /** About X, Y and Z through the middle of the box: how wide, and in how many pieces reached. */
  rims: Rim[];
}

export interface Rim {
  /** mm */
  diameter: number;
  /** Runs of edges along the widest circle: teeth, if it is a gear. */
  pieces: number;
}

const MOST_CORNERS = 24; // places along an axis; of more, any distance is one of them
const MOST_PROBES = 160; // faces probed, largest first: rays cost triangles each

export function factsOf(solid: Solid): Facts {
  const mesh = solid.shared, faces = flatFaces(mesh);
  const rounds = roundSurfaces(mesh, faces);
  const low = solid.bbox.slice(0, 3) as unknown as Vec, high = solid.bbox.slice(3) as unknown as Vec;
  const { volume, area, bodies, voids, genus, triangles } = solid;
  const flat = flatOnly(faces, rounds);
  return {
    low, high, volume, area, bodies, voids, genus, triangles,
    size: sub(high, low),
    ...probe(mesh, faces, flat),
    steps: steps(mesh, faces, flat),
    rounds,
    corners: cornerDistances(mesh, faces, rounds),
    rims: [0, 1, 2].map((axis) => rim(mesh, faces, axis, low, high)),
  };
}

/** Faces that are no facet of a round surface. */
function flatOnly({ faces }: Faces, rounds: readonly Round[]): number[] {
  const curved = new Set(rounds.flatMap((round) => round.faces));
  return faces
    .map((_, i) => i)
    .filter((i) => !curved.has(i) && faces[i].area > 1e-3)
    .sort((a, b) => faces[b].area - faces[a].area)
    .slice(0, MOST_PROBES);
}

function probe(mesh: SharedMesh, { faces }: Faces, flat: number[]): { walls: number[]; gaps: number[] } {
  const walls: number[] = [], gaps: number[] = [];
  const rays = new Rays(mesh);
  for (const i of flat) {
    const { normal, triangles } = faces[i];
    for (const triangle of triangles.slice(0, 3)) {
      const from = centroid(mesh, triangle);
      walls.push(rays.hit(from, scale(normal, -1)));
      gaps.push(rays.hit(from, normal));
    }
  }
  return { walls: distinct(walls), gaps: distinct(gaps) };
}

/** Rays against all triangles: a million tests in some ms, since nothing is allocated on the way. */
class Rays {
  private readonly data: Float64Array; // of each triangle a corner and two edges

  constructor(mesh: SharedMesh) {
    this.data = new Float64Array(3 * mesh.triangles.length);
    for (let i = 0; i < mesh.triangles.length / 3; i++) {
      const [a, b, c] = corners(mesh, i);
      this.data.set([...a, ...sub(b, a), ...sub(c, a)], 9 * i);
    }
  }

  /** How far a ray goes to the next triangle (Moeller and Trumbore), in mm; Infinity if to none. */
  hit([x, y, z]: Vec, [dx, dy, dz]: Vec): number {
    const d = this.data;
    let nearest = Infinity;
    for (let i = 0; i < d.length; i += 9) {
      const ux = d[i + 3], uy = d[i + 4], uz = d[i + 5], vx = d[i + 6], vy = d[i + 7], vz = d[i + 8];
      const px = dy * vz - dz * vy, py = dz * vx - dx * vz, pz = dx * vy - dy * vx;
      const det = ux * px + uy * py + uz * pz;
      if (det < 1e-9 && det > -1e-9) continue;
      const tx = x - d[i], ty = y - d[i + 1], tz = z - d[i + 2];
      const u = (tx * px + ty * py + tz * pz) / det;
      if (u < 0 || u > 1) continue;
      const qx = ty * uz - tz * uy, qy = tz * ux - tx * uz, qz = tx * uy - ty * ux;
      const v = (dx * qx + dy * qy + dz * qz) / det;
      if (v < 0 || u + v > 1) continue;
      const distance = (vx * qx + vy * qy + vz * qz) / det;
      if (distance > 1e-4 && distance < nearest) nearest = distance;
    }
    return nearest;
  }
}

function steps(mesh: SharedMesh, { faces }: Faces, flat: number[]): number[] {
  const planes = new Map<string, { normal: Vec; at: number[] }>();
  for (const i of flat) {
    const { normal, triangles } = faces[i];
    const lead = normal.find((value) => Math.abs(value) > 1e-6)!;
    const direction = scale(normal, Math.sign(lead));
    const key = direction.map((value) => value.toFixed(3)).join();
    const plane = planes.get(key) ?? { normal: direction, at: [] };
    plane.at.push(dot(centroid(mesh, triangles[0]), plane.normal));
    planes.set(key, plane);
  }
  const found: number[] = [];
  for (const { at } of planes.values()) {
    const places = distinct(at, true);
    places.forEach((a, i) => places.slice(i + 1).forEach((b) => found.push(b - a)));
  }
  return distinct(found);
}

function cornerDistances(mesh: SharedMesh, { faces }: Faces, rounds: readonly Round[]): number[] {
  const curved = new Set(rounds.flatMap((round) => round.faces.flatMap((i) => [...faces[i].vertices])));
  const found = [0, 1, 2].flatMap((axis) => {
    const at: number[] = [];
    for (let i = 0; i < mesh.points.length / 3; i++) if (!curved.has(i)) at.push(mesh.points[3 * i + axis]);
    const places = distinct(at, true);
    if (places.length > MOST_CORNERS) return [];
    return places.flatMap((a, i) => places.slice(i + 1).map((b) => b - a));
  });
  return distinct(found);
}

/** Where edges run along the widest circle about an axis through the middle of the box. */
function rim(mesh: SharedMesh, { joints }: Faces, axis: number, low: Vec, high: Vec): Rim {
  const [u, v] = [(axis + 1) % 3, (axis + 2) % 3];
  const mid = [(low[u] + high[u]) / 2, (low[v] + high[v]) / 2];
  const count = mesh.points.length / 3;
  const radii = Array.from({ length: count }, (_, i) =>
    Math.hypot(mesh.points[3 * i + u] - mid[0], mesh.points[3 * i + v] - mid[1]));
  const reach = radii.reduce((most, radius) => Math.max(most, radius), 0);
  const outer = (i: number) => radii[i] > 0.97 * reach;
  const sets = new Sets(count);
  for (const { vertices: [a, b] } of joints) if (outer(a) && outer(b)) sets.join(a, b);
  const pieces = new Set<number>();
  for (let i = 0; i < count; i++) if (outer(i)) pieces.add(sets.find(i));
  return { diameter: 2 * reach, pieces: pieces.size };
}

/** Values once each, ascending, those within a hundredth of a mm taken for one. */
function distinct(values: number[], signed = false): number[] {
  const sorted = values.filter((v) => Number.isFinite(v) && (signed || v > 1e-3)).sort((a, b) => a - b);
  return sorted.filter((value, i) => i === 0 || value - sorted[i - 1] > 0.01);
}
