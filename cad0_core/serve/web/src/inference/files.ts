/** The files of a model: where they lie, and how they stay at hand without a network. */
import type { Table } from "./table";
import type { Dtype } from "./types";

/** What `cad0.json` says of a model. */
export interface Card {
  readonly version: number;
  readonly prompt: string;
  readonly eos_token_id: number;
  readonly max_new_tokens: number;
  readonly max_tokens: number;
  readonly grammar: Table;
  readonly dtypes: Partial<Record<Dtype, { file: string; bytes: number; runs_on: readonly string[] }>>;
  readonly default_dtype: Dtype;
}

const HUB = "https://huggingface.co/";
const CARD = "cad0.json";
const VERSION = 1;
const PREFIX = "cad0 ";

/** A folder of files, by its address with a slash at the end. */
export class Folder {
  /** Name of the cache that holds the files; a changed model gets another one. */
  cacheName = "";

  private constructor(
    readonly address: string,
    private readonly revision: string,
    private readonly signal: AbortSignal | undefined,
  ) {}

  /** The folder of a model: its name on the Hub, a whole address, or a path on this site. */
  static of(model: string, revision: string, signal?: AbortSignal): Folder {
    if (/^[\w.-]+\/[\w.-]+$/.test(model)) {
      return new Folder(`${HUB}${model}/resolve/${encodeURIComponent(revision)}/`, revision, signal);
    }
    const base = typeof location === "undefined" ? undefined : location.href;
    let address: string;
    try {
      address = new URL(model, base).href;
    } catch {
      const forms = "a name on the Hub (owner/name), an address, or a path such as /model";
      throw new Error(`${model} is no place of a model: give ${forms}`);
    }
    return new Folder(address.endsWith("/") ? address : `${address}/`, revision, signal);
  }

  /**
   * `cad0.json`: from the network if it can be reached, so that a changed model is seen.
   *
   * It names the cache of all the other files, together with what the server says of its age.
   */
  async card(): Promise<Card> {
    const index = await openCache(`${PREFIX}cards`);
    let response = await this.fetched(CARD).catch((error: unknown) => {
      if (this.signal?.aborted) throw error;
      return undefined;
    });
    if (response?.ok) await index?.put(this.address + CARD, response.clone());
    else if (!response) response = await index?.match(this.address + CARD);
    if (!response) throw new Error(`${this.address} cannot be reached, and is not stored on this device`);
    if (!response.ok) {
      const hint = "give the folder that `cad0 release` published, with cad0.json in it";
      throw new Error(`no model at ${this.address} (HTTP ${response.status}): ${hint}`);
    }
    const age = response.headers.get("etag") ?? response.headers.get("last-modified") ?? "";
    const text = await response.text();
    this.cacheName = `${PREFIX}${this.address} ${await digest(`${this.revision} ${age} ${text}`)}`;
    return this.understood(text);
  }

  private understood(text: string): Card {
    let card: Card;
    try {
      card = JSON.parse(text) as Card;
    } catch {
      throw new Error(`${this.address}${CARD} is damaged: it is not JSON`);
    }
    if (card.version === VERSION) return card;
    const remedy = "take the script that was published with the model";
    throw new Error(`${this.address}${CARD} has version ${card.version}, this script reads ${VERSION}: ${remedy}`);
  }

  /** Another file, from the cache if it is there. */
  async json<T>(name: string): Promise<T> {
    const cache = await openCache(this.cacheName);
    const stored = await cache?.match(this.address + name);
    const response = stored ?? (await this.fetched(name));
    if (!response.ok) throw new Error(`${this.address}${name} is missing (HTTP ${response.status})`);
    if (!stored) await cache?.put(this.address + name, response.clone());
    return (await response.json()) as T;
  }

  /** Drop what is stored of earlier versions of this model. */
  async forgetOthers(): Promise<void> {
    if (typeof caches === "undefined") return;
    for (const name of await caches.keys()) {
      const earlier = name.startsWith(`${PREFIX}${this.address} `) && name !== this.cacheName;
      if (earlier) await caches.delete(name);
    }
  }

  private fetched(name: string): Promise<Response> {
    return fetch(this.address + name, { signal: this.signal, cache: name === CARD ? "no-cache" : "default" });
  }
}

/** Undefined where pages have no cache: out of a secure context. */
async function openCache(name: string): Promise<Cache | undefined> {
  try {
    return typeof caches === "undefined" ? undefined : await caches.open(name);
  } catch {
    return undefined; // storage is forbidden here, or full
  }
}

async function digest(text: string): Promise<string> {
  if (!globalThis.crypto?.subtle) return "";
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(hash, 0, 8), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
