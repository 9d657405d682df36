/**
 * The service worker: the network first, so that a page is never old; what is kept when there is
 * none. The weights are left to the model's own cache.
 *
 * It also adds the headers that let WASM use threads, where a static host can't send them.
 */

// The types of service workers clash with those of pages, so what is used of them stands here.
interface Waiting extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Fetching extends Event {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface Scope {
  readonly registration: ServiceWorkerRegistration;
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(name: "install" | "activate", hear: (event: Waiting) => void): void;
  addEventListener(name: "message", hear: (event: Waiting & MessageEvent) => void): void;
  addEventListener(name: "fetch", hear: (event: Fetching) => void): void;
}

const worker = self as unknown as Scope;
const CACHE = "cad0-page";
const ISOLATION = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Cross-Origin-Resource-Policy": "same-origin",
};

worker.addEventListener("install", (event) => event.waitUntil(worker.skipWaiting()));
worker.addEventListener("activate", (event) => event.waitUntil(worker.clients.claim()));
worker.addEventListener("message", (event) => {
  const { keep } = event.data as { keep?: string[] };
  if (keep) event.waitUntil(Promise.all(keep.filter(ours).map(store)));
});
worker.addEventListener("fetch", (event) => {
  if (event.request.method === "GET" && ours(event.request.url)) event.respondWith(answer(event.request));
});

/** Files of the page itself, not the weights. */
function ours(url: string): boolean {
  const { href } = new URL(url);
  return href.startsWith(worker.registration.scope) && !/\.onnx(_data)?([?#]|$)/.test(href);
}

async function store(url: string): Promise<void> {
  const cache = await caches.open(CACHE);
  if (!(await cache.match(url, { ignoreSearch: true }))) await cache.add(url).catch(() => {});
}

async function answer(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  try {
    const fresh = await fetch(request);
    if (fresh.ok && fresh.status === 200) await cache.put(request.url.split(/[?#]/)[0], fresh.clone());
    return isolated(fresh);
  } catch (error) {
    const kept = await cache.match(request, { ignoreSearch: true });
    if (kept) return isolated(kept);
    throw error;
  }
}

function isolated(response: Response): Response {
  if (response.status !== 200 || response.type === "opaque") return response;
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(ISOLATION)) headers.set(name, value);
  return new Response(response.body, { status: 200, headers });
}

export {};
