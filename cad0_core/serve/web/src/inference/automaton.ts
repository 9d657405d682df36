/**
 * The decoding grammar: an automaton over bytes whose every complete text is a valid program.
 *
 * It interprets the table of `cad0.json`; the rules are those of `cad0_core/ir/grammar.py`, whose
 * names are kept.
 */
import { type Block, opened, Sketches } from "./sketches";
import {
  BLANK, bytesOf, CLEARS, FEWEST, FORMAT, LINE_END, NOTHING, OPENS, type OpRow, REFUSED, type Table, VERSION,
} from "./table";

const CODE = -1; // `arg` while the code is read
const SKETCH: OpRow = { code: "SK", nodes: 0, args: [] }; // begins a block
const NODE_KIND = 0;
const COUNT_KIND = 1;

/** Where a text stands. */
export interface State {
  /** For each finished node the solids it stands for; for a sketch minus its lines. */
  readonly solids: readonly number[];
  readonly code: string;
  readonly arg: number;
  readonly at: number;
  readonly total: number;
  readonly zero: boolean;
  /** The sketch that is being read. */
  readonly block: Block | null;
}

const line = (solids: readonly number[], code = ""): State => ({
  solids, code, arg: CODE, at: NOTHING, total: 0, zero: false, block: null,
});

type Beginning = ReadonlyMap<string, readonly OpRow[]>;

/** Steps through texts byte by byte. Immutable: one instance serves any number of texts. */
export class Automaton {
  readonly sketches: Sketches;
  private readonly ops: ReadonlyMap<string, OpRow>;
  private readonly symbols: ReadonlyMap<number, number>;
  private readonly segments: number;
  private readonly plan: number;
  // Operations that begin with some letters: on the first line, on any other; with sketches.
  private readonly beginning: readonly Beginning[];
  private readonly kinds: ReadonlyMap<string, readonly number[]>;
  private readonly growth: number;

  constructor(private readonly table: Table) {
    if (table?.format !== FORMAT || table.version !== VERSION) {
      const found = `${table?.format} version ${table?.version}`;
      throw new Error(`expected the grammar ${FORMAT} version ${VERSION}, found ${found}`);
    }
    this.symbols = new Map(Array.from(bytesOf(table.symbols), (byte, i) => [byte, i]));
    this.ops = new Map(table.ops.map((op) => [op.code, op]));
    this.sketches = new Sketches(table);
    this.segments = table.sketch ? table.segments : 0;
    this.plan = table.sketch ? this.sketches.finish(opened(0, FEWEST)) : 0;
    const first = table.ops.filter(({ nodes }) => !nodes);
    const sets = [first, table.ops, [...first, SKETCH], [...table.ops, SKETCH]];
    this.beginning = sets.map(byPrefix);
    this.kinds = numberKinds(table.ops);
    this.growth = Math.max(...table.ops.map(({ nodes }) => nodes)) * table.copies;
  }

  /** All bytes that occur in programs. */
  get alphabet(): Set<number> {
    const letters = [...this.ops.keys(), this.plan ? "SKLENDV" : ""].join("");
    return new Set([...bytesOf(letters + this.table.symbols), BLANK, LINE_END]);
  }

  /** The state of the empty text. */
  start(): State {
    return line([]);
  }

  /** The state after one more byte, null if no program goes on so. */
  step(state: State, byte: number): State | null {
    if (state.block) return this.readBlock(state, state.block, byte);
    if (state.arg === CODE) return this.readCode(state, byte);
    if (byte === BLANK || byte === LINE_END) return this.endArgument(state, byte);
    return this.readArgument(state, byte);
  }

  /** The state after several bytes, null if no program goes on so. */
  run(state: State, text: Uint8Array): State | null {
    let here: State | null = state;
    for (const byte of text) {
      here = this.step(here, byte);
      if (!here) return null;
    }
    return here;
  }

  /** Whether the text up to here is a program. */
  acceptsEnd(state: State): boolean {
    if (state.block) return this.sketches.endsAt(state.block);
    if (state.arg === CODE) return false;
    return state.arg === this.ops.get(state.code)!.args.length - 1 && this.canEnd(state);
  }

  /** The fewest bytes that make the text up to here a program; in a sketch, of `plan`. */
  finish(state: State): number {
    return this.rest(state) + 2 * this.toCome(state);
  }

  /** Arguments of the line that have not begun; 0 in the code. Two bytes finish each. */
  toCome({ arg, code }: State): number {
    return arg === CODE ? 0 : this.ops.get(code)!.args.length - 1 - arg;
  }

  /** What decides how a text goes on for at most `reach` blanks and line ends; null: not known. */
  key(state: State, reach: number): string | null {
    const { solids, code, arg, at, zero, block } = state;
    const whole = () => JSON.stringify(state);
    const sketches = () => solids.flatMap((count, i) => (count < 0 ? [i] : []));
    if (block) {
      if (reach > 1) return whole();
      const inside = this.sketches.key(block);
      return inside === null ? null : JSON.stringify(["SK", inside, this.more(state, 2, block.corners.length)]);
    }
    if (arg === CODE) {
      // At a reach of 3 the arguments of another line come in: `S 5`, line end, `T 0`.
      if (reach >= 3 || !this.copiesAreFree(state)) return whole();
      return JSON.stringify([code, solids.length, sketches(), this.more(state)]);
    }
    const all = this.kinds.get(code)!;
    const kinds = all.slice(arg, arg + 1 + reach);
    const beyond = reach - (all.length - arg); // blanks and line ends after this line
    if (beyond > 0 || (Math.min(...kinds) <= COUNT_KIND && !this.copiesAreFree(state))) return whole();
    const another = beyond === 0 && this.more(state, 1);
    const nodes = kinds.includes(NODE_KIND) ? [solids.length, sketches()] : NOTHING;
    return JSON.stringify([kinds, at, zero, another, nodes]);
  }

  /** The fewest bytes that finish the argument; in the code, the line. */
  private rest(state: State): number {
    if (state.block) return this.sketches.finish(state.block);
    const { code, arg, at } = state;
    if (arg === CODE) {
      const possible = this.possible(state).get(code)!;
      const lengths = possible.map((op) => op.code.length + (2 * op.args.length || this.plan));
      return Math.min(...lengths) - code.length;
    }
    const { kind } = this.ops.get(code)!.args[arg];
    if (kind === "number") return this.table.numbers.finish[at];
    if (kind === "count" || at === NOTHING) return at === NOTHING ? 1 : 0;
    return this.digitsToFit(state, at);
  }

  /** Whether nothing that this line may say exceeds the limit of all copies. */
  private copiesAreFree({ solids }: State): boolean {
    const most = solids.length ? solids.reduce((a, b) => Math.max(a, b)) : 1;
    return most * this.growth <= this.table.instances;
  }

  /** Whether another node and another sketch fit when so many nodes and lines are added. */
  private more(state: State, nodes = 0, drawn = 0): [boolean, boolean] {
    const room = this.table.nodes - state.solids.length - nodes;
    return [room > 0, room > 1 && this.undrawn(state) - drawn >= FEWEST];
  }

  /** Sketch lines that the text still has room for. */
  private undrawn({ solids }: State): number {
    return this.segments + solids.reduce((sum, count) => sum + Math.min(count, 0), 0);
  }

  /** The operations that a line may hold, by the letters that they begin with. */
  private possible(state: State): Beginning {
    return this.beginning[(state.solids.length ? 1 : 0) + (this.more(state)[1] ? 2 : 0)];
  }

  private readBlock(state: State, block: Block, byte: number): State | null {
    if (byte === LINE_END && this.sketches.endsAt(block)) {
      const solids = [...state.solids, -block.corners.length, 1];
      return solids.length < this.table.nodes ? line(solids) : null;
    }
    const after = this.sketches.step(block, byte);
    return after && { ...line(state.solids, state.code), block: after };
  }

  private readCode(state: State, byte: number): State | null {
    const beginning = this.possible(state);
    if (byte !== BLANK) {
      const code = state.code + String.fromCharCode(byte);
      return beginning.has(code) ? line(state.solids, code) : null;
    }
    const possible = beginning.get(state.code)!;
    if (state.code === "SK" && possible.includes(SKETCH)) {
      return this.readBlock(state, opened(state.solids.length, this.undrawn(state)), byte);
    }
    const op = this.ops.get(state.code);
    if (!op || !possible.includes(op)) return null;
    return { ...line(state.solids, state.code), arg: 0, at: op.args[0].start };
  }

  private readArgument(state: State, byte: number): State | null {
    const symbol = this.symbols.get(byte);
    if (symbol === undefined) return null;
    const { kind } = this.ops.get(state.code)!.args[state.arg];
    if (kind === "number") {
      const at = this.table.numbers.next[state.at][symbol];
      return at === REFUSED ? null : { ...state, at };
    }
    if (state.at === 0 || byte < 0x30 || byte > 0x39) return null;
    const at = Math.max(state.at, 0) * 10 + byte - 0x30;
    const { copies, instances } = this.table;
    const good =
      kind === "count"
        ? 1 <= at && at <= Math.min(copies, Math.floor(instances / state.total))
        : this.digitsToFit(state, at) !== REFUSED;
    return good ? { ...state, at } : null;
  }

  private endArgument(state: State, byte: number): State | null {
    const { solids, code, arg, at } = state;
    const { args } = this.ops.get(code)!;
    const last = arg === args.length - 1;
    if (last === (byte === BLANK) || !this.canEnd(state)) return null;
    const { kind, zeros } = args[arg];
    let { total } = state;
    if (kind === "node") total += solids[at];
    else if (kind === "count") total *= at;
    if (last) return solids.length + 1 < this.table.nodes ? line([...solids, total || 1]) : null;
    const isZero = zeros !== CLEARS && this.table.numbers.ends[at] === 0;
    const zero = isZero && (state.zero || zeros === OPENS);
    const following = args[arg + 1];
    const start = zero ? following.after_zeros : following.start;
    return { solids, code, arg: arg + 1, at: start, total, zero, block: null };
  }

  /** Whether the argument is complete. */
  private canEnd(state: State): boolean {
    const { kind } = this.ops.get(state.code)!.args[state.arg];
    if (kind === "number") return this.table.numbers.ends[state.at] !== REFUSED;
    return kind === "count" ? state.at > 0 : this.digitsToFit(state, state.at) === 0;
  }

  /** The fewest digits that make `node` a node whose copies still fit; REFUSED if none do. */
  private digitsToFit(state: State, node: number): number {
    const { solids, total, code, arg } = state;
    const room = this.table.instances - total - (this.ops.get(code)!.nodes - 1 - arg);
    for (let low = node, high = node + 1, digits = 0; low >= 0 && low < solids.length; digits++) {
      for (let i = low; i < Math.min(high, solids.length); i++) {
        if (solids[i] > 0 && solids[i] <= room) return digits;
      }
      if (low === 0) break;
      low *= 10;
      high *= 10;
    }
    return REFUSED;
  }
}

/** The operations whose code begins with each string that begins any. */
function byPrefix(ops: readonly OpRow[]): Beginning {
  const found = new Map<string, OpRow[]>();
  for (const op of ops) {
    for (let length = 0; length <= op.code.length; length++) {
      const prefix = op.code.slice(0, length);
      found.set(prefix, [...(found.get(prefix) ?? []), op]);
    }
  }
  return found;
}

/** For each code a number for every argument: equal ones read alike. Nodes 0, counts 1. */
function numberKinds(ops: readonly OpRow[]): Map<string, number[]> {
  const seen = new Map<string, number>([["node", NODE_KIND], ["count", COUNT_KIND]]);
  const kindOf = ({ kind, start, after_zeros, zeros }: OpRow["args"][number]): number => {
    const name = kind === "number" ? [start, after_zeros, zeros].join() : kind;
    if (!seen.has(name)) seen.set(name, seen.size);
    return seen.get(name)!;
  };
  return new Map(ops.map(({ code, args }) => [code, args.map(kindOf)]));
}
