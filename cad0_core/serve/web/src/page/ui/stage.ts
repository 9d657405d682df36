/** The viewport with its tools: views, dimensions, measuring, section. */

import type { Mesh } from "../../ir";
import { mm } from "../asked/compare";
import { Dimensions } from "../view/labels";
import { Tape } from "../view/tape";
import { Triad } from "../view/triad";
import { Viewer, type View } from "../view/viewer";
import type { Axis } from "../view/cut";
import { byId } from "./dom";

export class Stage {
  private readonly viewer: Viewer | null;
  private readonly dimensions: Dimensions | null = null;
  private readonly tape: Tape | null = null;
  private readonly element = byId("stage");
  private readonly canvas = byId<HTMLCanvasElement>("canvas");
  private readonly place = byId<HTMLInputElement>("cut-at");
  private axis: Axis = "x";
  private flip = false;
  private shown: Mesh | null = null;
  private fitted = false;

  /** `area` gives the area of the section at a place, in mm2. */
  constructor(private readonly area: (axis: 0 | 1 | 2, at: number) => Promise<number>) {
    this.viewer = this.start();
    if (!this.viewer) return;
    const overlay = byId("overlay");
    this.dimensions = new Dimensions(this.viewer, overlay);
    this.tape = new Tape(this.viewer, this.canvas, overlay, (text) => this.say(text));
    new Triad(this.viewer, byId("triad"));
    this.tools();
    this.section();
    this.canvas.addEventListener("keydown", (event) => this.key(event));
  }

  private start(): Viewer | null {
    try {
      return new Viewer(this.canvas);
    } catch {
      byId("empty").textContent =
        "This browser gives no WebGL 2, so the part can't be drawn. Everything else works: the program, the measures and the files.";
      return null;
    }
  }

  /** Show a part and, see-through, tools beside it; `fit` moves the eye, `words` say what it is. */
  show(mesh: Mesh | null, tools: readonly Mesh[], fit: boolean, words: string): void {
    this.stale(false);
    this.shown = mesh;
    this.canvas.setAttribute("aria-label", words);
    if (!this.viewer) return;
    byId("empty").hidden = mesh !== null;
    this.viewer.show(mesh, tools);
    if (mesh && (fit || !this.fitted)) this.viewer.look("iso");
    this.fitted = mesh !== null;
    this.dimensions?.refresh();
    this.tape?.clear();
    if (mesh) this.cut();
  }

  ghost(mesh: Mesh | null): void {
    this.viewer?.ghosts(mesh ? [mesh] : []);
  }

  /** Whether what is drawn is older than the program. */
  stale(old: boolean): void {
    this.element.classList.toggle("stale", old);
  }

  turn(on: boolean): void {
    this.viewer?.turn(on);
  }

  paint(): void {
    this.viewer?.paint();
    this.dimensions?.refresh();
  }

  picture(): string {
    return this.viewer?.picture(112, 84) ?? "";
  }

  /** A tool by its key; false if there is none. */
  press(key: string): boolean {
    const id = { f: "fit", d: "dims", m: "tape", s: "cut" }[key];
    const view = ["iso", "top", "front", "right"][Number(key) - 1];
    const button = id ? byId(id) : view ? document.querySelector<HTMLElement>(`[data-view=${view}]`) : null;
    button?.click();
    return button !== null;
  }

  private tools(): void {
    for (const button of document.querySelectorAll<HTMLElement>("[data-view]")) {
      button.addEventListener("click", () => this.viewer!.look(button.dataset.view as View));
    }
    byId("fit").addEventListener("click", () => this.viewer!.fit());
    toggle(byId("dims"), (on) => this.dimensions!.toggle(on));
    toggle(byId("tape"), (on) => {
      this.element.classList.toggle("measuring", on);
      byId("readout").hidden = !on;
      this.tape!.toggle(on);
    });
  }

  private section(): void {
    toggle(byId("cut"), (on) => {
      byId("cut-panel").hidden = !on;
      byId("cut").setAttribute("aria-expanded", String(on));
      this.cut();
    });
    this.place.addEventListener("input", () => this.cut());
    const axes = [...document.querySelectorAll<HTMLElement>("[data-axis]")];
    for (const button of axes) {
      button.addEventListener("click", () => {
        for (const other of axes) other.setAttribute("aria-pressed", String(other === button));
        this.axis = button.dataset.axis as Axis;
        this.cut();
      });
    }
    toggle(byId("cut-flip"), (on) => {
      this.flip = on;
      this.cut();
    });
  }

  private cut(): void {
    if (byId("cut").getAttribute("aria-pressed") !== "true" || !this.shown) return this.viewer!.cut.remove(), this.viewer!.draw();
    const { min, max } = this.viewer!.box;
    const at = min[this.axis] + Number(this.place.value) * (max[this.axis] - min[this.axis]);
    this.viewer!.cut.place(this.axis, at, this.flip);
    this.viewer!.draw();
    void this.report(at);
  }

  private async report(at: number): Promise<void> {
    const { axis } = this, output = byId<HTMLOutputElement>("cut-place");
    const where = `${axis.toUpperCase()} ${mm(at)} mm`;
    this.place.setAttribute("aria-valuetext", where);
    const area = await this.area((["x", "y", "z"] as const).indexOf(axis) as 0 | 1 | 2, at).catch(() => 0);
    if (axis !== this.axis) return;
    output.textContent = `${where} · ${mm(area)} mm²`;
    output.dataset.area = String(area);
  }

  private key(event: KeyboardEvent): void {
    const viewer = this.viewer!;
    const moves: Record<string, () => void> = {
      ArrowLeft: () => viewer.orbit(-10, 0), ArrowRight: () => viewer.orbit(10, 0),
      ArrowUp: () => viewer.orbit(0, 10), ArrowDown: () => viewer.orbit(0, -10),
      "+": () => viewer.orbit(0, 0, 1.15), "=": () => viewer.orbit(0, 0, 1.15), "-": () => viewer.orbit(0, 0, 1 / 1.15),
    };
    const move = event.ctrlKey || event.metaKey ? undefined : moves[event.key];
    if (!move) return;
    event.preventDefault();
    move();
  }

  private say(text: string): void {
    const readout = byId("readout");
    readout.textContent = text;
    byId("status").textContent = text;
  }
}

/** A button that is pressed or not. */
function toggle(button: HTMLElement, set: (on: boolean) => void): void {
  button.addEventListener("click", () => {
    const on = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(on));
    set(on);
  });
}
