/** Three numbers and what is done with them. */

export type Vec = readonly [number, number, number];

export const sub = (a: Vec, b: Vec): Vec => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
export const add = (a: Vec, b: Vec): Vec => [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
export const scale = (a: Vec, k: number): Vec => [a[0] * k, a[1] * k, a[2] * k];
export const dot = (a: Vec, b: Vec): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
export const cross = (a: Vec, b: Vec): Vec => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
export const norm = (a: Vec): number => Math.hypot(a[0], a[1], a[2]);
export const unit = (a: Vec): Vec => scale(a, 1 / (norm(a) || 1));

/** Two unit vectors that make a right-handed frame with a unit vector. */
export function frame(axis: Vec): [Vec, Vec] {
  const away: Vec = Math.abs(axis[0]) < 0.8 ? [1, 0, 0] : [0, 1, 0];
  const u = unit(cross(axis, away));
  return [u, cross(axis, u)];
}

/** The direction in which the vectors vary least, by the cross products of their differences. */
export function leastSpread(vectors: readonly Vec[]): Vec {
  let sum: Vec = [0, 0, 0];
  const first = vectors[0];
  for (let i = 2; i < vectors.length; i++) {
    const normal = cross(sub(vectors[i - 1], first), sub(vectors[i], first));
    sum = add(sum, scale(normal, dot(normal, sum) < 0 ? -1 : 1));
  }
  return norm(sum) < 1e-9 ? [0, 0, 1] : unit(sum);
}
