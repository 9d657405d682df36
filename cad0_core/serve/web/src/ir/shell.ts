/** The inside of a shell: a convex body with every face moved inward by t mm. */
import { SolidError } from "./errors";
import { type Body, meshOf } from "./kernel";
import type { Node, Program, Vector } from "./types";
import { cosSin, cross, dot, sub } from "./vectors";
import { general } from "./words";

/** Three columns. */
type Matrix = readonly [Vector, Vector, Vector];

const MAX_FACES = 4096;
const SAME = 1e-9; // relative

/**
 * Node i offset inward by t; `body` is the node's solid, `primitive` builds C Y S K.
 *
 * Primitives under moves, turns, mirrors and scales that leave them box, cylinder, sphere or cone
 * shrink exactly; other convex bodies face by face. SolidError without a node: "unsupported" if
 * not convex, "degenerate" if t leaves no inside.
 */
export function inside(
  program: Program, i: number, t: number, body: Body,
  primitive: (code: string, nums: readonly number[]) => Body,
): Body {
  const found = placedPrimitive(program, i);
  if (!found) return movedFaces(body, t);
  const { code, nums, turn: [x, y, z], offset } = found;
  const [sizes, lift] = shrunk(code, nums, t);
  const at = primitive(code, sizes);
  const moved = at.translate([...lift]);
  const placed = moved.transform([...x, 0, ...y, 0, ...z, 0, ...offset, 1]);
  at.delete();
  moved.delete();
  return placed;
}

interface Placed {
  readonly code: string;
  readonly nums: readonly number[];
  readonly turn: Matrix;
  readonly offset: Vector;
}

/** The primitive a chain of T R X places, resized; null if it makes it something else. */
function placedPrimitive(program: Program, i: number): Placed | null {
  let linear: Matrix = [[1, 0, 0], [0, 1, 0], [0, 0, 1]];
  let offset: Vector = [0, 0, 0];
  let node: Node = program.nodes[i];
  while ("TRX".includes(node.code)) {
    const [x, y, z] = node.nums;
    if (node.code === "T") offset = sub(times(linear, [x, y, z]), offset.map((a) => -a));
    else {
      const factor: Matrix = node.code === "X" ? [[x, 0, 0], [0, y, 0], [0, 0, z]] : euler(x, y, z);
      linear = product(linear, factor);
    }
    node = program.nodes[node.refs[0]];
  }
  if (!"CYSK".includes(node.code)) return null;
  const [x, y, z] = linear.map((column) => Math.hypot(...column));
  const turn: Matrix = [divided(linear[0], x), divided(linear[1], y), divided(linear[2], z)];
  const square = turn.every((a, p) => turn.every((b, q) => Math.abs(dot(a, b) - (p === q ? 1 : 0)) <= SAME));
  if (!square || (node.code !== "C" && !close(x, y)) || (node.code === "S" && !close(x, z))) return null;
  const factors: Record<string, number[]> = { C: [x, y, z], Y: [x, z], S: [x], K: [x, x, z] };
  const nums = node.nums.map((size, k) => size * factors[node.code][k]);
  return { code: node.code, nums, turn, offset };
}

const close = (a: number, b: number): boolean => Math.abs(a - b) <= SAME * Math.max(a, b);
const divided = (a: Vector, by: number): Vector => [a[0] / by, a[1] / by, a[2] / by];

function times([x, y, z]: Matrix, p: Vector): Vector {
  const row = (k: 0 | 1 | 2): number => x[k] * p[0] + y[k] * p[1] + z[k] * p[2];
  return [row(0), row(1), row(2)];
}

const product = (a: Matrix, b: Matrix): Matrix => [times(a, b[0]), times(a, b[1]), times(a, b[2])];

/** The matrix of an R line: about Z, then Y, then X, in degrees. */
function euler(x: number, y: number, z: number): Matrix {
  const [[cx, sx], [cy, sy], [cz, sz]] = [cosSin(x), cosSin(y), cosSin(z)];
  const aboutX: Matrix = [[1, 0, 0], [0, cx, sx], [0, -sx, cx]];
  const aboutY: Matrix = [[cy, 0, -sy], [0, 1, 0], [sy, 0, cy]];
  const aboutZ: Matrix = [[cz, sz, 0], [-sz, cz, 0], [0, 0, 1]];
  return product(product(aboutX, aboutY), aboutZ);
}

/** Sizes of a primitive with its faces moved inward by t, and where its origin has to go. */
function shrunk(code: string, nums: readonly number[], t: number): [number[], Vector] {
  let lift: Vector = [0, 0, t];
  let inner: number[];
  if (code === "C") [inner, lift] = [nums.map((size) => size - 2 * t), [t, t, t]];
  else if (code === "Y") inner = [nums[0] - t, nums[1] - 2 * t];
  else if (code === "S") [inner, lift] = [[nums[0] - t], [0, 0, 0]];
  else {
    const [sizes, base] = shrunkCone(nums[0], nums[1], nums[2], t);
    [inner, lift] = [sizes, [0, 0, base]];
  }
  // A cone may come to a point, anything else needs every size.
  const sizes = code === "K" ? [Math.max(inner[0], inner[1]), inner[2]] : inner;
  if (Math.min(...sizes) <= 0 || Math.min(...inner) < 0) throw nothingLeft(t);
  return [inner, lift];
}

/**
 * Radii and height of the inner cone, and the height of its base; not all positive if nothing is
 * left. The slanted side moves by t at right angles to itself, so the radius at a given height
 * shrinks by more than t.
 */
function shrunkCone(r1: number, r2: number, h: number, t: number): [number[], number] {
  const slope = (r2 - r1) / h;
  const shrink = t * Math.hypot(1, slope);
  let [low, high] = [t, h - t];
  let [base, top] = [r1 + slope * low - shrink, r1 + slope * high - shrink];
  // Where the inner side meets the axis before the inner face, the cone ends in that point.
  if (base < 0 && 0 < top) [base, low] = [0, (shrink - r1) / slope];
  else if (top < 0 && 0 < base) [top, high] = [0, (shrink - r1) / slope];
  return [[base, top, high - low], low];
}

/** The part of a convex body at least t behind every face. */
function movedFaces(body: Body, t: number): Body {
  const hull = body.hull();
  const convex = !body.isEmpty() && hull.volume() <= body.volume() * (1 + SAME);
  hull.delete();
  if (!convex) {
    const message = "a shell is defined for convex solids and C Y S K only: this one is not convex";
    throw new SolidError(message, "unsupported");
  }
  const planes = facePlanes(body);
  if (planes.length > MAX_FACES) {
    throw new SolidError(`${planes.length} faces, at most ${MAX_FACES} can be shelled`, "budget");
  }
  let inner = body;
  for (const [normal, height] of planes) {
    // What the normal points at stays, so it is the inward one.
    const next = inner.trimByPlane([-normal[0], -normal[1], -normal[2]], t - height);
    if (inner !== body) inner.delete();
    inner = next;
  }
  if (inner.isEmpty() || inner.volume() <= 0) throw nothingLeft(t);
  return inner;
}

/** Outward normals of the faces, each once, and how far out they lie. */
function facePlanes(body: Body): [Vector, number][] {
  const { points, triangles } = meshOf(body);
  const corner = (i: number) => points.subarray(3 * triangles[i], 3 * triangles[i] + 3);
  const raw: [Vector, number, number][] = [];
  for (let i = 0; i < triangles.length; i += 3) {
    const at = corner(i);
    const normal = cross(sub(corner(i + 1), at), sub(corner(i + 2), at));
    const length = Math.hypot(...normal);
    raw.push([divided(normal, length), length, dot(divided(normal, length), at)]);
  }
  const longest = raw.reduce((most, [, length]) => Math.max(most, length), 0);
  // Triangles of one face differ in the last digits only.
  const faces = new Map<string, [Vector, number]>();
  for (const [normal, length, height] of raw) {
    const key = normal.map((a) => Math.round(a * 1e7)).join();
    if (length > SAME * longest && !faces.has(key)) faces.set(key, [normal, height]);
  }
  return [...faces.values()];
}

const nothingLeft = (t: number): SolidError =>
  new SolidError(`walls of ${general(t)} mm leave no inside`, "degenerate");
