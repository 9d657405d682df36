/**
 * Links that carry a part whole, in the fragment, which no server sees.
 *
 *     #v=1&prompt=...&model=cad0-mini+v0.1.0&ir=C+50+30+5%0AY...    readable, for short programs
 *     #v=1&z=...                                                    the same, deflated, base64url
 *
 * `?ir=` is read too, as older links have it.
 */

export interface Shared {
  ir: string;
  prompt: string;
  model: string;
}

const READABLE = 1500; // characters; messengers cut longer links

export async function link(shared: Shared, page = location.href): Promise<string> {
  const fields = new URLSearchParams({ v: "1", ...shared });
  for (const [name, value] of Object.entries(shared)) if (!value) fields.delete(name);
  const text = fields.toString();
  const url = new URL(page);
  url.search = "";
  url.hash = text.length <= READABLE ? text : `v=1&z=${await deflate(text)}`;
  return url.href;
}

/** The part in an address; null where there is none. Raises an `Error` for a link cut short. */
export async function shared(address: string): Promise<Shared | null> {
  const url = new URL(address);
  let fields = new URLSearchParams(url.hash.slice(1));
  const packed = fields.get("z");
  if (packed !== null) fields = new URLSearchParams(await inflate(packed));
  const ir = fields.get("ir") ?? url.searchParams.get("ir");
  if (ir === null) return null;
  const prompt = fields.get("prompt") ?? url.searchParams.get("prompt") ?? "";
  return { ir, prompt, model: fields.get("model") ?? "" };
}

async function deflate(text: string): Promise<string> {
  const bytes = await through(new TextEncoder().encode(text), new CompressionStream("deflate-raw"));
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

async function inflate(packed: string): Promise<string> {
  try {
    const binary = atob(packed.replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(binary, (char) => char.charCodeAt(0));
    return new TextDecoder().decode(await through(bytes, new DecompressionStream("deflate-raw")));
  } catch {
    throw new Error("This link is damaged: it was cut short or changed on its way. Ask for it again.");
  }
}

async function through(bytes: Uint8Array<ArrayBuffer>, by: GenericTransformStream): Promise<Uint8Array> {
  const stream = new Blob([bytes]).stream().pipeThrough(by);
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
