/** A folder for what one test writes. */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export class TemporaryFolder {
  readonly #name: string;
  #path: string | undefined;
  #count = 0;

  /** Nothing is made before it is needed. */
  constructor(name: string) {
    this.#name = name.replace(/[^\w.-]/g, "_");
  }

  /** Where it is, if anything was asked of it. */
  get path(): string | undefined {
    return this.#path;
  }

  /** A path at which there is nothing yet, in a folder that is there. */
  newPath(): string {
    this.#path ??= mkdtempSync(join(tmpdir(), `trial-${this.#name}-`));
    const folder = join(this.#path, String(this.#count++));
    mkdirSync(folder);
    return join(folder, "temp");
  }

  remove(): void {
    if (this.#path === undefined) return;
    rmSync(this.#path, { recursive: true, force: true });
    this.#path = undefined;
  }
}
