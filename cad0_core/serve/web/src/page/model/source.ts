/** Who answers a prompt: a model on this device, or the server. */

export interface Answer {
  ir: string;
  tokens: number;
  /** From the click to the first token and to the last, in seconds. */
  first: number;
  seconds: number;
  /** What answered: `cad0-mini v0.1.0 on this device, WASM`. */
  by: string;
}

export interface Asking {
  signal: AbortSignal;
  /** Called with all of the program so far. */
  onText: (ir: string) => void;
}

/** Hears how far something is, as a share from 0 to 1 and in words. */
export type Say = (share: number, words: string) => void;

export interface Source {
  /** The model's name and version, as they stand in links and cases. */
  readonly model: string;
  /** Get ready. Rejects with the signal's reason if that ends the waiting. */
  load(say: Say, signal: AbortSignal): Promise<void>;
  answer(prompt: string, asking: Asking): Promise<Answer>;
}

/** Why there is no answer, and what to try: both are shown. */
export class NoAnswer extends Error {
  constructor(message: string, readonly remedy: string) {
    super(message);
    this.name = "NoAnswer";
  }
}
