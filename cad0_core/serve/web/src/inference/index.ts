/**
 * The model in the browser: a sentence in, a program out, always a valid one.
 *
 *     await loadModel({ model: "/model", onProgress: console.log });
 *     const { ir } = await generateCAD("50x30mm mounting plate with 4 corner holes");
 */
import { answer, type Loaded } from "./answer";
import { Automaton } from "./automaton";
import { choose, type Config, parametersOf } from "./device";
import { Folder } from "./files";
import { TokenMask } from "./mask";
import { start } from "./runtime";
import { encoder, tokenBytes, type TokenizerFile } from "./tokens";
import type { Answer, GenerateOptions, LoadOptions, ModelInfo } from "./types";

export { Automaton } from "./automaton";
export { TokenMask } from "./mask";
export { encoder, tokenBytes } from "./tokens";
export type * from "./types";

export const DEFAULT_MODEL = "campedersen/cad0-mini";

interface Current extends Loaded {
  readonly info: ModelInfo;
}

let current: { readonly key: string; readonly ready: Promise<Current> } | undefined;
let queue: Promise<unknown> = Promise.resolve(); // answers are written one after the other

/**
 * Load a model, or give back what is known of it if it is loaded; `generateCAD` answers with the
 * one loaded last. Rejects with an Error that says what is missing and what to do.
 */
export async function loadModel(options: LoadOptions = {}): Promise<ModelInfo> {
  const { model = DEFAULT_MODEL, revision = "main", device = "auto", dtype } = options;
  const key = [model, revision, device, dtype].join();
  if (current?.key !== key) {
    const ready = unloadModel().then(() => load(model, revision, options));
    const next = (current = { key, ready });
    // What failed is tried again by the next call.
    ready.catch(() => (current = current === next ? undefined : current));
  }
  return (await current.ready).info;
}

async function load(model: string, revision: string, options: LoadOptions): Promise<Current> {
  const began = performance.now();
  const folder = Folder.of(model, revision, options.signal);
  const card = await folder.card();
  const [config, file] = await Promise.all([
    folder.json<Config>("config.json"),
    folder.json<TokenizerFile>("tokenizer.json"),
  ]);
  const parameters = parametersOf(config);
  const choice = await choose(card, parameters, options);
  const weights = card.dtypes[choice.dtype];
  if (!weights) {
    const there = Object.keys(card.dtypes).join(", ");
    throw new Error(`the model has no weights of dtype ${choice.dtype}: take one of ${there}`);
  }
  const mask = new TokenMask(tokenBytes(file), card.eos_token_id, new Automaton(card.grammar));
  const running = await start(folder, choice, options, weights.bytes);
  await folder.forgetOthers();
  const info: ModelInfo = { model, revision, ...choice, parameters, loadMs: performance.now() - began };
  options.onProgress?.({ stage: "ready", file: "", loaded: weights.bytes, total: weights.bytes });
  return { card, mask, model: running, encode: encoder(file, card.prompt), info };
}

/**
 * The program for a sentence; loads the default model if none is.
 *
 * Rejects with the signal's reason if that ends it, RangeError for a text that is too long, and
 * TypeError for an empty one.
 */
export async function generateCAD(text: string, options: GenerateOptions = {}): Promise<Answer> {
  if (!text.trim()) throw new TypeError("an empty text: describe a part");
  if (!current) await loadModel();
  const loaded = await current!.ready;
  const turn = queue.then(() => answer(loaded, text, options));
  queue = turn.catch(() => undefined);
  return turn;
}

/** Let go of the model and its memory. Files stay stored on the device. */
export async function unloadModel(): Promise<void> {
  const before = current;
  current = undefined;
  await queue;
  const loaded = await before?.ready.catch(() => undefined);
  await loaded?.model.dispose();
}
