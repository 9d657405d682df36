/** Program to solid: exact booleans on faceted bodies, and what can be measured of the result. */
import { Builder, checkBudget } from "./bodies";
import { SolidError } from "./errors";
import { type Body, type Kernel, kernel, meshOf } from "./kernel";
import { LIMITS } from "./ops";
import { isSolid, reachable, rootIds, upTo } from "./program";
import { shaded } from "./shading";
import { type Shell, shellsOf } from "./shells";
import type { Box, BuildOptions, Mesh, Plane, Program, SharedMesh, Vector } from "./types";

const SHEET = 1e-10; // thickness of a piece, relative to the whole, that is no thickness
const MERGED = 20_000; // triangles: larger meshes keep their flat faces cut up, merging takes long

/** A solid in the kernel's memory: `dispose` it, the garbage collector does not. */
export class Solid {
  private readonly memo = new Map<string, unknown>();
  private merged: Body | null = null;

  /** @internal */
  readonly body: Body;

  /** @internal */
  constructor(
    body: Body,
    private readonly shells: readonly Shell[],
    /** Ids of FI and CH nodes that were left out, by `skipBlends`. */
    readonly skipped: readonly number[],
  ) {
    this.body = body;
  }

  /** For drawing. */
  get mesh(): Mesh {
    return this.once("mesh", () => shaded(this.shared));
  }

  /** For files, flat faces in as few triangles as they need unless the solid is very large. */
  get shared(): SharedMesh {
    return this.once("shared", () => meshOf(this.flat));
  }

  /** mm^3. */
  get volume(): number {
    return this.once("volume", () => this.body.volume());
  }

  /** mm^2, inner shells included. */
  get area(): number {
    return this.once("area", () => this.body.surfaceArea());
  }

  /** xmin, ymin, zmin, xmax, ymax, zmax in mm. */
  get bbox(): Box {
    return this.once("bbox", () => {
      const { min, max } = this.body.boundingBox();
      return [min[0], min[1], min[2], max[0], max[1], max[2]] as const;
    });
  }

  /** Extents of the bounding box in mm. */
  get size(): Vector {
    const [x0, y0, z0, x1, y1, z1] = this.bbox;
    return [x1 - x0, y1 - y0, z1 - z0];
  }

  /** Number of triangles of `shared`. */
  get triangles(): number {
    return this.shared.triangles.length / 3;
  }

  /** Number of outer shells. */
  get bodies(): number {
    return this.shells.filter(({ volume }) => volume > 0).length;
  }

  /** Number of inner shells: closed cavities. */
  get voids(): number {
    return this.shells.length - this.bodies;
  }

  /** Number of through holes, over all shells. */
  get genus(): number {
    // The kernel reports 1 - chi/2 of the whole mesh, as if it were one shell.
    return this.once("genus", () => this.body.genus() - 1 + this.shells.length);
  }

  /** Let go of the kernel's memory; what was asked for before stays. */
  dispose(): void {
    if (this.merged && this.merged !== this.body) this.merged.delete();
    this.body.delete();
  }

  private get flat(): Body {
    if (!this.merged && this.body.numTri() > MERGED) this.merged = this.body;
    if (!this.merged) {
      // As one original: faces that came from several bodies become one face.
      const original = this.body.asOriginal();
      this.merged = original.simplify(0);
      original.delete();
    }
    return this.merged;
  }

  private once<T>(name: string, make: () => T): T {
    if (!this.memo.has(name)) this.memo.set(name, make());
    return this.memo.get(name) as T;
  }
}

/** The solid of a program. Rejects with a SolidError if it makes none. */
export async function build(program: Program, options: BuildOptions = {}): Promise<Solid> {
  const segments = options.segments ?? 32;
  if (!(segments >= 3)) throw new RangeError(`segments must be at least 3, not ${segments}`);
  const cut = options.upTo === undefined ? program : upTo(program, options.upTo);
  if (!cut) throw new SolidError(`no solid up to line ${options.upTo}`, "empty");
  checkBudget(cut, segments);
  const k = await kernel();
  const builder = new Builder(k, cut, segments, options.skipBlends ?? false);
  const held = new Map<number, Body>();
  try {
    buildNodes(cut, builder, held);
    return judged(k, cut, together(k, rootIds(cut).map((root) => held.get(root)!)), builder.skipped);
  } catch (error) {
    if (error instanceof SolidError || error instanceof RangeError) throw error;
    throw new SolidError(`the kernel gave up: ${String(error)}`, "kernel");
  } finally {
    held.forEach((body) => body.delete());
    builder.dispose();
  }
}

/**
 * Build the nodes that the roots need; `held` keeps the bodies of the roots.
 *
 * The kernel folds a chain of booleans into one only where nobody else holds the steps between,
 * so each body is let go of after its last use.
 */
function buildNodes(program: Program, builder: Builder, held: Map<number, Body>): void {
  const needed = reachable(program);
  const uses = new Map<number, number>();
  const use = (i: number) => uses.set(i, (uses.get(i) ?? 0) + 1);
  needed.forEach((i) => program.nodes[i].refs.forEach(use));
  rootIds(program).forEach(use);
  for (const i of needed) {
    if (isSolid(program, i)) held.set(i, builder.build(i, held));
    for (const ref of program.nodes[i].refs) {
      uses.set(ref, uses.get(ref)! - 1);
      if (uses.get(ref)) continue;
      held.get(ref)?.delete();
      held.delete(ref);
    }
  }
}

/** A body of its own: one of several, or a copy of the only one. */
const together = ({ Manifold }: Kernel, bodies: Body[]): Body =>
  bodies.length === 1 ? bodies[0].translate([0, 0, 0]) : Manifold.union(bodies);

/** The result, cleaned; SolidError, at the last root, if it is no solid or too large. */
function judged(k: Kernel, program: Program, result: Body, skipped: readonly number[]): Solid {
  const root = rootIds(program).at(-1)!;
  const { line } = program.nodes[root];
  const refuse = (message: string, kind: "kernel" | "budget" | "empty"): never => {
    result.delete();
    throw new SolidError(message, kind, root, line);
  };
  if (result.status() !== "NoError") refuse(`the kernel reports ${result.status()}`, "kernel");
  const count = result.numTri();
  if (count > LIMITS.triangles) {
    const [made, most] = [count.toLocaleString("en-US"), LIMITS.triangles.toLocaleString("en-US")];
    refuse(`${made} triangles made, at most ${most} allowed`, "budget");
  }
  return withoutSheets(k, result, skipped) ?? refuse("the result is empty", "empty");
}

/**
 * The body without pieces that have area but no volume, null if nothing is left.
 *
 * The kernel leaves such sheets where operands of an intersection merely touch.
 */
function withoutSheets(k: Kernel, body: Body, skipped: readonly number[]): Solid | null {
  if (body.isEmpty()) return null;
  const { min, max } = body.boundingBox();
  const thin = SHEET * Math.hypot(max[0] - min[0], max[1] - min[1], max[2] - min[2]);
  const real = ({ volume, area }: Shell): boolean => Math.abs(volume) > thin * area;
  const shells = shellsOf(body);
  if (shells.every(real)) return shells.length ? new Solid(body, shells, skipped) : null;
  if (!shells.some(real)) return null;
  const pieces = body.decompose();
  const kept = pieces.filter((p) => real({ volume: p.volume(), area: p.surfaceArea() }));
  const clean = k.Manifold.compose(kept);
  for (const piece of pieces) piece.delete();
  body.delete();
  return new Solid(clean, shells.filter(real), skipped);
}

/** What a plane leaves of a solid; it has to be disposed of too. SolidError if that is nothing. */
export function section(solid: Solid, { normal, offset }: Plane): Solid {
  // What the normal points at stays, so it is the opposite one.
  const cut = solid.body.trimByPlane([-normal[0], -normal[1], -normal[2]], -offset);
  if (cut.isEmpty()) {
    cut.delete();
    throw new SolidError("the plane leaves nothing of the solid", "empty");
  }
  return new Solid(cut, shellsOf(cut), solid.skipped);
}
