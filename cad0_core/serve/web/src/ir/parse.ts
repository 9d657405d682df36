/** Text to program: one linear pass that either builds every node or says what is wrong. */
import { IRError } from "./errors";
import { columnAt, decode, INTEGER, numberFault, splitTail, Tail, type Token, tokensOf } from "./lex";
import { Line, TooMany } from "./line";
import { LIMITS, OLD, type Op, OPS, SCENE } from "./ops";
import { loopFaults } from "./sketch";
import type { Material, Node, ParseOptions, Program, Root, Segment } from "./types";
import { counted, quote } from "./words";

/** The program of a text; throws the first IRError in it. */
export function parse(text: string, options: ParseOptions = {}): Program {
  const reader = read(text, options);
  if (reader.errors.length) throw reader.errors[0];
  return { nodes: reader.nodes, roots: reader.roots, materials: reader.materials };
}

/** Every error of a text in order of line and column, 100 at most. */
export function check(text: string, options: ParseOptions = {}): IRError[] {
  return read(text, options).errors;
}

function read(text: string, options: ParseOptions): Reader {
  const reader = new Reader(options.lenient ?? false);
  try {
    reader.run(decode(text, LIMITS.textBytes));
  } catch (error) {
    if (error instanceof IRError) reader.errors.push(error);
    else if (!(error instanceof TooMany)) throw error;
  }
  reader.errors.sort((a, b) => a.line - b.line || a.column - b.column);
  return reader;
}

/** A sketch block that is still open. */
interface Block {
  readonly line: number;
  /** Of the SK line; null if it had an error. */
  readonly nums: number[] | null;
  readonly name: string | null;
  readonly segments: Segment[];
  /** Where each segment stands. */
  readonly lines: [number, string][];
  /** False after an error inside: the loop is then not judged. */
  sound: boolean;
}

/** State of one pass. Lines with errors still take an id, so later references stay right. */
class Reader extends Line {
  readonly roots: Root[] = [];
  readonly materials: Material[] = [];
  private readonly rootLines: [number, string][] = [];
  private block: Block | null = null;
  private segments = 0; // of all blocks

  constructor(private readonly lenient: boolean) {
    super();
  }

  /** Read all lines; errors are collected, TooMany ends the reading early. */
  run(text: string): void {
    text.split("\n").forEach((source, i) => {
      this.line = i + 1;
      this.source = source;
      const tokens = tokensOf(source);
      const code = tokens[0]?.text ?? "";
      const lone = source.indexOf("\r");
      if (lone >= 0) {
        const expected = "LF or CRLF at the end of a line";
        this.failAt(columnAt(source, lone), "a lone carriage return", expected);
        this.lost(code);
      } else if (SCENE.has(code) && !this.block) {
        this.scene(code);
      } else if (code && !code.startsWith("#")) {
        this.tailed(source, code);
      }
    });
    this.finish();
  }

  /** A line that may end in a name or a comment. */
  private tailed(source: string, code: string): void {
    let line = source;
    let name: string | null = null;
    try {
      [line, name] = splitTail(source);
    } catch (error) {
      if (!(error instanceof Tail)) throw error;
      this.failAt(columnAt(source, error.offset), error.found, error.expected);
      this.lost(code);
      return;
    }
    this.statement(tokensOf(line), name);
  }

  /** Keep ids right after a line that could not be split. */
  private lost(code: string): void {
    if (!code || code.startsWith("#")) return;
    const op = OPS.get(code);
    if (this.block) this.block.sound = false;
    else if (op?.makes === "sketch") this.open(null, null);
    else if (code !== "ROOT" && code !== "M" && (!op || op.makes)) this.add(null);
  }

  private open(nums: number[] | null, name: string | null): void {
    this.block = { line: this.line, nums, name, segments: [], lines: [], sound: true };
  }

  /** An assembly, light or camera line. */
  private scene(code: string): void {
    if (!this.lenient) this.fail(0, code, "an operation", `${code} is not part of a solid`);
  }

  /** One line that is neither blank, comment nor scene. */
  private statement(tokens: Token[], name: string | null): void {
    const code = tokens[0]?.text ?? "";
    const op = OPS.get(code);
    if (this.block) {
      if (op && !op.makes) return this.inBlock(this.block, op, tokens, name);
      if (!op && !SCENE.has(code) && code !== "ROOT" && code !== "M") {
        this.fail(0, quote(code), "L, A or END inside a sketch");
        this.block.sound = false;
        return;
      }
      this.missingEnd(this.block, code);
    }
    if (op) this.operation(op, tokens, name);
    else if (code === "ROOT") this.root(tokens, name);
    else if (code === "M") this.material(tokens, name);
    else if (SCENE.has(code)) this.scene(code);
    else this.unknown(code);
  }

  private unknown(code: string): void {
    const upper = code.toUpperCase();
    const meant = Object.hasOwn(OLD, code) ? OLD[code] : OPS.has(upper) ? upper : "";
    const expected = `an operation (${[...OPS.keys()].join(" ")})`;
    this.fail(0, quote(code), expected, meant ? `use ${meant}` : "unknown operation");
    this.add(null);
  }

  /** Take the next id; null for a line with an error. */
  private add(node: Node | null, instances = 1): void {
    if (this.nodes.length >= LIMITS.nodes) {
      this.fail(0, "one more", `at most ${LIMITS.nodes} nodes`);
      throw new TooMany();
    }
    const nothing: Node = { code: "", refs: [], nums: [], segments: [], name: null, line: 0 };
    this.nodes.push(node ?? nothing);
    this.kinds.push(node ? OPS.get(node.code)!.makes : "");
    this.instances.push(instances);
  }

  /** A line that makes a node or opens a sketch. */
  private operation(op: Op, tokens: Token[], name: string | null): void {
    if (!op.makes) {
      this.fail(0, op.code, "an SK line before it", `${op.code} stands outside a sketch`);
      return;
    }
    const values = this.values(op, tokens);
    if (op.makes === "sketch") this.open(values?.nums ?? null, name);
    else if (!values) this.add(null);
    else {
      const node: Node = { code: op.code, ...values, segments: [], name, line: this.line };
      this.add(node, this.writtenOut(op, node));
    }
  }

  /** How many solids the node stands for once patterns and shared nodes are written out. */
  private writtenOut(op: Op, { refs, nums }: Node): number {
    if (!refs.length) return 1;
    let total = refs.reduce((sum, ref) => sum + this.instances[ref], 0);
    if (op.count >= 0) total *= nums[op.count];
    if (total <= LIMITS.instances) return total;
    const most = `at most ${LIMITS.instances} solids after all copies`;
    this.fail(0, `${total}`, most, op.code);
    return 1;
  }

  /** A line of a sketch block. */
  private inBlock(block: Block, op: Op, tokens: Token[], name: string | null): void {
    if (name !== null) {
      const expected = `no name on ${op.code}: the SK line carries it`;
      this.fail(tokens.length, "a name", expected);
    }
    const values = this.values(op, tokens);
    if (op.code === "END") return this.close(block);
    this.segments += 1;
    if (this.segments > LIMITS.segments) {
      this.fail(0, "one more", `at most ${LIMITS.segments} sketch lines`);
      throw new TooMany();
    }
    if (!values) block.sound = false;
    else {
      block.segments.push({ code: op.code as Segment["code"], nums: values.nums });
      block.lines.push([this.line, this.source]);
    }
  }

  /** Another statement, or the end of the text, where END is due. */
  private missingEnd(block: Block, code: string): void {
    const found = code ? quote(code) : "the end of the text";
    this.fail(0, found, `END to close the sketch opened on line ${block.line}`);
    block.sound = false;
    this.close(block);
  }

  /** Judge the loop and make the sketch node. */
  private close(block: Block): void {
    this.block = null;
    const here: [number, string] = [this.line, this.source];
    const faults = block.sound ? loopFaults(block.segments) : [];
    for (const { at, found, expected, segment } of faults) {
      const atEnd = segment >= block.lines.length;
      [this.line, this.source] = atEnd ? here : block.lines[segment];
      this.fail(atEnd ? 0 : at + 1, found, expected, "sketch");
    }
    [this.line, this.source] = here;
    if (!block.sound || faults.length || !block.nums) return this.add(null);
    const { nums, segments, name, line } = block;
    this.add({ code: "SK", refs: [], nums, segments, name, line });
  }

  /** `ROOT n material [hidden]`; whether n exists is judged at the end of the text. */
  private root(tokens: Token[], name: string | null): void {
    const usage = "`ROOT n material [hidden]`";
    const words = tokens.map(({ text }) => text);
    if (name !== null || words.length < 3 || words.length > 4) {
      const found = name !== null ? "a quoted name" : counted(words.length - 1, "argument");
      const expected = "a node id, a material and perhaps hidden";
      this.fail(Math.min(words.length, 4), found, expected, usage);
    } else if (!INTEGER.test(words[1])) {
      this.fail(1, quote(words[1]), "the id of a solid node", usage);
    } else if (words.length === 4 && words[3] !== "hidden") {
      this.fail(3, quote(words[3]), "hidden or nothing", usage);
    } else {
      this.roots.push({ node: Number(words[1]), material: words[2], hidden: words.length === 4 });
      this.rootLines.push([this.line, this.source]);
    }
  }

  /** `M name r g b metallic roughness [density [friction]]`. */
  private material(tokens: Token[], name: string | null): void {
    const usage = "`M name r g b metallic roughness [density [friction]]`";
    const words = tokens.map(({ text }) => text);
    if (name !== null || words.length < 7 || words.length > 9) {
      const found = name !== null ? "a quoted name" : counted(words.length - 1, "argument");
      this.fail(Math.min(words.length, 9), found, "a name and 5 to 7 numbers", usage);
      return;
    }
    let sound = true;
    words.slice(2).forEach((word, i) => {
      const fault = numberFault(word, LIMITS.number);
      if (!fault) return;
      this.fail(i + 2, ...fault, usage);
      sound = false;
    });
    if (sound) this.materials.push({ name: words[1], values: words.slice(2).map(Number) });
  }

  /** What can only be judged at the end: the last sketch, ROOT lines, the solid itself. */
  private finish(): void {
    if (this.block) this.missingEnd(this.block, "");
    const end: [number, string] = [this.line, this.source];
    this.roots.forEach(({ node }, i) => {
      const made = node < this.nodes.length ? this.kinds[node] : null;
      if (made !== null && made !== "sketch") return;
      [this.line, this.source] = this.rootLines[i];
      const what = made === null ? "which is not made" : "a sketch";
      this.fail(1, `node ${node}, ${what}`, "the id of a solid node", "ROOT");
    });
    [this.line, this.source] = end;
    if (this.roots.length && this.roots.every(({ hidden }) => hidden)) {
      [this.line, this.source] = this.rootLines.at(-1)!;
      this.fail(3, "every root hidden", "at least one visible ROOT");
    } else if (this.kinds.every((kind) => kind === "sketch")) {
      this.fail(0, "no solid", "at least one operation that makes a solid");
    }
  }
}
