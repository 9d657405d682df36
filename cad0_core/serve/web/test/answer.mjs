// Greedy answers of a published file, by Transformers.js on onnxruntime-web's WebAssembly build.
//
//     node answer.mjs MODEL_FOLDER DTYPE MAX_NEW_TOKENS < prompts.json > answers.json
//
// Reads a list of prompts and writes {"answers": [[id, ...], ...], "seconds": ..., "megabytes": ...}:
// new tokens, the end token included, the time of all answers without loading, and the most memory
// that the process held.

import { readFileSync, realpathSync } from "node:fs";
import { basename, dirname } from "node:path";
import * as ort from "onnxruntime-web";

// Transformers.js takes the onnxruntime that it finds here; in Node it would take a native one.
globalThis[Symbol.for("onnxruntime")] = ort;
ort.env.wasm.numThreads = 1;
ort.env.wasm.wasmPaths = new URL("./", import.meta.resolve("onnxruntime-web")).href; // no download
const { AutoModelForCausalLM, AutoTokenizer, env } = await import("@huggingface/transformers");

const [folder, dtype, limit] = process.argv.slice(2);
const path = realpathSync(folder);
env.allowRemoteModels = false;
env.localModelPath = dirname(path);

const tokenizer = await AutoTokenizer.from_pretrained(basename(path));
const model = await AutoModelForCausalLM.from_pretrained(basename(path), {
  dtype,
  device: "auto", // none of its own; the session says which
  session_options: { executionProviders: ["wasm"] },
});
const prompts = JSON.parse(readFileSync(0, "utf8"));
const answers = [];
const started = performance.now();
for (const prompt of prompts) {
  const inputs = tokenizer(prompt, { add_special_tokens: false });
  const output = await model.generate({
    ...inputs,
    max_new_tokens: Number(limit),
    do_sample: false,
  });
  const ids = output.tolist()[0].slice(inputs.input_ids.dims[1]);
  answers.push(ids.map(Number));
}
const seconds = (performance.now() - started) / 1000;
const megabytes = process.resourceUsage().maxRSS / 1024;
process.stdout.write(JSON.stringify({ answers, seconds, megabytes }) + "\n");
