/** A program, its solid, and what can be asked of them. Lengths in mm, angles in degrees. */

/** A line or arc of a sketch, in sketch coordinates. */
export interface Segment {
  readonly code: "L" | "A";
  readonly nums: readonly number[];
}

/** One operation; its id is its position in the program. */
export interface Node {
  readonly code: string;
  readonly refs: readonly number[];
  readonly nums: readonly number[];
  readonly segments: readonly Segment[];
  readonly name: string | null;
  /** Its line in the text, from 1. */
  readonly line: number;
}

/** A ROOT line: a node that the program stands for, unless hidden. */
export interface Root {
  readonly node: number;
  readonly material: string;
  readonly hidden: boolean;
}

/** An M line: r g b metallic roughness, then density and friction where given. */
export interface Material {
  readonly name: string;
  readonly values: readonly number[];
}

/** Nodes in file order, ROOT lines and materials. */
export interface Program {
  readonly nodes: readonly Node[];
  readonly roots: readonly Root[];
  readonly materials: readonly Material[];
}

/** A number of a text that can be edited: `text.slice(start, end)` is the number itself. */
export interface EditableNumber {
  /** Offsets into the text, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
  /** Line and column, both from 1. */
  readonly line: number;
  readonly column: number;
  readonly value: number;
  /** Code of the operation and its plain name: `Y`, `cylinder`. */
  readonly op: string;
  readonly opName: string;
  /** Name of the argument: `r`, `h`, `count`. */
  readonly arg: string;
  /** "mm", "degrees", or "" for a factor, a direction or a count. */
  readonly unit: string;
  /** What the language allows, in words: "a length above 0". */
  readonly expected: string;
  readonly low: number;
  readonly high: number;
  readonly nonzero: boolean;
  readonly integer: boolean;
}

/** xmin, ymin, zmin, xmax, ymax, zmax. */
export type Box = readonly [number, number, number, number, number, number];

export type Vector = readonly [number, number, number];

/** Triangles counter-clockwise seen from outside; normals are sharp at edges, smooth on round faces. */
export interface Mesh {
  /** x y z of each vertex. Vertices are split where the normal jumps. */
  readonly positions: Float32Array;
  readonly normals: Float32Array;
  readonly indices: Uint32Array;
}

/** Vertices that triangles share, in double precision: what files are written from. */
export interface SharedMesh {
  readonly points: Float64Array;
  readonly triangles: Uint32Array;
}

/** The half of space that stays: all points p with p . normal <= offset. */
export interface Plane {
  readonly normal: Vector;
  readonly offset: number;
}

export interface BuildOptions {
  /** Sides of a full circle, at least 3; 32 if left out. */
  readonly segments?: number;
  /**
   * Build what stands up to this line (from 1): the last solid up to there, whatever ROOT says.
   * A sketch has no solid yet: the one before it is built.
   */
  readonly upTo?: number;
  /** Leave FI and CH out (the solid then lists them in `skipped`) instead of refusing them. */
  readonly skipBlends?: boolean;
}

/** What a text needs to be read as a program. */
export interface ParseOptions {
  /** Skip assembly and scene lines instead of refusing them. */
  readonly lenient?: boolean;
}
