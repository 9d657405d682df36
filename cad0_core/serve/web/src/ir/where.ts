/** Where the kernel's WASM lies. */

let url: string | undefined;

/** Where `manifold.wasm` lies, if not beside the script; before the first `build`. */
export function setManifoldUrl(address: string): void {
  url = address;
}

export const manifoldUrl = (): string | undefined => url;
