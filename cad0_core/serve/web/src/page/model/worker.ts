/** The model runs here, so that the page stays at hand while it writes. */

import { generateCAD, loadModel } from "../../inference";

export type Call =
  | { do: "load"; model: string; assets: string }
  | { do: "answer"; prompt: string }
  | { do: "stop" };

let stop = new AbortController();

self.addEventListener("message", async ({ data }: MessageEvent<Call>) => {
  if (data.do === "stop") return stop.abort(new DOMException("cancelled", "AbortError"));
  stop = new AbortController();
  try {
    postMessage(await perform(data, stop.signal));
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    postMessage({ failed: { name, message } });
  }
});

async function perform(call: Exclude<Call, { do: "stop" }>, signal: AbortSignal): Promise<object> {
  if (call.do === "load") {
    const { model, assets } = call;
    return { loaded: await loadModel({ model, assets, signal, onProgress: (progress) => postMessage({ progress }) }) };
  }
  return { answer: await generateCAD(call.prompt, { signal, onToken: (text) => postMessage({ text }) }) };
}
