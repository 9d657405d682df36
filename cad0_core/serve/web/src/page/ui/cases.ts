/**
 * A thumb down becomes a case: a prompt that was answered wrongly, by name, to be evaluated again.
 *
 * Exported as JSON lines in the form of `cad0_core/data/human.jsonl` (text, ir, family,
 * predicates), with what was answered, by which model and why it is wrong beside it. `ir` is the
 * right program where the person corrected it, and null where nobody has yet; the predicates are
 * measured on it.
 */

import type { Facts } from "../solid/facts";
import { byId, save, slug } from "./dom";
import { keep, recall } from "./store";

export interface Case {
  name: string;
  text: string;
  ir: string | null;
  family: string;
  predicates: Record<string, unknown>[];
  answer: string;
  model: string;
  note: string;
}

/** What is on the screen when a thumb goes down. */
export interface Shown {
  prompt: string;
  /** As the model wrote it, and as it stands now. */
  answer: string;
  ir: string;
  model: string;
  facts: Facts | null;
}

export class Cases {
  private cases = recall<Case[]>("cases", []);
  private readonly dialog = byId<HTMLDialogElement>("case-dialog");
  private readonly name = byId<HTMLInputElement>("case-name");
  private readonly note = byId<HTMLTextAreaElement>("case-note");
  private readonly corrected = byId<HTMLInputElement>("case-corrected");
  private readonly up = byId("thumb-up");
  private readonly down = byId("thumb-down");

  constructor(private readonly shown: () => Shown, private readonly say: (text: string) => void) {
    this.up.addEventListener("click", () => this.vote(true));
    this.down.addEventListener("click", () => this.ask());
    byId("case-cancel").addEventListener("click", () => this.dialog.close());
    byId("cases-export").addEventListener("click", () => this.export());
    byId<HTMLFormElement>("case-form").addEventListener("submit", () => this.add());
    this.count();
  }

  /** A new part has no vote yet. */
  reset(): void {
    for (const thumb of [this.up, this.down]) thumb.setAttribute("aria-pressed", "false");
  }

  private vote(good: boolean): void {
    this.up.setAttribute("aria-pressed", String(good));
    this.down.setAttribute("aria-pressed", String(!good));
    if (!good) return;
    // A part that is right is no case any more.
    const { prompt, answer } = this.shown();
    this.keep(this.cases.filter((one) => one.text !== prompt || one.answer !== answer));
    this.say("Marked as right");
  }

  private ask(): void {
    const { prompt, answer, ir } = this.shown();
    this.name.value = slug(prompt);
    this.note.value = "";
    this.corrected.checked = ir !== answer;
    this.corrected.disabled = ir === answer;
    byId("case-hint").textContent = ir === answer
      ? "Correct the program first, and the case will say what is right."
      : "The program was changed since it was made.";
    this.dialog.showModal();
  }

  private add(): void {
    const { prompt, answer, ir, model, facts } = this.shown();
    const right = this.corrected.checked && facts !== null;
    const one: Case = {
      name: this.name.value.trim() || slug(prompt), text: prompt, ir: right ? ir : null,
      family: "reported", predicates: right ? predicates(facts) : [], answer, model,
      note: this.note.value.trim(),
    };
    this.keep([...this.cases.filter((other) => other.name !== one.name), one]);
    this.vote(false);
    this.say(`Case ${one.name} kept; ${this.cases.length} to export`);
  }

  private keep(cases: Case[]): void {
    this.cases = cases;
    if (!keep("cases", cases)) this.say("This browser keeps nothing: export the cases before you leave");
    this.count();
  }

  private count(): void {
    const button = byId<HTMLButtonElement>("cases-export");
    button.hidden = this.cases.length === 0;
    button.textContent = `Export ${this.cases.length} case${this.cases.length === 1 ? "" : "s"}`;
  }

  private export(): void {
    save("cases.jsonl", this.cases.map((one) => `${JSON.stringify(one)}\n`).join(""), "application/jsonl");
  }
}

/** What any right answer must measure, as `cad0_core/parts/predicates.py` reads it. */
function predicates({ size, low, volume, bodies, voids, genus }: Facts): Case["predicates"] {
  const of = ["shape"];
  const round = (value: number) => Number(value.toFixed(3));
  return [
    { kind: "size", of, size: size.map(round), low: low.map(round) },
    { kind: "volume", of, volume: round(volume) },
    { kind: "topology", of, bodies, voids, genus },
  ];
}
