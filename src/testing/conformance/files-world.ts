/** What the suite of files works in: a folder of its own. */
import type { Awaitable } from "../../deferred/index.ts";
import type { IFilesystem, OpenMode } from "../../net/index.ts";
import { same } from "./errors.ts";

export interface FilesConformanceSetup {
  readonly files: IFilesystem;
  /** A folder that is there and empty. */
  readonly folder: string;
  close?(): Awaitable<void>;
}

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

export class FilesWorld {
  readonly files: IFilesystem;
  readonly folder: string;
  readonly #close: (() => Awaitable<void>) | undefined;

  constructor({ files, folder, close }: FilesConformanceSetup) {
    this.files = files;
    this.folder = folder;
    this.#close = close;
  }

  at(name: string): string {
    return `${this.folder}/${name}`;
  }

  /** A file of that content. */
  make(name: string, content: string = name, mode: OpenMode = "w"): string {
    const file = this.files.open(this.at(name), mode);
    try {
      if (content !== "") same("written", file.write(bytes(content)), content.length);
    } finally {
      file.close();
    }
    return this.at(name);
  }

  text(name: string): string {
    return new TextDecoder().decode(this.files.readFile(this.at(name)));
  }

  /** The code that it fails with. */
  code(act: () => unknown): string {
    try {
      act();
    } catch (thrown) {
      return (thrown as { code?: string }).code ?? String(thrown);
    }
    return "none";
  }

  async close(): Promise<void> {
    await this.#close?.();
  }
}
