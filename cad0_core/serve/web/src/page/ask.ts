/** From a prompt to a program: who is asked, how it comes in, and what is said when it does not. */

import type { Device } from "./model/device";
import type { Server } from "./model/server";
import { NoAnswer, type Answer, type Source } from "./model/source";
import { byId, make } from "./ui/dom";
import { keep, recall } from "./ui/store";

export type Place = "device" | "server";

export interface Hearing {
  begin(prompt: string): void;
  text(ir: string): void;
  done(prompt: string, answer: Answer, model: string): Promise<void>;
  /** No answer; `ir` is what there was of one. */
  failed(): void;
}

const HERE: Record<Place, string> = { device: "this device", server: "the server" };

export class Ask {
  private readonly form = byId<HTMLFormElement>("prompt-form");
  private readonly prompt = byId<HTMLTextAreaElement>("prompt");
  private readonly select = byId<HTMLSelectElement>("source");
  private stop: AbortController | null = null;

  constructor(
    private readonly sources: { device: Device | null; server: Server | null },
    private readonly hear: Hearing, private readonly say: (text: string) => void,
  ) {
    this.offer();
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.run();
    });
    this.prompt.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      void this.run();
    });
    byId("cancel").addEventListener("click", () => this.cancel());
    byId("trouble-again").addEventListener("click", () => void this.run());
    byId("trouble-switch").addEventListener("click", () => {
      this.select.value = this.other!;
      keep("source", this.other);
      void this.run();
    });
    this.select.addEventListener("change", () => {
      keep("source", this.select.value);
      void this.warm();
    });
  }

  get busy(): boolean {
    return this.stop !== null;
  }

  get source(): Source | null {
    return this.sources[this.place];
  }

  private get place(): Place {
    return this.select.value as Place;
  }

  /** Where else could be asked; null if nowhere. */
  private get other(): Place | null {
    const other = this.place === "device" ? "server" : "device";
    return this.sources[other] ? other : null;
  }

  /** Load the model before it is asked for, so that the first answer is as quick as the others. */
  async warm(): Promise<void> {
    const { source } = this;
    if (!source || this.busy) return;
    try {
      await this.load(source, new AbortController().signal);
      this.say(`${source.model} is ready on ${HERE[this.place]}.`);
      byId("make").dataset.ready = this.place;
    } catch (error) {
      this.trouble(error);
    }
  }

  cancel(): void {
    this.stop?.abort(new DOMException("cancelled", "AbortError"));
  }

  /** Answer the prompt as it stands. */
  async run(): Promise<void> {
    const prompt = this.prompt.value.trim();
    if (!prompt) {
      this.say("Say first what the part is: a kind of part and its sizes.");
      return this.prompt.focus();
    }
    this.cancel();
    const stop = (this.stop = new AbortController());
    this.working(true);
    byId("trouble").hidden = true;
    this.hear.begin(prompt);
    try {
      const source = this.source;
      if (!source) throw new NoAnswer("This site has no model.", "Write a program by hand, or open the page of a server that has one.");
      await this.load(source, stop.signal);
      this.say("Writing the program");
      const answer = await source.answer(prompt, { signal: stop.signal, onText: (ir) => this.stop === stop && this.hear.text(ir) });
      if (this.stop !== stop) return;
      if (!answer.ir.trim()) throw new NoAnswer("The model wrote nothing.", "Name a kind of part and its sizes, such as: 40mm cube.");
      await this.hear.done(prompt, answer, source.model);
    } catch (error) {
      if (this.stop !== stop) return;
      this.hear.failed();
      if (stop.signal.aborted) this.say("Cancelled");
      else this.trouble(error);
    } finally {
      if (this.stop === stop) {
        this.stop = null;
        this.working(false);
      }
    }
  }

  /** Say why there is no part and what to try; also for a program that makes none. */
  trouble(error: unknown): void {
    const { message, remedy } =
      error instanceof NoAnswer ? error : { message: String((error as Error).message ?? error), remedy: "Try again." };
    byId("trouble-what").textContent = message;
    byId("trouble-remedy").textContent = remedy;
    const other = byId("trouble-switch");
    other.hidden = this.other === null;
    if (this.other) other.textContent = `Ask ${HERE[this.other]}`;
    byId("trouble").hidden = false;
    this.say("");
  }

  private async load(source: Source, signal: AbortSignal): Promise<void> {
    const box = byId("progress"), bar = byId<HTMLProgressElement>("progress-bar");
    // What is there at once needs no bar.
    const timer = setTimeout(() => (box.hidden = false), 150);
    try {
      await source.load((share, words) => {
        bar.value = share;
        this.say(words);
      }, signal);
    } finally {
      clearTimeout(timer);
      box.hidden = true;
    }
  }

  private working(on: boolean): void {
    byId("cancel").hidden = !on;
    byId("prompt-hint").hidden = on;
    byId("make").textContent = on ? "Making" : "Make part";
    document.body.classList.toggle("making", on);
  }

  private offer(): void {
    const { device, server } = this.sources;
    const options = [
      device && make("option", { value: "device" }, "This device"),
      server && make("option", { value: "server" }, "The server"),
    ].filter((option) => option !== null);
    this.select.replaceChildren(...(options.length ? options : [make("option", {}, "No model here")]));
    this.select.disabled = options.length < 2;
    const kept = recall<Place>("source", "device");
    if (this.sources[kept]) this.select.value = kept;
  }
}
