/**
 * The grammar over the tokens of a model: which of them may come next.
 *
 * As `cad0_core/ir/grammar_mask.py`, whose names are kept. Each byte of the language has to be a
 * token of its own: then every program can be spelled, and no state is without a way on.
 */
import { Automaton, type State } from "./automaton";
import { BLANK, bytesOf, LINE_END } from "./table";

// Entries kept. Real programs use a few hundred, hostile ones fill this once and start afresh.
const CACHE_ENTRIES = 2048;

/** What may come next in all states of one key; `costs` as `walk` counts them. */
interface Entry {
  readonly ids: Int32Array;
  readonly costs: Int32Array;
  readonly highest: number; // of the costs
}

/** Tokens by their bytes. */
interface Trie {
  readonly children: Map<number, Trie>;
  readonly tokens: number[]; // those that end here
}

const trie = (): Trie => ({ children: new Map(), tokens: [] });

/** The automaton compiled for one vocabulary. */
export class TokenMask {
  private readonly root = trie();
  private readonly reach: number;
  private readonly stray: number;
  private readonly cache = new Map<string, Entry>();

  /**
   * `vocabulary` holds the bytes of each token by id, null for tokens without any; `end` is the id
   * of the end token. Throws if a byte of the language is no token, or `end` no id.
   */
  constructor(
    readonly vocabulary: readonly (Uint8Array | null)[],
    readonly end: number,
    readonly automaton: Automaton,
  ) {
    if (!(end >= 0 && end < vocabulary.length)) {
      throw new Error(`the end token ${end} is not among ${vocabulary.length} tokens`);
    }
    const alphabet = automaton.alphabet;
    const missing = new Set(alphabet);
    let longest = 0;
    let reach = 0;
    vocabulary.forEach((text, token) => {
      if (!text?.length || token === end || !text.every((byte) => alphabet.has(byte))) return;
      this.add(text, token);
      if (text.length === 1) missing.delete(text[0]);
      longest = Math.max(longest, text.length);
      reach = Math.max(reach, separators(text));
    });
    if (missing.size) throw new Error(`no token is the single byte ${Math.min(...missing)}`);
    this.reach = reach;
    // In a sketch every byte may have to be said a second time, and a straying one may cost a
    // corner (`\nL` and four numbers) on top.
    this.stray = 2 * longest + 64;
  }

  private add(text: Uint8Array, token: number): void {
    let node = this.root;
    for (const byte of text) {
      let child = node.children.get(byte);
      if (!child) node.children.set(byte, (child = trie()));
      node = child;
    }
    node.tokens.push(token);
  }

  /** The state before the first token of a completion. */
  start(): State {
    return this.automaton.start();
  }

  /** The state after a token; null if it is not allowed, or has no bytes like the end. */
  advance(state: State, token: number): State | null {
    const text = this.vocabulary[token];
    return text?.length && token !== this.end ? this.automaton.run(state, text) : null;
  }

  /**
   * The tokens that may come next, in no order; never none.
   *
   * `left` is how many tokens may still be written, the end token included. Throws if no end is
   * within reach.
   */
  ids(state: State, left: number): Int32Array {
    const entry = this.lookedUp(state);
    if (state.block) return this.planned(state, left, entry);
    // Each byte that is missing after a token is one token, and the end token comes on top.
    const within = left - 2 - 2 * this.automaton.toCome(state);
    if (within >= entry.highest) return entry.ids;
    const ids = entry.ids.filter((_, i) => entry.costs[i] <= within);
    if (!ids.length) throw this.tooLate(state, left);
    return ids;
  }

  /** In a sketch with few tokens left: only those that lead to the end by a short way. */
  private planned(state: State, left: number, entry: Entry): Int32Array {
    if (left > this.automaton.finish(state) + this.stray) return entry.ids;
    const plan = bytesOf(this.automaton.sketches.plan(state.block!));
    if (plan.length >= left) throw this.tooLate(state, left);
    const ids: number[] = plan.length ? [] : [this.end];
    let node: Trie | undefined = this.root;
    for (const byte of plan) {
      node = node?.children.get(byte);
      if (!node) break;
      ids.push(...node.tokens);
    }
    return Int32Array.from(ids);
  }

  private tooLate(state: State, left: number): Error {
    const needed = this.automaton.finish(state) + 1;
    return new RangeError(`${left} tokens are left, the shortest end takes up to ${needed}`);
  }

  private lookedUp(state: State): Entry {
    const key = this.automaton.key(state, this.reach);
    if (key === null) return this.walk(state);
    let found = this.cache.get(key);
    if (!found) {
      if (this.cache.size >= CACHE_ENTRIES) this.cache.clear();
      this.cache.set(key, (found = this.walk(state)));
    }
    return found;
  }

  /**
   * All allowed tokens, and for each the fewest bytes to an end after it.
   *
   * These bytes are counted less two for each argument of the line that has not begun, which makes
   * them the same in all states of one key. In a sketch they depend on more than the key, and
   * `planned` does without.
   */
  private walk(state: State): Entry {
    const base = 2 * this.automaton.toCome(state);
    const ids: number[] = [];
    const costs: number[] = [];
    const waiting: [Trie, State][] = [[this.root, state]];
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      for (const [byte, child] of next[0].children) {
        const after = this.automaton.step(next[1], byte);
        if (!after) continue;
        if (child.children.size) waiting.push([child, after]);
        if (!child.tokens.length) continue;
        const cost = state.block ? 0 : this.automaton.finish(after) - base;
        for (const token of child.tokens) {
          ids.push(token);
          costs.push(cost);
        }
      }
    }
    if (this.automaton.acceptsEnd(state)) {
      ids.push(this.end);
      costs.push(-1 - base); // no end token comes on top of it
    }
    const highest = costs.reduce((a, b) => Math.max(a, b), -Infinity);
    return { ids: Int32Array.from(ids), costs: Int32Array.from(costs), highest };
  }
}

/**
 * Blanks and line ends in a token; 0 for one that can be in no program.
 *
 * One that has them after something else counts as two: the word before them matters too.
 */
function separators(text: Uint8Array): number {
  const isWord = (byte: number): boolean => /[0-9A-Za-z]/.test(String.fromCharCode(byte));
  const marks = Array.from(text, (byte, i) => (byte === BLANK || byte === LINE_END ? i : -1));
  const found = marks.filter((i) => i >= 0);
  if (!found.every((i) => i === 0 || isWord(text[i - 1]))) return 0;
  return found.some((i) => i > 0) ? Math.max(found.length, 2) : found.length;
}
