/** The page without a network: a service worker keeps what it is made of. */

const PATIENCE = 3000; // ms; a page without it works, but not offline

/** Register the worker and wait until it sees what the page loads. */
export async function offline(): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  try {
    await navigator.serviceWorker.register("sw.js");
    await Promise.race([taken(), new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
    const loaded = performance.getEntriesByType("resource").map(({ name }) => name);
    navigator.serviceWorker.controller?.postMessage({ keep: [location.href.split(/[?#]/)[0], ...loaded] });
  } catch {
    // Not allowed here, as in some private windows: the page works while the network does.
  }
}

/** When the worker has this page in hand. */
function taken(): Promise<void> {
  if (navigator.serviceWorker.controller) return Promise.resolve();
  return new Promise((resolve) => {
    navigator.serviceWorker.addEventListener("controllerchange", () => resolve(), { once: true });
  });
}
