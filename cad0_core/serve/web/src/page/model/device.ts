/** Answers from a model on this device. */

import type { Answer as Written, LoadProgress, ModelInfo } from "../../inference";
import type { Site } from "../site";
import { NoAnswer, type Answer, type Asking, type Say, type Source } from "./source";

interface Reply {
  progress?: LoadProgress;
  loaded?: ModelInfo;
  text?: string;
  answer?: Written;
  failed?: { name: string; message: string };
}

export class Device implements Source {
  readonly model: string;
  /** What it runs on and how long it took to load; known once it is loaded. */
  info: ModelInfo | null = null;
  private worker: Worker | null = null;
  private loading: Promise<void> | null = null;
  private say: Say = () => {};

  constructor(private readonly site: NonNullable<Site["model"]>) {
    this.model = [site.name, site.version].filter(Boolean).join(" ");
  }

  async load(say: Say, signal: AbortSignal): Promise<void> {
    this.say = say; // whoever waits last is told
    this.loading ??= this.start().catch((error: unknown) => {
      this.loading = null; // what failed is tried again
      throw error;
    });
    // Who leaves off waiting does not stop what others wait for.
    await Promise.race([this.loading, aborted(signal)]);
  }

  private async start(): Promise<void> {
    const call = { do: "load", model: this.site.path.replace(/\/$/, ""), assets: document.baseURI } as const;
    const { loaded } = await this.call(call, null, ({ progress }) => {
      if (progress) this.say(progress.total ? progress.loaded / progress.total : 0, words(progress));
    });
    this.info = loaded!;
  }

  async answer(prompt: string, { signal, onText }: Asking): Promise<Answer> {
    const { answer } = await this.call({ do: "answer", prompt }, signal, ({ text }) => {
      if (text !== undefined) onText(text);
    });
    const { ir, tokens, firstTokenMs, totalMs, finished } = answer!;
    if (!finished) throw new NoAnswer("The model did not come to an end.", "Say it in fewer words, or ask for a simpler part.");
    const by = `${this.model} on this device, ${this.info!.device === "webgpu" ? "WebGPU" : "WASM"}`;
    return { ir, tokens, first: firstTokenMs / 1000, seconds: totalMs / 1000, by };
  }

  /** One call at a time; what comes before the last word goes to `hear`. */
  private call(call: object, signal: AbortSignal | null, hear: (reply: Reply) => void): Promise<Reply> {
    this.worker ??= new Worker(new URL("app-model.js", document.baseURI), { type: "module", name: "model" });
    const worker = this.worker;
    return new Promise((resolve, reject) => {
      const stop = () => worker.postMessage({ do: "stop" });
      signal?.addEventListener("abort", stop, { once: true });
      const end = () => signal?.removeEventListener("abort", stop);
      worker.onmessage = ({ data }: MessageEvent<Reply>) => {
        if (data.failed) {
          end();
          reject(signal?.aborted ? new DOMException("cancelled", "AbortError") : failure(data.failed.message));
        } else if (data.loaded || data.answer) {
          end();
          resolve(data);
        } else hear(data);
      };
      worker.onerror = () => {
        end();
        this.worker = this.info = this.loading = null;
        reject(failure("its code could not be loaded"));
      };
      worker.postMessage(call);
    });
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason as Error);
    signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
  });
}

function failure(why: string): NoAnswer {
  const offline = navigator.onLine ? "" : " You are offline.";
  return new NoAnswer(`The model on this device failed: ${why.replace(/\.$/, "")}.${offline}`,
    "Reload the page and try again; close other tabs if memory is short.");
}

function words({ stage, loaded, total }: LoadProgress): string {
  if (stage === "start") return "starting the model";
  if (stage === "ready") return "the model is ready";
  const mb = (bytes: number) => (bytes / 1e6).toFixed(1);
  return total ? `loading the model, ${mb(loaded)} of ${mb(total)} MB` : "loading the model";
}
