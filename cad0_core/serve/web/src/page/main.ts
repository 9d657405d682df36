/** The page: everything is made and joined here. */

import "./page.css";
import { Ask } from "./ask";
import { Files } from "./files";
import { Device } from "./model/device";
import { Server } from "./model/server";
import { NoAnswer, type Answer } from "./model/source";
import { offline } from "./offline";
import { Part } from "./part";
import { readSite } from "./site";
import { Kernel } from "./solid/kernel";
import { Cases } from "./ui/cases";
import { byId, make } from "./ui/dom";
import { Editor } from "./ui/editor";
import { EXAMPLES } from "./ui/examples";
import { History } from "./ui/history";
import { shared } from "./ui/link";
import { placeMenus } from "./ui/menus";
import { Stage } from "./ui/stage";
import { startTheme } from "./ui/theme";
import { Undo, type Step } from "./ui/undo";
import { usage } from "./ui/usage";

const say = (text: string): void => {
  byId("status").textContent = text;
};

class Page {
  private readonly prompt = byId<HTMLTextAreaElement>("prompt");
  private readonly kernel = new Kernel();
  private readonly stage = new Stage((axis, at) => this.kernel.ask({ do: "cut", ir: this.editor.text, axis, at }));
  private readonly editor: Editor = new Editor((merge) => void this.edited(merge), (line) => this.pointed(line));
  private readonly part = new Part(this.kernel, this.stage, this.editor);
  private readonly undo = new Undo({ prompt: "", ir: "" });
  private readonly history = new History((entry) => this.open(entry.prompt, entry.ir, entry.model), say);
  private readonly cases = new Cases(() => ({ ...this.now, answer: this.answer, model: this.model, facts: this.part.facts }), say);
  private readonly files: Files;
  private readonly ask: Ask;
  private answer = ""; // as the model wrote it, before any edit
  private model = "";

  constructor(device: Device | null, server: Server | null) {
    this.files = new Files(this.kernel, server, () => ({ ...this.now, model: this.model }), say);
    this.ask = new Ask({ device, server }, {
      begin: () => this.begin(),
      text: (ir) => this.text(ir),
      done: (prompt, answer, model) => this.done(prompt, answer, model),
      failed: () => this.failed(),
    }, say);
    this.controls();
    startTheme(() => this.stage.paint());
    placeMenus();
    // STEP is the server's to write, whoever answers: ask once what it can.
    void server?.load(() => {}, AbortSignal.timeout(10_000)).then(() => this.files.offer(this.editor.text !== ""), () => {});
  }

  /** Show what the address holds, then get the model ready. */
  async start(): Promise<void> {
    try {
      const found = await shared(location.href);
      if (found) await this.open(found.prompt, found.ir, found.model);
    } catch (error) {
      this.ask.trouble(new NoAnswer((error as Error).message, "The page works all the same: describe a part."));
    }
    await this.kernel.ask({ do: "build", ir: "C 1 1 1" }).catch(() => {}); // so that it is there without a network
    await this.ask.warm();
  }

  private get now(): Step {
    return { prompt: this.prompt.value.trim(), ir: this.editor.text.trimEnd() };
  }

  /** Show a program that is there already. */
  async open(prompt: string, ir: string, model: string): Promise<void> {
    this.ask.cancel();
    this.prompt.value = prompt;
    this.editor.show(ir);
    this.answer = ir;
    this.model = model;
    this.cases.reset();
    await this.settle(true, "");
    if (model) byId("timing").textContent = `made by ${model}`;
  }

  private begin(): void {
    this.editor.show("", true);
    this.stage.turn(true);
    byId("timing").textContent = "";
  }

  private drawn = "";

  private text(ir: string): void {
    this.editor.show(ir, true);
    const whole = ir.slice(0, ir.lastIndexOf("\n") + 1);
    if (!whole || whole === this.drawn) return;
    void this.part.draft(whole, this.drawn === "");
    this.drawn = whole;
  }

  private async done(prompt: string, answer: Answer, model: string): Promise<void> {
    this.drawn = "";
    this.answer = answer.ir;
    this.model = model;
    this.editor.show(answer.ir);
    this.cases.reset();
    const began = performance.now();
    const fault = await this.settle(true, "");
    const built = (performance.now() - began) / 1000;
    this.stage.turn(false);
    const { tokens, first, seconds, by } = answer;
    const timing = byId("timing");
    timing.textContent = `${(seconds + built).toFixed(2)} s, ${tokens} tokens, ${(tokens / seconds).toFixed(0)}/s`;
    timing.title = by;
    Object.assign(timing.dataset, { first, seconds, built, tokens });
    if (fault) {
      throw new NoAnswer(`The program makes no solid: ${fault}`, "Say it in other words, or mend the program: its line is marked.");
    }
    this.history.add({ at: Date.now(), prompt, ir: answer.ir, model, picture: this.stage.picture() });
    say(`The part is made: ${byId("findings-summary").textContent}`);
  }

  private failed(): void {
    this.drawn = "";
    this.stage.turn(false);
    // Whatever there was of an answer stays, to be looked at and mended.
    this.editor.show(this.editor.text);
    void this.settle(false, "");
  }

  private async edited(merge: string): Promise<void> {
    await this.settle(false, merge);
    this.pointed(this.editor.line);
  }

  /** Build what the page holds and remember it; why there is no solid, or null. */
  private async settle(fit: boolean, merge: string): Promise<string | null> {
    this.undo.push(this.now, merge);
    this.part.prompt = this.now.prompt;
    if (fit) byId<HTMLDetailsElement>("example-box").open = false; // room for the program
    const { fault } = await this.part.show(this.now.ir, fit);
    this.offer();
    return fault;
  }

  private offer(): void {
    byId<HTMLButtonElement>("undo").disabled = !this.undo.canUndo;
    byId<HTMLButtonElement>("redo").disabled = !this.undo.canRedo;
    this.files.offer(this.editor.text.trim() !== "");
  }

  private back(step: Step | null): void {
    if (!step || this.ask.busy) return;
    this.prompt.value = step.prompt;
    this.editor.show(step.ir);
    void this.settle(false, "");
  }

  private pointed(line: number): void {
    const { text, node } = usage(this.editor.text, line);
    byId("program-words").textContent = text;
    void this.part.point(this.editor.text, node ? line + 1 : null);
  }

  private controls(): void {
    byId("undo").addEventListener("click", () => this.back(this.undo.undo()));
    byId("redo").addEventListener("click", () => this.back(this.undo.redo()));
    byId("copy").addEventListener("click", () => {
      navigator.clipboard.writeText(this.editor.text).then(() => say("Program copied"), () => this.editor.field.select());
    });
    this.editor.field.addEventListener("blur", () => void this.part.point("", null));
    this.prompt.addEventListener("change", () => {
      this.part.prompt = this.now.prompt;
      this.part.compare();
    });
    byId("examples").append(...EXAMPLES.map((text) => {
      const chip = make("button", { type: "button", class: "chip" }, text);
      chip.addEventListener("click", () => {
        this.prompt.value = text;
        void this.ask.run();
      });
      return chip;
    }));
    addEventListener("hashchange", () => void this.start());
    document.addEventListener("keydown", (event) => this.key(event));
  }

  private key(event: KeyboardEvent): void {
    const typing = (event.target as Element).closest("textarea, input[type=text], select, dialog") !== null;
    const command = event.ctrlKey || event.metaKey;
    if (event.key === "Escape" && this.ask.busy) this.ask.cancel();
    else if (command && !event.altKey && "zy".includes(event.key.toLowerCase())) {
      // The prompt keeps the undoing of its own field while it is typed in.
      if (event.target === this.prompt) return;
      event.preventDefault();
      this.back(event.shiftKey || event.key.toLowerCase() === "y" ? this.undo.redo() : this.undo.undo());
    } else if (typing || command || event.altKey) return;
    else if (event.key === "/") {
      event.preventDefault();
      this.prompt.focus();
    } else this.stage.press(event.key.toLowerCase());
  }
}

const site = await readSite();
const device = site.model ? new Device(site.model) : null;
const server = site.endpoint ? new Server(site.endpoint) : null;
const page = new Page(device, server);
await offline();
await page.start();
