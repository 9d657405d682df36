/** The part on the screen: built from the program as it stands, drawn, and held against the text. */

import { compare } from "./asked/compare";
import { read } from "./asked/read";
import type { Facts } from "./solid/facts";
import { BuildError, type Kernel } from "./solid/kernel";
import type { Editor } from "./ui/editor";
import { byId } from "./ui/dom";
import { showFacts, showFindings } from "./ui/findings";
import type { Stage } from "./ui/stage";

export interface Outcome {
  ir: string;
  facts: Facts | null;
  /** Why there is no solid; null where there is one. */
  fault: string | null;
}

export class Part {
  facts: Facts | null = null;
  /** What the text says, for the comparison. */
  prompt = "";
  private wanted: { ir: string; fit: boolean } | null = null;
  private working: Promise<Outcome> | null = null;
  private drafting = false;
  private pointing = 0;

  constructor(private readonly kernel: Kernel, private readonly stage: Stage, private readonly editor: Editor) {}

  /** Build and show a program. Of calls that come while one is at work only the last is done. */
  show(ir: string, fit: boolean): Promise<Outcome> {
    this.wanted = { ir, fit: fit || (this.wanted?.fit ?? false) };
    this.working ??= this.work().finally(() => (this.working = null));
    return this.working;
  }

  private async work(): Promise<Outcome> {
    let outcome: Outcome = { ir: "", facts: null, fault: null };
    while (this.wanted) {
      const { ir, fit } = this.wanted;
      this.wanted = null;
      outcome = await this.build(ir, fit);
    }
    return outcome;
  }

  private async build(ir: string, fit: boolean): Promise<Outcome> {
    if (!ir.trim()) {
      this.clear();
      return { ir, facts: null, fault: null };
    }
    try {
      const { mesh, facts } = await this.kernel.ask({ do: "build", ir });
      this.facts = facts;
      this.editor.mark(null);
      this.stage.show(mesh, [], fit, this.words(facts));
      this.compare();
      return { ir, facts, fault: null };
    } catch (error) {
      const { message, line } = error as BuildError;
      if (fit) await this.showUpTo(ir, line);
      this.editor.mark({ line, message });
      this.stage.stale(true);
      return { ir, facts: null, fault: line ? `line ${line}: ${message}` : message };
    }
  }

  /** Of a new program that makes no solid, show what stands before the line that is to blame. */
  private async showUpTo(ir: string, line: number): Promise<void> {
    this.clear();
    const lines = ir.split("\n").slice(0, Math.max(0, line - 1));
    if (lines.length) await this.draft(lines.join("\n"), true);
  }

  /** Show as much of an unfinished program as stands; skipped while the last one is at work. */
  async draft(ir: string, first: boolean): Promise<void> {
    if (this.drafting) return;
    this.drafting = true;
    try {
      const { mesh, tools } = await this.kernel.ask({ do: "draft", ir });
      if (mesh && this.drafting) this.stage.show(mesh, tools, first, "An unfinished part");
    } catch {
      // A program that is half written may be anything.
    } finally {
      this.drafting = false;
    }
  }

  /** What one line makes, see-through over the part; `line` is null for none. */
  async point(ir: string, line: number | null): Promise<void> {
    const turn = ++this.pointing;
    const mesh = line === null ? null : await this.kernel.ask({ do: "node", ir, line }).catch(() => null);
    if (turn === this.pointing) this.stage.ghost(mesh);
  }

  /** Hold the text against the part once more, after either has changed. */
  compare(): void {
    if (!this.facts) return;
    showFindings(compare(read(this.prompt), this.facts), this.prompt);
    showFacts(this.facts);
    byId("thumbs").hidden = !this.prompt.trim();
  }

  clear(): void {
    this.facts = null;
    this.editor.mark(null);
    this.stage.show(null, [], false, "No part yet");
    showFindings([], "");
    showFacts(null);
    byId("thumbs").hidden = true;
  }

  /** The part for those who do not see it. */
  private words({ size, volume, genus }: Facts): string {
    const [x, y, z] = size.map((value) => Math.round(value * 100) / 100);
    const holes = genus === 1 ? "1 through hole" : `${genus} through holes`;
    return `A part of ${x} by ${y} by ${z} mm, ${Math.round(volume)} mm³, ${holes}`;
  }
}
