/** The op table, as `cad0_core.ir.op_table` writes it. */
import table from "./op_table.json";

/** One kind of argument: its range, unit and the phrase that error texts use. */
export interface Kind {
  readonly expected: string;
  readonly unit: string;
  readonly low: number;
  readonly high: number;
  readonly nonzero: boolean;
  readonly integer: boolean;
}

export interface Arg extends Kind {
  readonly name: string;
  readonly kind: string;
}

/** One row of the table: references first, then numbers. */
export interface Op {
  readonly code: string;
  readonly name: string;
  readonly help: string;
  /** "solid", "sketch", or "" for a line inside a sketch. */
  readonly makes: "solid" | "sketch" | "";
  /** Whether it needs a boundary-representation kernel, which the browser has not. */
  readonly brep: boolean;
  readonly args: readonly Arg[];
  /** How many of them, from the first, are references. */
  readonly refs: number;
  /** The arguments after the references. */
  readonly numbers: readonly Arg[];
  /** Position of the number of copies among the numbers, -1 if this is no pattern. */
  readonly count: number;
  /** Groups of positions of numbers that may not all be 0, each with the words for an error. */
  readonly notAllZero: readonly (readonly [number, number, string])[];
  /** The line as the documentation writes it: `T n x y z`. */
  readonly usage: string;
}

const KINDS = table.kinds as unknown as Record<string, Kind & { low: number | null }>;

function arg([name, kind]: string[]): Arg {
  const rule = KINDS[kind];
  return { ...rule, low: rule.low ?? -Infinity, high: rule.high ?? Infinity, name, kind };
}

function op(row: (typeof table.ops)[number]): Op {
  const args = row.args.map(arg);
  const refs = args.filter(({ kind }) => kind === "solid" || kind === "sketch").length;
  const numbers = args.slice(refs);
  return {
    ...row,
    makes: row.makes as Op["makes"],
    notAllZero: row.notAllZero as unknown as Op["notAllZero"],
    args,
    refs,
    numbers,
    count: numbers.findIndex(({ kind }) => kind === "count"),
    usage: [row.code, ...args.map(({ name }) => name)].join(" "),
  };
}

export const OPS: ReadonlyMap<string, Op> = new Map(table.ops.map((row) => [row.code, op(row)]));
export const SCENE: ReadonlySet<string> = new Set(table.scene);
export const OLD: Readonly<Record<string, string>> = table.old;
export const LIMITS = {
  textBytes: table.limits.text_bytes,
  nodes: table.limits.nodes,
  segments: table.limits.segments,
  copies: table.limits.copies,
  instances: table.limits.instances,
  number: table.limits.number,
  triangles: table.limits.triangles,
  errors: table.limits.errors,
};
/** How many times the triangles of its operand an operation makes, at most or about. */
export const FACTORS: Readonly<Record<string, number>> = table.factors;
/** Tolerances of sketches: lengths in mm. */
export const SKETCH = table.sketch;
