/** Short ways to find and make elements. */

/** The element with an id, which `index.html` promises. */
export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (!found) throw new Error(`index.html has no #${id}`);
  return found as T;
}

type Content = Node | string;

/** An element with attributes and content; an attribute given as null is left out. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K, attributes: Record<string, string | null> = {}, ...content: Content[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== null) element.setAttribute(name, value);
  element.append(...content);
  return element;
}

/** An icon of the sprite in `index.html`. */
export function icon(name: string): SVGSVGElement {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#i-${name}`);
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  svg.append(use);
  return svg;
}

/** Hand a file to the person at the screen. */
export function save(name: string, bytes: BlobPart, type: string): void {
  const url = URL.createObjectURL(new Blob([bytes], { type }));
  make("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** A file name made of a text: `Plate 50x30, 4 holes` gives `plate-50x30-4-holes`. */
export function slug(text: string, most = 48): string {
  const words = text.toLowerCase().normalize("NFKD").replace(/[^a-z0-9.]+/g, "-");
  return words.slice(0, most).replace(/^[-.]+|[-.]+$/g, "") || "part";
}
