/** Arguments of one line: references, numbers and the relations between them. */
import { IRError } from "./errors";
import { columnOf, INTEGER, numberFault, type Token } from "./lex";
import { type Arg, LIMITS, type Op } from "./ops";
import { extrudeFault, frameFault, revolveFault } from "./sketch";
import type { Node } from "./types";
import { counted, general, quote } from "./words";

/** Enough errors, or a budget that makes reading on pointless. */
export class TooMany extends Error {}

/** What each node makes; "" after an error: it may be either. */
export type Made = "solid" | "sketch" | "";

export interface Values {
  readonly refs: number[];
  readonly nums: number[];
}

export const allows = (arg: Arg, value: number): boolean =>
  arg.low <= value && value <= arg.high && !(arg.nonzero && value === 0);

/** The line being read, the errors so far, and what is known of the nodes before it. */
export class Line {
  readonly errors: IRError[] = [];
  readonly nodes: Node[] = [];
  readonly kinds: Made[] = [];
  /** Solids a node stands for once everything is written out. */
  readonly instances: number[] = [];
  line = 1;
  source = "";

  /** Record an error at the token with this index of the current line. */
  fail(index: number, found: string, expected: string, about = ""): void {
    this.failAt(columnOf(this.source, index), found, expected, about);
  }

  /** Record an error at a column (from 1). */
  failAt(column: number, found: string, expected: string, about = ""): void {
    const message = `${about ? `${about}: ` : ""}expected ${expected}, found ${found}`;
    this.errors.push(new IRError(message, this.line, column, found, expected, this.source));
    if (this.errors.length >= LIMITS.errors) throw new TooMany();
  }

  /** References and numbers of a line, or null after reporting what is wrong. */
  values(op: Op, tokens: readonly Token[]): Values | null {
    const [want, have] = [op.args.length, tokens.length - 1];
    if (want !== have) {
      const at = Math.min(want, have) + 1;
      this.fail(at, counted(have, "argument"), counted(want, "argument"), `\`${op.usage}\``);
      return null;
    }
    const words = tokens.map(({ text }) => text);
    const nums = this.numbers(op, words);
    const refs = this.references(op, words);
    return nums && refs && this.relationsHold(op, refs, nums) ? { refs, nums } : null;
  }

  private numbers(op: Op, words: readonly string[]): number[] | null {
    const nums = op.numbers.flatMap((arg, i) => {
      const at = 1 + op.refs + i;
      const word = words[at];
      const about = `${op.code} ${arg.name}`;
      const fault = arg.integer ? null : numberFault(word, LIMITS.number);
      if (fault) {
        this.fail(at, ...fault, about);
        return [];
      }
      const value = Number(word);
      if (allows(arg, value) && (!arg.integer || INTEGER.test(word))) return [value];
      this.fail(at, quote(word), arg.expected, about);
      return [];
    });
    return nums.length === op.numbers.length ? nums : null;
  }

  private references(op: Op, words: readonly string[]): number[] | null {
    const here = this.nodes.length;
    const refs = op.args.slice(0, op.refs).flatMap((arg, i) => {
      const word = words[1 + i];
      const ref = INTEGER.test(word) ? Number(word) : -1;
      const kind = this.kinds[ref];
      if (ref >= 0 && ref < here && (kind === arg.kind || !kind)) return [ref];
      let found = quote(word);
      if (ref >= 0 && ref < here) found = `node ${ref}, a ${kind}`;
      else if (ref >= 0) found = `node ${ref}, ${ref === here ? "this line itself" : "not yet made"}`;
      this.fail(1 + i, found, `${arg.expected} (this is node ${here})`, `${op.code} ${arg.name}`);
      return [];
    });
    return refs.length === op.refs ? refs : null;
  }

  /** Judge what no single number shows: zero vectors, budgets, sketch geometry. */
  private relationsHold(op: Op, refs: number[], nums: number[]): boolean {
    for (const [start, end, words] of op.notAllZero) {
      if (nums.slice(start, end).some(Boolean)) continue;
      this.fail(1 + op.refs + start, Array(end - start).fill("0").join(" "), words, op.code);
      return false;
    }
    if (op.count >= 0) return this.copiesFit(op, nums[op.count]);
    const sketch = this.nodes[refs[0]];
    let fault = null;
    if (op.code === "SK") fault = frameFault(nums);
    else if (op.code === "E" && sketch.segments.length) fault = extrudeFault(sketch, nums);
    else if (op.code === "V" && sketch.segments.length) fault = revolveFault(sketch, nums);
    if (fault) this.fail(1 + op.refs + fault.at, fault.found, fault.expected, op.code);
    return !fault;
  }

  private copiesFit(op: Op, count: number): boolean {
    if (count <= LIMITS.copies) return true;
    const at = 1 + op.refs + op.count;
    this.fail(at, general(count), `at most ${LIMITS.copies} copies`, `${op.code} count`);
    return false;
  }
}
