/** What the host tells the page: `config.json` beside `index.html`. */

export interface Site {
  /** The model for this device; `path` is relative to the page. */
  model: { name: string; version: string; path: string } | null;
  /** Where to POST, relative to the page; null on a static site. */
  endpoint: string | null;
}

const NOTHING: Site = { model: null, endpoint: null };

/** The site's configuration with absolute addresses; nothing of either where there is none. */
export async function readSite(): Promise<Site> {
  try {
    const answer = await fetch("config.json");
    if (!answer.ok) return NOTHING;
    const { model, endpoint } = (await answer.json()) as Site;
    return {
      model: model && { ...model, path: absolute(model.path) },
      endpoint: endpoint === null || endpoint === undefined ? null : absolute(endpoint),
    };
  } catch {
    return NOTHING;
  }
}

const absolute = (path: string): string => new URL(path, document.baseURI).href;
