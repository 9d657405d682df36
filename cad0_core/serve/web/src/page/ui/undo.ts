/** Steps that can be taken back: the prompt and the program together. */

export interface Step {
  prompt: string;
  ir: string;
}

const MOST = 200;

export class Undo {
  private past: Step[] = [];
  private future: Step[] = [];
  private merging = "";

  constructor(private now: Step) {}

  get canUndo(): boolean {
    return this.past.length > 0;
  }

  get canRedo(): boolean {
    return this.future.length > 0;
  }

  /** Remember what is now so. Steps with the same `merge` in a row, as of one drag, are one. */
  push(next: Step, merge = ""): void {
    if (next.ir === this.now.ir && next.prompt === this.now.prompt) return;
    if (!merge || merge !== this.merging) this.past.push(this.now);
    if (this.past.length > MOST) this.past.shift();
    this.merging = merge;
    this.future = [];
    this.now = next;
  }

  undo(): Step | null {
    return this.move(this.past, this.future);
  }

  redo(): Step | null {
    return this.move(this.future, this.past);
  }

  private move(from: Step[], to: Step[]): Step | null {
    const step = from.pop();
    if (!step) return null;
    to.push(this.now);
    this.merging = "";
    return (this.now = step);
  }
}
