/** Vectors in space and exact angles. */
import type { Vector } from "./types";

type Numbers = ArrayLike<number>;

export const dot = (a: Numbers, b: Numbers): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

export const cross = (a: Numbers, b: Numbers): Vector => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];

export const sub = (a: Numbers, b: Numbers): Vector => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];

/** x u + y v. */
export const combine = (x: Numbers, u: number, y: Numbers, v: number): Vector => [
  x[0] * u + y[0] * v,
  x[1] * u + y[1] * v,
  x[2] * u + y[2] * v,
];

/** The direction of a vector that is not zero, safe for the tiniest and largest numbers. */
export function unit(a: Numbers): Vector {
  const size = Math.max(Math.abs(a[0]), Math.abs(a[1]), Math.abs(a[2]));
  const b = [a[0] / size, a[1] / size, a[2] / size];
  const length = Math.sqrt(dot(b, b));
  return [b[0] / length, b[1] / length, b[2] / length];
}

export const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Cosine and sine of an angle in degrees, exact at multiples of 90. */
export function cosSin(angle: number): [number, number] {
  angle %= 360;
  if (angle % 90 === 0) {
    const quarter = (((angle / 90) % 4) + 4) % 4;
    return [[1, 0], [0, 1], [-1, 0], [0, -1]][quarter] as [number, number];
  }
  return [Math.cos(radians(angle)), Math.sin(radians(angle))];
}
