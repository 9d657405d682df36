/** The decoding grammar as `cad0.json` holds it; `cad0_core/ir/grammar.py` has the rules. */

export interface ArgRow {
  readonly kind: "node" | "count" | "number";
  /** Row of `numbers` where it begins; where, if all earlier numbers of its group are 0. */
  readonly start: number;
  readonly after_zeros: number;
  readonly zeros: number;
}

export interface OpRow {
  readonly code: string;
  /** How many arguments are references. */
  readonly nodes: number;
  readonly args: readonly ArgRow[];
}

export interface PlaneRow {
  readonly text: string;
  readonly normal: number;
  readonly axes: readonly { readonly text: string; readonly across: number }[];
}

export interface SketchRow {
  readonly coordinate: number;
  readonly along: number;
  readonly normal: number;
  readonly sweep: number;
  readonly on_axis: number;
  readonly planes: readonly PlaneRow[];
}

export interface Numbers {
  readonly next: readonly (readonly number[])[];
  readonly ends: readonly number[];
  readonly finish: readonly number[];
}

export interface Table {
  readonly format: string;
  readonly version: number;
  readonly nodes: number;
  readonly copies: number;
  readonly instances: number;
  readonly segments: number;
  readonly symbols: string;
  readonly numbers: Numbers;
  readonly ops: readonly OpRow[];
  readonly sketch: SketchRow | null;
}

export const FORMAT = "cad0-grammar";
export const VERSION = 2;
export const REFUSED = -1;
export const NOTHING = -1; // `start` of a whole number: no digit has come yet
export const BLANK = 0x20;
export const LINE_END = 0x0a;
export const FEWEST = 3; // lines that close a loop
// What an argument does to the flag "all numbers of this group are 0 so far".
export const CLEARS = 0;
export const OPENS = 1;

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
