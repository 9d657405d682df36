/** Which runtime and which weights: WebGPU where that is there and of use. */
import type { Card } from "./files";
import type { Device, Dtype, LoadOptions } from "./types";

declare const process: { versions?: { node?: string } } | undefined;

/** Tests run in Node, on its own runtime. */
export const IN_NODE = typeof process !== "undefined" && !!process.versions?.node;

/** Sizes in `config.json`, as the families of models name them. */
export interface Config {
  readonly vocab_size: number;
  readonly hidden_size: number;
  readonly intermediate_size: number;
  readonly num_hidden_layers: number;
  readonly num_attention_heads: number;
  readonly num_key_value_heads?: number;
}

/** Weights of a decoder with tied embeddings, without norms and biases. */
export function parametersOf(config: Config): number {
  const { vocab_size: words, hidden_size: width, intermediate_size: inner } = config;
  const heads = config.num_attention_heads;
  const shared = (config.num_key_value_heads ?? heads) / heads;
  const layer = width * width * (2 + 2 * shared) + 3 * width * inner;
  return words * width + config.num_hidden_layers * layer;
}

// Below so many weights WASM is the faster one: at 22 M it was 9.6 times as fast as WebGPU
// (huggingface/transformers.js issue 1750), since each step is many tiny calls.
const WORTH_A_GPU = 50e6;

export interface Choice {
  readonly device: Exclude<Device, "auto">;
  readonly dtype: Dtype;
}

/** The device and weights that the options ask for, or the best ones. Throws if there are none. */
export async function choose(card: Card, parameters: number, options: LoadOptions): Promise<Choice> {
  const { device = "auto", dtype } = options;
  if (IN_NODE) return { device: "cpu", dtype: dtype ?? card.default_dtype };
  const onWasm: Choice = { device: "wasm", dtype: dtype ?? card.default_dtype };
  if (device === "wasm" || (device === "auto" && parameters < WORTH_A_GPU)) return onWasm;
  const gpu = await adapter();
  const half = gpu?.features.has("shader-f16") ?? false;
  const onGpu = dtype ?? weightsFor("webgpu", card, half);
  if (device === "auto" && (!gpu || isSoftware(gpu) || !onGpu)) return onWasm;
  if (!gpu) throw new Error("this browser offers no WebGPU: leave the device out, or take wasm");
  const chosen = onGpu ?? card.default_dtype;
  if (isHalf(chosen) && !half) {
    throw new Error(`this GPU has no 16-bit numbers, which ${chosen} needs: take q4 or q8, or the device wasm`);
  }
  return { device: "webgpu", dtype: chosen };
}

interface Adapter {
  readonly features: { has(name: string): boolean };
  readonly info?: { readonly isFallbackAdapter?: boolean };
}

async function adapter(): Promise<Adapter | null> {
  const { gpu } = navigator as { gpu?: { requestAdapter(): Promise<Adapter | null> } };
  return (await gpu?.requestAdapter().catch(() => null)) ?? null;
}

/** WebGPU without a GPU: about a hundred times slower than WASM. */
const isSoftware = ({ info }: Adapter): boolean => info?.isFallbackAdapter ?? false;

const isHalf = (dtype: Dtype): boolean => dtype.endsWith("16");

/** The smallest weights that were run on this runtime; those of 16 bits only where it has them. */
function weightsFor(runtime: string, { dtypes }: Card, half: boolean): Dtype | undefined {
  const rows = Object.entries(dtypes) as [Dtype, { bytes: number; runs_on: readonly string[] }][];
  const fitting = rows.filter(([dtype, row]) => row.runs_on.includes(runtime) && (half || !isHalf(dtype)));
  return fitting.sort(([, a], [, b]) => a.bytes - b.bytes)[0]?.[0];
}
