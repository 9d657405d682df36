/** One answer: the prompt in, token by token out. */
import { BaseStreamer, type PreTrainedModel, StoppingCriteria, Tensor } from "@huggingface/transformers";
import { Chooser } from "./choose";
import type { Card } from "./files";
import type { TokenMask } from "./mask";
import type { Answer, GenerateOptions } from "./types";

/** A model that is ready to answer. */
export interface Loaded {
  readonly card: Card;
  readonly model: PreTrainedModel;
  readonly mask: TokenMask;
  readonly encode: (text: string) => number[];
}

/** The program for a sentence. */
export async function answer(loaded: Loaded, text: string, options: GenerateOptions): Promise<Answer> {
  const { card, mask } = loaded;
  options.signal?.throwIfAborted();
  const prompt = loaded.encode(text);
  const limit = room(loaded, prompt.length, options);
  const chooser = new Chooser(
    options.constrained === false ? null : mask, prompt.length, limit, options.temperature ?? 0, options.seed ?? 0,
  );
  const listener = new Listener(mask.vocabulary, options);
  const stop = new Stop(options.signal);
  await loaded.model.generate({
    inputs: row(prompt),
    attention_mask: row(prompt.map(() => 1)),
    max_new_tokens: limit,
    // The model's own habits of sampling and of penalties are not what it was judged with.
    do_sample: false,
    num_beams: 1,
    repetition_penalty: 1,
    eos_token_id: card.eos_token_id,
    logits_processor: [chooser],
    stopping_criteria: [stop],
    streamer: listener,
  } as unknown as Parameters<PreTrainedModel["generate"]>[0]);
  options.signal?.throwIfAborted();
  const finished = listener.last === card.eos_token_id;
  if (options.constrained !== false && !chooser.endsWith(listener.last)) {
    throw new Error("the answer is no whole program: the runtime passed over the grammar");
  }
  return listener.answer(finished);
}

/** How many tokens the answer may have. Throws if the text leaves no room for one. */
function room({ card, mask }: Loaded, prompt: number, options: GenerateOptions): number {
  const least = mask.automaton.finish(mask.start()) + 1;
  const most = Math.min(options.maxTokens ?? card.max_new_tokens, card.max_new_tokens);
  if (most < least) throw new RangeError(`maxTokens is ${most}, the shortest program takes ${least}`);
  const limit = Math.min(most, card.max_tokens - prompt);
  if (limit >= least) return limit;
  const longest = card.max_tokens - least;
  throw new RangeError(`the text takes ${prompt} tokens, at most ${longest} fit: say it in fewer words`);
}

const row = (ids: number[]): Tensor =>
  new Tensor("int64", BigInt64Array.from(ids, BigInt), [1, ids.length]);

/** Ends the writing when the signal says so. */
class Stop extends StoppingCriteria {
  constructor(private readonly signal: AbortSignal | undefined) {
    super();
  }

  override _call(inputs: number[][]): boolean[] {
    return inputs.map(() => this.signal?.aborted ?? false);
  }
}

/** Collects the tokens, and tells of each. */
class Listener extends BaseStreamer {
  last = -1;
  private readonly began = performance.now();
  private first = 0;
  private tokens = -1; // the prompt comes first
  private text = "";
  private readonly decoder = new TextDecoder();

  constructor(
    private readonly vocabulary: readonly (Uint8Array | null)[],
    private readonly options: GenerateOptions,
  ) {
    super();
  }

  override put(value: bigint[][]): void {
    this.tokens += 1;
    if (!this.tokens) return;
    this.first ||= performance.now() - this.began;
    this.last = Number(value[0][0]);
    const bytes = this.vocabulary[this.last];
    if (!bytes) return;
    this.text += this.decoder.decode(bytes, { stream: true });
    this.options.onToken?.(this.text, this.tokens);
  }

  override end(): void {
    this.text += this.decoder.decode();
  }

  answer(finished: boolean): Answer {
    const totalMs = performance.now() - this.began;
    const following = (totalMs - this.first) / 1000;
    return {
      ir: this.text,
      tokens: finished ? this.tokens - 1 : this.tokens,
      finished,
      firstTokenMs: this.first,
      totalMs,
      tokensPerSecond: following > 0 ? (this.tokens - 1) / following : 0,
    };
  }
}
