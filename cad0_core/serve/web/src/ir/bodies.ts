/** One node to one kernel body: the meaning of every operation, in one method each. */
import { SolidError } from "./errors";
import { type Body, bodyOf, type Kernel, type Triangle } from "./kernel";
import { FACTORS, LIMITS, OPS } from "./ops";
import { pieces, sweep } from "./outline";
import { inside } from "./shell";
import { extrude, revolve } from "./swept";
import type { Node, Program, Vector } from "./types";
import { cosSin, radians, unit } from "./vectors";

/** Makes bodies of nodes; all operands are built before the node that needs them. */
export class Builder {
  /** Ids of FI and CH nodes that were left out. */
  readonly skipped: number[] = [];
  private sphere: Body | null = null;

  constructor(
    private readonly k: Kernel,
    private readonly program: Program,
    private readonly segments: number,
    private readonly skipBlends: boolean,
  ) {}

  /** The body of node i, from those of its operands. */
  build(i: number, built: ReadonlyMap<number, Body>): Body {
    const node = this.program.nodes[i];
    try {
      return this.made(i, node, node.refs.map((ref) => built.get(ref)!));
    } catch (error) {
      if (!(error instanceof SolidError) || error.node >= 0) throw error;
      throw new SolidError(error.message, error.kind, i, node.line);
    }
  }

  dispose(): void {
    this.sphere?.delete();
  }

  private made(i: number, node: Node, [a, b]: Body[]): Body {
    const { nums } = node;
    const [x, y, z] = nums;
    switch (node.code) {
      case "T":
        return a.translate([x, y, z]);
      case "R":
        return rotated(a, x, y, z);
      case "X":
        return a.scale([x, y, z]);
      case "U":
        return a.add(b);
      case "D":
        return a.subtract(b);
      case "I":
        return a.intersect(b);
      case "LP":
        return this.linearPattern(a, nums);
      case "CP":
        return this.circularPattern(a, nums);
      case "SH":
        return this.shell(node, a);
      case "E":
        return extrude(this.k, this.program.nodes[node.refs[0]], nums, this.segments);
      case "V":
        return revolve(this.k, this.program.nodes[node.refs[0]], nums, this.segments);
      case "FI":
      case "CH":
        return this.blended(i, a);
      default:
        return this.primitive(node.code, nums);
    }
  }

  /** C, Y, S or K. */
  private primitive(code: string, nums: readonly number[]): Body {
    const { Manifold } = this.k;
    const [a, b, c] = nums;
    if (code === "C") return Manifold.cube([a, b, c]);
    if (code === "Y") return Manifold.cylinder(b, a, a, this.segments);
    if (code === "K") return Manifold.cylinder(c, a, b, this.segments);
    this.sphere ??= unitSphere(this.k, this.segments);
    return this.sphere.scale([a, a, a]);
  }

  /** FI or CH: exact surfaces are beyond this kernel. */
  private blended(i: number, body: Body): Body {
    const { code, name } = OPS.get(this.program.nodes[i].code)!;
    if (!this.skipBlends) {
      const message =
        `${code} (${name}) needs exact surfaces, which the browser has not: ` +
        "ask an endpoint with the extra cad0[brep], or build without fillets and chamfers";
      throw new SolidError(message, "unsupported");
    }
    this.skipped.push(i);
    return body.translate([0, 0, 0]); // a body of its own, to be let go of like any other
  }

  private shell(node: Node, body: Body): Body {
    const make = (code: string, nums: readonly number[]) => this.primitive(code, nums);
    const inner = inside(this.program, node.refs[0], node.nums[0], body, make);
    const shell = body.subtract(inner);
    inner.delete();
    return shell;
  }

  /** LP: copy i lies i * spacing along the direction. */
  private linearPattern(body: Body, [dx, dy, dz, count, spacing]: readonly number[]): Body {
    const [x, y, z] = unit([dx, dy, dz]);
    const steps = Array.from({ length: count }, (_, i) => i * spacing);
    return this.union(steps.map((s) => body.translate([x * s, y * s, z * s])));
  }

  /** CP: copy i is turned by i * angle / count. */
  private circularPattern(body: Body, nums: readonly number[]): Body {
    const [ox, oy, oz, ax, ay, az, count, angle] = nums;
    const axis = unit([ax, ay, az]);
    const turns = Array.from({ length: count }, (_, i) => turn([ox, oy, oz], axis, (i * angle) / count));
    return this.union(turns.map((matrix) => body.transform(matrix)));
  }

  /** The union of bodies that nobody else holds. */
  private union(parts: Body[]): Body {
    const all = this.k.Manifold.union(parts);
    for (const part of parts) part.delete();
    return all;
  }
}

/** R: about Z, then Y, then X. One call a turn: the kernel's own order is X, Y, Z. */
function rotated(body: Body, x: number, y: number, z: number): Body {
  const turns: [number, number, number][] = [[0, 0, z], [0, y, 0], [x, 0, 0]];
  return turns.reduce((at, angles, i) => {
    const next = at.rotate(angles);
    if (i) at.delete();
    return next;
  }, body);
}

type Matrix = Parameters<Body["transform"]>[0];

/** The right-handed turn by degrees about an axis (unit) through a point, by columns. */
function turn(point: Vector, [x, y, z]: Vector, angle: number): Matrix {
  const [cos, sin] = cosSin(angle);
  const rest = 1 - cos;
  const columns = [
    [cos + rest * x * x, rest * x * y + sin * z, rest * x * z - sin * y],
    [rest * x * y - sin * z, cos + rest * y * y, rest * y * z + sin * x],
    [rest * x * z + sin * y, rest * y * z - sin * x, cos + rest * z * z],
  ];
  const moved = [0, 1, 2].map(
    (row) => point[row] - columns.reduce((sum, column, i) => sum + column[row] * point[i], 0),
  );
  return [...columns, moved].flatMap((column, i) => [...column, i === 3 ? 1 : 0]) as Matrix;
}

/** Sphere of radius 1: `segments` meridians by segments / 2 bands, poles on Z. */
function unitSphere(k: Kernel, segments: number): Body {
  const bands = Math.max(2, Math.floor(segments / 2));
  const around = Array.from({ length: segments }, (_, i) => cosSin((360 * i) / segments));
  const points = Array.from({ length: bands - 1 }, (_, j) => {
    const [c, s] = cosSin((180 * (j + 1)) / bands);
    return around.map(([x, y]): Vector => [s * x, s * y, c]);
  }).flat();
  points.push([0, 0, 1], [0, 0, -1]);
  const [top, bottom] = [(bands - 1) * segments, (bands - 1) * segments + 1];
  const last = (bands - 2) * segments;
  const faces: Triangle[] = [];
  for (let i = 0; i < segments; i++) {
    const n = (i + 1) % segments;
    faces.push([top, i, n], [bottom, last + n, last + i]);
    for (let row = 0; row < last; row += segments) {
      faces.push([row + i, row + segments + i, row + segments + n]);
      faces.push([row + i, row + segments + n, row + n]);
    }
  }
  return bodyOf(k, points, faces);
}

/** Throw a SolidError if the triangles predicted for any node exceed the limit. */
export function checkBudget(program: Program, segments: number): void {
  const predicted: number[] = [];
  program.nodes.forEach((node, i) => {
    let count = node.refs.reduce((sum, ref) => sum + predicted[ref], 0) || ownTriangles(node, segments);
    const at = OPS.get(node.code)!.count;
    if (at >= 0) count *= node.nums[at];
    else if (node.code in FACTORS) count *= FACTORS[node.code];
    else if (node.code === "V") count *= 2 * pieces(radians(node.nums[6]), segments) + 2;
    if (count > LIMITS.triangles) {
      const [about, most] = [count.toLocaleString("en-US"), LIMITS.triangles.toLocaleString("en-US")];
      const message = `about ${about} triangles predicted, at most ${most} allowed`;
      throw new SolidError(message, "budget", i, node.line);
    }
    predicted.push(count);
  });
}

/** Triangles of a primitive; for a sketch its corners. */
function ownTriangles(node: Node, segments: number): number {
  if (node.code === "SK") {
    const arcs = node.segments.filter(({ code }) => code === "A");
    const inner = arcs.reduce((sum, arc) => sum + pieces(sweep(arc), segments), 0);
    return node.segments.length + inner;
  }
  if (node.code === "S") return 2 * segments * (Math.max(2, Math.floor(segments / 2)) - 1);
  return node.code === "C" ? 12 : 4 * segments;
}
