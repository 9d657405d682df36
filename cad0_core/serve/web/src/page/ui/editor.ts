/**
 * The program as text: coloured, with node ids at its side, and numbers that can be dragged.
 *
 * A plain text field does the editing, so that keyboards, screen readers and phones know it; what
 * is seen in colour lies behind it.
 */

import { OPS, numbers, withNumber, type EditableNumber } from "../../ir";
import { byId, make } from "./dom";
import { Scrub } from "./scrub";

export interface Mistake {
  line: number;
  message: string;
}

/** `merge` names an edit that goes on, such as one drag: its steps are undone together. */
export type OnEdit = (merge: string) => void;

export class Editor {
  readonly field = byId<HTMLTextAreaElement>("program");
  private readonly paint = byId("program-paint");
  private readonly gutter = byId("program-gutter");
  private readonly error = byId("program-error");
  private mistake: Mistake | null = null;
  private caretAt = -1;

  /** `onLine` hears which line the caret has gone to, from 0. */
  constructor(private readonly onEdit: OnEdit, private readonly onLine: (line: number) => void) {
    this.field.addEventListener("input", () => {
      this.draw();
      this.onEdit("typing");
    });
    this.field.addEventListener("keydown", (event) => this.key(event));
    document.addEventListener("selectionchange", () => this.caret());
    new Scrub(this.field, this.paint, (text, merge) => this.edit(text, merge));
    this.draw();
  }

  get text(): string {
    return this.field.value;
  }

  /** The line that the caret is in, from 0; -1 before it was in any. */
  get line(): number {
    return this.caretAt;
  }

  /** Show another text; nobody is told. `live` marks one that is still being written. */
  show(text: string, live = false): void {
    if (this.field.value !== text) this.field.value = text;
    this.field.readOnly = live;
    this.mark(null);
    this.draw();
  }

  /** Mark what is wrong, in its line and in words below; null when nothing is. */
  mark(mistake: Mistake | null): void {
    this.mistake = mistake;
    this.field.setAttribute("aria-invalid", String(mistake !== null));
    const text = mistake ? `Line ${mistake.line}: ${mistake.message}` : "";
    if (this.error.textContent !== text) this.error.textContent = text;
    this.drawGutter();
  }

  private edit(text: string, merge: string): void {
    const { selectionStart, selectionEnd } = this.field;
    this.field.value = text;
    this.field.setSelectionRange(selectionStart, selectionEnd);
    this.draw();
    this.onEdit(merge);
  }

  /** Alt and up or down change the number at the caret, by ten with shift. */
  private key(event: KeyboardEvent): void {
    if (!event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    const caret = this.field.selectionStart;
    const at = numbers(this.field.value).find(({ start, end }) => start <= caret && caret <= end);
    if (!at) return;
    event.preventDefault();
    const steps = (event.key === "ArrowUp" ? 1 : -1) * (event.shiftKey ? 10 : 1);
    this.edit(stepped(this.field.value, at, steps), `key ${at.start}`);
  }

  private caret(): void {
    if (document.activeElement !== this.field) return;
    const line = this.field.value.slice(0, this.field.selectionStart).split("\n").length - 1;
    if (line === this.caretAt) return;
    this.caretAt = line;
    this.drawGutter();
    this.onLine(line);
  }

  private draw(): void {
    const text = this.field.value;
    const parts: Node[] = [];
    let done = 0;
    for (const [i, { start, end, opName, arg }] of numbers(text).entries()) {
      parts.push(...coloured(text.slice(done, start)));
      const attributes = { class: "number", "data-number": String(i), title: `${arg} of ${opName}` };
      parts.push(make("span", attributes, text.slice(start, end)));
      done = end;
    }
    parts.push(...coloured(text.slice(done)), document.createTextNode("\n"));
    this.paint.replaceChildren(...parts);
    this.drawGutter();
    this.field.style.height = "0";
    this.field.style.height = `${this.paint.scrollHeight}px`;
  }

  /** The id of each node beside its line, since that is what other lines refer to it by. */
  private drawGutter(): void {
    let id = 0, sketch = false;
    const rows = this.field.value.split("\n").map((line, i) => {
      const code = line.trim().split(/\s+/)[0], node = !sketch && Boolean(OPS.get(code)?.makes);
      sketch = code === "SK" || (sketch && code !== "END");
      const wrong = this.mistake?.line === i + 1 ? " wrong" : "";
      return make("span", { class: `id${i === this.caretAt ? " here" : ""}${wrong}` }, node ? String(id++) : " ");
    });
    this.gutter.replaceChildren(...rows);
  }
}

/** A text in which one number has moved by steps, each 1 or, for a number with decimals, a tenth. */
export function stepped(text: string, at: EditableNumber, steps: number): string {
  const step = at.integer || !text.slice(at.start, at.end).includes(".") ? 1 : 0.1;
  let value = at.value + steps * step;
  // What must be above 0, or may not be 0, stays a step away from it.
  if (at.low >= 0 && !at.integer && value <= 0) value = at.low > 0 ? at.low : step;
  if (at.nonzero && Math.abs(value) < 1e-9) value = Math.sign(at.value) * step;
  return withNumber(text, at, Math.min(at.high, Math.max(at.low, value)));
}

/** Codes and what they refer to, each in its colour. */
function coloured(text: string): Node[] {
  return text.split(/((?:^|(?<=\n))[ \t]*[A-Z]+|#.*|"[^"\n]*")/).map((part, i): Node => {
    if (i % 2 === 0) return document.createTextNode(part);
    const kind = part.startsWith("#") ? "comment" : part.startsWith('"') ? "name" : "code";
    return make("span", { class: kind }, part);
  });
}
