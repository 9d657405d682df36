/** What leaves the page: files, and links that carry the part. */

import type { Server } from "./model/server";
import type { Kernel } from "./solid/kernel";
import type { Format } from "./solid/worker";
import { byId, save, slug } from "./ui/dom";
import { link, type Shared } from "./ui/link";

const TYPES: Record<string, string> = { stl: "model/stl", "3mf": "model/3mf", glb: "model/gltf-binary", step: "model/step" };

export class Files {
  constructor(
    private readonly kernel: Kernel, private readonly server: Server | null,
    private readonly shown: () => Shared, private readonly say: (text: string) => void,
  ) {
    for (const button of document.querySelectorAll<HTMLElement>("[data-format]")) {
      button.addEventListener("click", () => void this.file(button.dataset.format!));
    }
    byId("share-menu").addEventListener("beforetoggle", (event) => {
      if ((event as ToggleEvent).newState === "open") void this.share();
    });
    byId("share-copy").addEventListener("click", () => void this.copy());
  }

  /** Whether there is something to take away, and whether the server writes STEP. */
  offer(some: boolean): void {
    byId<HTMLButtonElement>("save-button").disabled = !some;
    byId<HTMLButtonElement>("share-button").disabled = !some;
    byId<HTMLButtonElement>("copy").disabled = !some;
    byId("save-step").hidden = !this.server?.formats.includes("step");
  }

  private async file(format: string): Promise<void> {
    byId("save-menu").hidePopover();
    const { ir, prompt } = this.shown();
    const name = `${slug(prompt || "part")}.${format}`;
    try {
      if (format === "ir") save(name, `${ir}\n`, "text/plain");
      else save(name, await this.bytes(ir, format), TYPES[format]);
      this.say(`Saved ${name}`);
    } catch (error) {
      this.say(`No ${format.toUpperCase()} file: ${(error as Error).message}`);
    }
  }

  private async bytes(ir: string, format: string): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = format === "step"
      ? await this.server!.file(ir, format, AbortSignal.timeout(30_000))
      : await this.kernel.ask({ do: "file", ir, format: format as Format });
    return bytes as Uint8Array<ArrayBuffer>;
  }

  private async share(): Promise<void> {
    const field = byId<HTMLInputElement>("share-link");
    field.value = await link(this.shown());
    field.select();
  }

  private async copy(): Promise<void> {
    const field = byId<HTMLInputElement>("share-link");
    try {
      await navigator.clipboard.writeText(field.value);
      byId("share-menu").hidePopover();
      this.say("Link copied");
    } catch {
      field.select();
      this.say("This browser lets no page copy: press Ctrl+C");
    }
  }
}
