/** The page's side of the solid worker: asks, waits, and ends it when it takes too long. */

import type { Fault, Job, Results } from "./worker";

const SECONDS = 10; // the budget of one evaluation, as the language has it

export class BuildError extends Error {
  constructor(message: string, readonly line: number) {
    super(message);
  }
}

interface Waiting {
  resolve: (result: never) => void;
  reject: (error: Error) => void;
  timer: number;
}

export class Kernel {
  private worker: Worker | null = null;
  private readonly waiting = new Map<number, Waiting>();
  private last = 0;

  /** Rejects with a `BuildError` that says what is wrong and where. */
  ask<J extends Job>(job: J): Promise<Results[J["do"]]> {
    const id = ++this.last;
    this.worker ??= this.start();
    return new Promise((resolve, reject) => {
      const timer = window.setTimeout(() => this.giveUp(), SECONDS * 1000);
      this.waiting.set(id, { resolve, reject, timer });
      this.worker!.postMessage({ id, job });
    });
  }

  private start(): Worker {
    const worker = new Worker(new URL("app-solid.js", document.baseURI), { type: "module", name: "solid" });
    worker.onmessage = ({ data }: MessageEvent<{ id: number; result: never; fault?: Fault }>) => {
      const waiting = this.waiting.get(data.id);
      if (!waiting) return;
      this.waiting.delete(data.id);
      clearTimeout(waiting.timer);
      if (data.fault) waiting.reject(new BuildError(data.fault.message, data.fault.line));
      else waiting.resolve(data.result);
    };
    worker.onerror = () => this.end("The geometry kernel did not load: reload the page.");
    return worker;
  }

  private giveUp(): void {
    this.end(`This solid takes more than ${SECONDS} seconds to build: use fewer copies or simpler shapes.`);
  }

  /** A running boolean can't be interrupted, so the worker goes; the next question starts another. */
  private end(why: string): void {
    this.worker?.terminate();
    this.worker = null;
    for (const { reject, timer } of this.waiting.values()) {
      clearTimeout(timer);
      reject(new BuildError(why, 0));
    }
    this.waiting.clear();
  }
}
