/** What `loadModel` and `generateCAD` take and give. */

export type Device = "auto" | "webgpu" | "wasm" | "cpu";
export type Dtype = "fp32" | "fp16" | "q8" | "q4" | "q4f16";

/** How far the loading is. */
export interface LoadProgress {
  /** "download" while files arrive, "start" while the sessions are made, "ready" at the end. */
  readonly stage: "download" | "start" | "ready";
  /** The file that arrives, relative to the model. */
  readonly file: string;
  /** Bytes of all files so far, and of all files as far as is known. */
  readonly loaded: number;
  readonly total: number;
}

export interface LoadOptions {
  /**
   * A name on the Hugging Face Hub, or the address of a folder with the same files: whole, or
   * relative to the page and with a slash in front (`/model`). `campedersen/cad0-mini` if left out.
   */
  readonly model?: string;
  /** Branch, tag or commit on the Hub; "main" if left out. */
  readonly revision?: string;
  /** Which weights; if left out what the model's `cad0.json` calls the default for the device. */
  readonly dtype?: Dtype;
  /** "auto" takes WebGPU where there is one and the model is large enough to gain by it. */
  readonly device?: Device;
  /** Where `ort/` lies; beside the script if left out. */
  readonly assets?: string;
  readonly onProgress?: (progress: LoadProgress) => void;
  readonly signal?: AbortSignal;
}

export interface GenerateOptions {
  /** 0 (if left out) takes the most likely token each time; above 0 tokens are drawn. */
  readonly temperature?: number;
  /** Draws of equal seeds are equal; only with a temperature. */
  readonly seed?: number;
  /** At most so many tokens, the end token included; the model's own limit if left out. */
  readonly maxTokens?: number;
  /** Only valid programs, by the grammar of the model; true if left out. */
  readonly constrained?: boolean;
  /** Called after each token with the whole text so far. */
  readonly onToken?: (text: string, tokens: number) => void;
  /** Ends the writing: `generateCAD` then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

export interface Answer {
  /** The program. */
  readonly ir: string;
  /** Tokens of the program, without the end token. */
  readonly tokens: number;
  /** Whether the model ended it; false only where `maxTokens` cut off an unconstrained text. */
  readonly finished: boolean;
  /** Milliseconds to the first token (the prompt is read in them), and in all. */
  readonly firstTokenMs: number;
  readonly totalMs: number;
  readonly tokensPerSecond: number;
}

/** What is known of a model that is loaded. */
export interface ModelInfo {
  readonly model: string;
  readonly revision: string;
  readonly device: Exclude<Device, "auto">;
  readonly dtype: Dtype;
  readonly parameters: number;
  readonly loadMs: number;
}
