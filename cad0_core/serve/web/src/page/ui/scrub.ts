/** Dragging a number of the program to the side: it changes as the pointer moves. */

import { numbers, type EditableNumber } from "../../ir";
import { stepped } from "./editor";

const PIXELS = 6; // a step
const START = 4; // px that make a drag of a click

interface Grip {
  text: string;
  number: EditableNumber;
  x: number;
  y: number;
  dragging: boolean;
  left: number;
  width: number;
}

export class Scrub {
  private grip: Grip | null = null;

  constructor(
    private readonly field: HTMLTextAreaElement, private readonly paint: HTMLElement,
    private readonly edit: (text: string, merge: string) => void,
  ) {
    field.addEventListener("pointermove", (event) => this.move(event));
    field.addEventListener("pointerdown", (event) => this.down(event));
    // The text field would select text instead; the caret is set when the pointer goes up.
    field.addEventListener("mousedown", (event) => this.grip && event.preventDefault());
    field.addEventListener("pointerup", (event) => this.up(event));
    field.addEventListener("pointercancel", () => (this.grip = null));
    field.addEventListener("pointerleave", () => this.hover(null));
  }

  private down(event: PointerEvent): void {
    const span = this.at(event);
    if (!span || this.field.readOnly || event.button !== 0) return;
    const { left, width } = span.getBoundingClientRect();
    const text = this.field.value, number = numbers(text)[Number(span.dataset.number)];
    this.grip = { text, number, x: event.clientX, y: event.clientY, dragging: false, left, width };
  }

  private move(event: PointerEvent): void {
    const grip = this.grip;
    if (!grip) return this.hover(this.at(event));
    const away = event.clientX - grip.x;
    if (!grip.dragging) {
      if (Math.abs(event.clientY - grip.y) > 2 * START && Math.abs(away) < START) this.grip = null;
      if (Math.abs(away) < START) return;
      grip.dragging = true;
      this.field.setPointerCapture(event.pointerId);
    }
    event.preventDefault();
    const steps = Math.trunc(away / PIXELS) * (event.shiftKey ? 10 : 1);
    this.edit(stepped(grip.text, grip.number, steps), `drag ${grip.number.start} ${grip.x}`);
  }

  private up(event: PointerEvent): void {
    const grip = this.grip;
    this.grip = null;
    if (!grip) return;
    this.field.focus();
    if (grip.dragging) return;
    const share = (event.clientX - grip.left) / grip.width;
    const { start, end } = grip.number;
    const caret = start + Math.round(share * (end - start));
    this.field.setSelectionRange(caret, caret);
  }

  private hover(span: HTMLElement | null): void {
    this.field.style.cursor = span ? "ew-resize" : "";
    for (const old of this.paint.querySelectorAll(".hover")) if (old !== span) old.classList.remove("hover");
    span?.classList.add("hover");
  }

  /** The number under the pointer. The field lies above the colours, so rectangles are compared. */
  private at({ clientX: x, clientY: y }: PointerEvent): HTMLElement | null {
    for (const span of this.paint.querySelectorAll<HTMLElement>(".number")) {
      const { left, right, top, bottom } = span.getBoundingClientRect();
      if (x >= left && x <= right && y >= top && y <= bottom) return span;
    }
    return null;
  }
}
