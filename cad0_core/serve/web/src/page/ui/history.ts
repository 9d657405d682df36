/** Parts made before, kept on this device only. */

import { byId, icon, make } from "./dom";
import { keep, recall } from "./store";

export interface Entry {
  /** Milliseconds since 1970, and the entry's name. */
  at: number;
  prompt: string;
  ir: string;
  model: string;
  /** A data URL. */
  picture: string;
}

const MOST = 60;

export class History {
  private entries = recall<Entry[]>("history", []);

  constructor(private readonly open: (entry: Entry) => void, private readonly say: (text: string) => void) {
    byId("history-clear").addEventListener("click", () => this.forget(null));
    this.draw();
  }

  /** Put a part first; the same program under the same prompt moves up instead. */
  add(entry: Entry): void {
    const others = this.entries.filter(({ ir, prompt }) => ir !== entry.ir || prompt !== entry.prompt);
    this.entries = [entry, ...others].slice(0, MOST);
    // Pictures take the room: the oldest go first when it runs out.
    while (!keep("history", this.entries) && this.entries.length > 1) this.entries.pop();
    this.draw();
  }

  private forget(entry: Entry | null): void {
    this.entries = entry ? this.entries.filter((one) => one !== entry) : [];
    keep("history", this.entries);
    this.draw();
    this.say(entry ? `Forgotten: ${entry.prompt || "part"}` : "History cleared");
  }

  private draw(): void {
    byId("history-empty").hidden = this.entries.length > 0;
    byId("history-clear").hidden = this.entries.length === 0;
    byId("history").replaceChildren(...this.entries.map((entry) => this.row(entry)));
  }

  private row(entry: Entry): HTMLElement {
    const title = entry.prompt || entry.ir.split("\n")[0];
    const when = new Date(entry.at);
    const open = make("button", { type: "button", class: "entry" },
      make("img", { src: entry.picture, alt: "", width: "56", height: "42" }),
      make("span", { class: "entry-text" },
        make("span", { class: "entry-title" }, title),
        make("time", { datetime: when.toISOString() }, ago(when))));
    open.addEventListener("click", () => this.open(entry));
    const forget = make("button", { type: "button", class: "quiet", "aria-label": `Forget ${title}` }, icon("cross"));
    forget.addEventListener("click", () => this.forget(entry));
    return make("li", {}, open, forget);
  }
}

function ago(when: Date): string {
  const minutes = (Date.now() - when.getTime()) / 60_000;
  if (minutes < 1) return "just now";
  if (minutes < 60) return `${Math.floor(minutes)} min ago`;
  if (minutes < 24 * 60) return when.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  return when.toLocaleDateString();
}
