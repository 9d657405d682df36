/** Answers from the endpoint, streamed as server-sent events. */

import { NoAnswer, type Answer, type Asking, type Say, type Source } from "./source";

interface Failure {
  error?: { code: string; message: string };
}

export class Server implements Source {
  model = "cad0";
  /** Whether it can write STEP; known once it is loaded. */
  formats: readonly string[] = [];

  constructor(private readonly endpoint: string) {}

  async load(say: Say, signal: AbortSignal): Promise<void> {
    say(0, "asking the server");
    const answer = await this.call("healthz", { signal });
    const health = (await answer.json()) as { model?: string; version?: string; formats?: string[] };
    this.model = [health.model ?? "cad0", health.version].filter(Boolean).join(" ");
    this.formats = health.formats ?? [];
    say(1, "the server is ready");
  }

  async answer(prompt: string, { signal, onText }: Asking): Promise<Answer> {
    const began = performance.now();
    const answer = await this.call("", post({ prompt, stream: true, temperature: 0 }, signal));
    let text = "", first = 0;
    for await (const { event, data } of events(answer.body!)) {
      const seconds = (performance.now() - began) / 1000;
      if (event === "error") throw refusal(data as NonNullable<Failure["error"]>);
      if (event === "token") {
        first ||= seconds;
        onText((text += (data as { text: string }).text));
      }
      if (event === "done") {
        const { ir, tokens } = data as { ir: string; tokens: number };
        return { ir, tokens, first: first || seconds, seconds, by: `${this.model} on the server` };
      }
    }
    throw new NoAnswer("The server ended its answer early.", "Try again, or run the model on this device.");
  }

  /** The bytes of a file that only the server can write. */
  async file(ir: string, format: string, signal: AbortSignal): Promise<Uint8Array> {
    const answer = await this.call(`solid/${format}`, post({ ir }, signal));
    return new Uint8Array(await answer.arrayBuffer());
  }

  private async call(path: string, init: RequestInit): Promise<Response> {
    let answer: Response;
    try {
      answer = await fetch(new URL(path, this.endpoint), init);
    } catch (error) {
      if (init.signal?.aborted) throw error;
      throw new NoAnswer("The server can't be reached.", "Check the connection, or run the model on this device.");
    }
    if (answer.ok) return answer;
    const { error } = (await answer.json().catch(() => ({}))) as Failure;
    throw refusal(error ?? { code: String(answer.status), message: `it answered ${answer.status}` });
  }
}

const post = (body: unknown, signal: AbortSignal): RequestInit => ({
  method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body), signal,
});

const REMEDIES: Record<string, string> = {
  overloaded: "Try again in a few seconds, or run the model on this device.",
  loading: "Its model is still loading: try again in a few seconds.",
  unauthorized: "This server asks for a token: run the model on this device.",
  prompt_too_long: "Say it in fewer words.",
  no_solid: "Change the program so that a solid remains.",
};

function refusal({ code, message }: { code: string; message: string }): NoAnswer {
  return new NoAnswer(`The server refused: ${message}.`, REMEDIES[code] ?? "Try again, or run the model on this device.");
}

/** Server-sent events of a stream, their data as JSON. */
async function* events(body: ReadableStream<Uint8Array>): AsyncGenerator<{ event: string; data: unknown }> {
  const reader = body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader();
  let held = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    held += value;
    const blocks = held.split("\n\n");
    held = blocks.pop()!;
    for (const block of blocks) {
      const fields = new Map(block.split("\n").map((line) => {
        const at = line.indexOf(": ");
        return [line.slice(0, at), line.slice(at + 2)] as const;
      }));
      yield { event: fields.get("event") ?? "message", data: JSON.parse(fields.get("data") ?? "null") };
    }
  }
}
