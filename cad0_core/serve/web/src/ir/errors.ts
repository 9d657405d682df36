/** The two errors of the language: one for texts, one for solids. */

/** A text that is not a Compact IR program. Line and column count from 1. */
export class IRError extends Error {
  override readonly name = "IRError";
  constructor(
    message: string,
    readonly line = 1,
    readonly column = 1,
    readonly found = "",
    readonly expected = "",
    /** The line of the text. */
    readonly source = "",
  ) {
    super(message);
  }
}

export type SolidErrorKind = "empty" | "unsupported" | "budget" | "degenerate" | "kernel";

/** A program that parses but makes no solid; `node` counts from 0, `line` from 1. */
export class SolidError extends Error {
  override readonly name = "SolidError";
  constructor(
    message: string,
    readonly kind: SolidErrorKind,
    readonly node = -1,
    readonly line = 0,
  ) {
    super(message);
  }
}
