// Answers one JSON line for each JSON line on stdin: what the inference module makes of a model,
// a grammar or a vocabulary. Python's tests compare the answers with its own.
import { createInterface } from "node:readline";
import * as inference from "../build/node/inference.mjs";

let mask;

const DO = {
  load: (options) => inference.loadModel(options),
  generate: ({ text, ...options }) => inference.generateCAD(text, options),
  /** Ends after so many tokens; says how many came, and how it ended. */
  async cancel({ text, after, ...options }) {
    const stop = new AbortController();
    const texts = [];
    const onToken = (text, tokens) => {
      texts.push(text);
      if (tokens === after) stop.abort(new DOMException("enough", "AbortError"));
    };
    try {
      await inference.generateCAD(text, { ...options, signal: stop.signal, onToken });
    } catch (error) {
      return { reason: error.name, texts };
    }
    return { reason: null, texts };
  },
  encode: ({ tokenizer, prompt, texts }) => texts.map(inference.encoder(tokenizer, prompt)),
  bytes: ({ tokenizer }) => inference.tokenBytes(tokenizer).map((bytes) => bytes && [...bytes]),
  mask({ table, vocabulary, end }) {
    const bytes = vocabulary.map((token) => token && Uint8Array.from(token));
    mask = new inference.TokenMask(bytes, end, new inference.Automaton(table));
  },
  /** What may come before each token of a walk, with so many tokens left; null: no end in reach. */
  walk({ tokens, left }) {
    let state = mask.start();
    return [...tokens, null].map((token, i) => {
      let ids = null;
      try {
        ids = [...mask.ids(state, left[i])].sort((a, b) => a - b);
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
      }
      const step = { ids, finish: mask.automaton.finish(state), ends: mask.automaton.acceptsEnd(state) };
      if (token !== null) state = mask.advance(state, token);
      return step;
    });
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const { do: what, ...rest } = JSON.parse(line);
  let answer;
  try {
    answer = { ok: (await DO[what](rest)) ?? null };
  } catch (error) {
    answer = { error: { name: error.name, message: error.message } };
    if (rest.stack) answer.error.trace = error.stack;
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
process.exit(0); // the runtime's threads would keep the process
