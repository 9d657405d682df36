/** Setting the runtime up: where its files lie, what is cached, and breathing while it runs. */
import { AutoModelForCausalLM, env, LogLevel, type PreTrainedModel } from "@huggingface/transformers";
import { type Choice, IN_NODE } from "./device";
import type { Folder } from "./files";
import type { LoadOptions, LoadProgress } from "./types";

// The folder is told to the runtime as host and path; this stands for the rest.
const NAME = "cad0/model";
const BREATH = 12; // ms without a pause, after which messages are heard: less than a frame

// Bytes of weights below which a step is less work than waking a second thread.
const SMALL = 200e6;

let started: string | undefined; // the build of the WASM runtime that is in use

/** The model of a folder, ready to run. */
export async function start(
  folder: Folder, { device, dtype }: Choice, options: LoadOptions, bytes: number,
): Promise<PreTrainedModel> {
  pointAt(folder, options);
  if (device !== "cpu") placeRuntime(device, options.assets, bytes < SMALL);
  const model = (await AutoModelForCausalLM.from_pretrained(NAME, {
    device,
    dtype,
    progress_callback: told(options.onProgress, bytes),
  } as Parameters<typeof AutoModelForCausalLM.from_pretrained>[1])) as PreTrainedModel;
  return breathing(model);
}

/** Requests go to the folder and nowhere else. */
function pointAt(folder: Folder, { signal }: LoadOptions): void {
  const { origin, pathname } = new URL(folder.address);
  env.logLevel = LogLevel.ERROR;
  env.allowLocalModels = false;
  env.remoteHost = `${origin}/`;
  env.remotePathTemplate = `${pathname.slice(1, -1) || "."}/`;
  env.useFSCache = false;
  if (folder.cacheName) env.cacheKey = folder.cacheName;
  // In Node the runtime wants a cache to hand files over: one for this model alone.
  env.useCustomCache = IN_NODE;
  if (IN_NODE) env.customCache = new Memory() as unknown as typeof env.customCache;
  env.fetch = (input: string | URL, init?: RequestInit) => fetch(input, { ...init, signal });
}

/** As much of a cache as the runtime uses. */
class Memory {
  private readonly held = new Map<string, Response>();

  async match(key: string): Promise<Response | undefined> {
    return this.held.get(key)?.clone();
  }

  async put(key: string, response: Response): Promise<void> {
    this.held.set(key, response);
  }
}

/** The WASM runtime comes from beside the script: the build that also drives WebGPU, or not. */
function placeRuntime(device: "webgpu" | "wasm", assets: string | undefined, small: boolean): void {
  const build = device === "webgpu" ? ".asyncify" : "";
  if (started !== undefined && started !== build) {
    // The larger build runs both.
    if (started) return;
    throw new Error("the page has begun with WASM: reload it to use WebGPU");
  }
  started = build;
  const base = new URL("ort/", assets ? new URL(assets, location.href) : import.meta.url);
  const { wasm } = env.backends.onnx as { wasm: { wasmPaths: unknown; numThreads?: number } };
  if (small) wasm.numThreads = 1;
  wasm.wasmPaths = {
    mjs: new URL(`ort-wasm-simd-threaded${build}.mjs`, base).href,
    wasm: new URL(`ort-wasm-simd-threaded${build}.wasm`, base).href,
  };
}

interface Event {
  readonly status: string;
  readonly file?: string;
  readonly loaded?: number;
  readonly total?: number;
}

/** The runtime's events as ours: `bytes` is what the weights are known to have. */
function told(onProgress: LoadOptions["onProgress"], bytes: number): ((event: Event) => void) | undefined {
  if (!onProgress) return undefined;
  const files = new Map<string, { loaded: number; total: number }>();
  return ({ status, file, loaded, total }) => {
    if (status !== "progress" || !file) return;
    files.set(file, { loaded: loaded ?? 0, total: total ?? 0 });
    const sum = (name: "loaded" | "total") => [...files.values()].reduce((all, one) => all + one[name], 0);
    const so: LoadProgress = { stage: "download", file, loaded: sum("loaded"), total: Math.max(sum("total"), bytes) };
    onProgress(so);
    if (file.endsWith(".onnx") && loaded === total) onProgress({ ...so, stage: "start" });
  };
}

/** The model, with a pause now and then: WASM runs to its end, and nobody could say stop. */
function breathing(model: PreTrainedModel): PreTrainedModel {
  const forward = model.forward.bind(model);
  let paused = performance.now();
  model.forward = async (inputs: Parameters<typeof forward>[0]) => {
    if (performance.now() - paused > BREATH) {
      await pause();
      paused = performance.now();
    }
    return forward(inputs) as Promise<unknown>;
  };
  return model;
}

/** To the end of the queue of events; a timer would wait for milliseconds. */
function pause(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
