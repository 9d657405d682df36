/** The next token: the most likely one or a drawn one, of all or of those that fit. */
import { LogitsProcessor, type Tensor } from "@huggingface/transformers";
import type { State } from "./automaton";
import type { TokenMask } from "./mask";

/** Numbers from 0 to 1, the same for the same seed (mulberry32, public domain, by T. Ettinger). */
function draws(seed: number): () => number {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Chooses each token of one answer, and leaves the sampler that one alone.
 *
 * It follows the grammar by the ids that the runtime hands in; one that was never allowed means
 * that the runtime passed it over, and is an error: nothing is constrained then.
 */
export class Chooser extends LogitsProcessor {
  private state: State | null;
  private seen: number;
  private used = 0;
  private readonly random: () => number;

  constructor(
    private readonly mask: TokenMask | null,
    prompt: number,
    private readonly limit: number,
    private readonly temperature: number,
    seed: number,
  ) {
    super();
    this.state = mask?.start() ?? null;
    this.seen = prompt;
    this.random = draws(seed);
  }

  override _call(inputs: bigint[][], logits: Tensor): Tensor {
    const tokens = inputs[0];
    for (; this.seen < tokens.length; this.seen++) this.follow(Number(tokens[this.seen]));
    const row = logits.data as Float32Array;
    const left = this.limit - this.used++;
    const token = this.choose(row, left);
    row.fill(-Infinity);
    row[token] = 0;
    return logits;
  }

  /** Whether the answer, its last token included, is a whole program. */
  endsWith(token: number): boolean {
    return !this.mask || (token === this.mask.end && this.mask.automaton.acceptsEnd(this.state!));
  }

  private follow(token: number): void {
    if (!this.mask) return;
    this.state = this.mask.advance(this.state!, token);
    if (!this.state) throw new Error(`token ${token} was not allowed: the runtime passed over the grammar`);
  }

  private choose(logits: Float32Array, left: number): number {
    if (!this.mask) return this.pick(logits, null);
    if (!this.temperature) {
      // To look one token up costs far less than all that fit, and nearly always it does.
      const best = this.pick(logits, null);
      if (this.fits(best, left)) return best;
    }
    return this.pick(logits, this.mask.ids(this.state!, left));
  }

  /** Whether a token may come, and leaves room for an end. */
  private fits(token: number, left: number): boolean {
    const { automaton, end } = this.mask!;
    const state = this.state!;
    if (token === end) return automaton.acceptsEnd(state);
    const after = this.mask!.advance(state, token);
    // In a sketch and near the limit the exact rule decides.
    return after !== null && !state.block && !after.block && automaton.finish(after) + 2 <= left;
  }

  /** The most likely of these ids, or one drawn by the softmax of logits / temperature. */
  private pick(logits: Float32Array, ids: Int32Array | null): number {
    const count = ids?.length ?? logits.length;
    const id = (i: number): number => (ids ? ids[i] : i);
    let best = id(0);
    for (let i = 1; i < count; i++) {
      const token = id(i);
      // The first of equals wins, as in numpy, in whatever order the ids come.
      if (logits[token] > logits[best] || (logits[token] === logits[best] && token < best)) best = token;
    }
    if (!this.temperature) return best;
    const weight = (token: number) => Math.exp((logits[token] - logits[best]) / this.temperature);
    let total = 0;
    for (let i = 0; i < count; i++) total += weight(id(i));
    let rest = this.random() * total;
    for (let i = 0; i < count; i++) {
      rest -= weight(id(i));
      if (rest < 0) return id(i);
    }
    return best;
  }
}
