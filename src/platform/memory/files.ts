/**
 * The files of one simulated host: what a test puts there and does to them, and the port for programs.
 *
 * Rules: they survive whoever wrote them; of what was not synced, chance decides when the power goes; whatever a program
 * does can be seen, and made to fail, beforehand.
 */
import { PlatformError } from "../errors.ts";
import type { FilesPlatform } from "../files-port.ts";
import { Disk } from "./disk.ts";
import { FilesOfProgram } from "./files-of-program.ts";
import type { OpenMemoryFile } from "./open-memory-file.ts";
import { failure, placeOf } from "./paths.ts";
import { RandomStreams } from "./random.ts";

/** What a program is about to do. */
export interface FileOperation {
  readonly name: Exclude<keyof FilesPlatform, "currentDirectory" | "now" | "uniqueName"> | FileVerb;
  readonly path: string;
}

type FileVerb = "read" | "write" | "truncate" | "sync" | "status" | "close";

export interface MemoryFilesHost {
  /** Seconds since 1970. */
  now(): number;
  draw(): number;
  /** May the program have one more descriptor? If not, why. */
  mayOpen?(): PlatformError | null;
}

/** For files without a network: no time passes there. */
function hostOfItsOwn(): MemoryFilesHost {
  const random = new RandomStreams(1);
  return { now: () => 0, draw: () => random.draw("files") };
}

export class MemoryFiles {
  /**
   * Called before whatever a program does to files: may give the POSIX code that it fails with or, for a `write`, the number
   * of bytes after which it is cut short.
   */
  before: ((operation: FileOperation) => string | number | undefined) | null = null;
  readonly disk: Disk;
  readonly #host: MemoryFilesHost;
  readonly #open = new Set<OpenMemoryFile>();

  constructor(host: MemoryFilesHost = hostOfItsOwn()) {
    this.#host = host;
    this.disk = new Disk(() => host.now());
  }

  /** How many bytes there is room for; no more than fits by default. */
  get capacity(): number {
    return this.disk.capacity;
  }

  set capacity(bytes: number) {
    this.disk.capacity = bytes;
  }

  /** How many bytes are in files. */
  get used(): number {
    return this.disk.used;
  }

  // As installed: what a test does survives a crash.

  /** Put a file there, with its folders. */
  set(path: string, content: Uint8Array | string, mode = 0o644): this {
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    this.makeFolders(path.slice(0, path.lastIndexOf("/")));
    const place = placeOf(this.disk.root, path, true);
    let { node } = place;
    if (node === undefined) {
      node = this.disk.inodes.file(mode);
      this.disk.change({ folder: place.folder, name: place.name, node });
    }
    if (node.kind !== "file") throw failure("EISDIR", path);
    this.disk.give(node.content.length);
    node.content.truncate(0, 0);
    node.content.write(0, bytes, 0);
    node.modified = this.#host.now();
    this.disk.give(-bytes.length);
    this.disk.syncAll();
    return this;
  }

  has(path: string): boolean {
    return this.get(path) !== undefined;
  }

  /** Remove a file; says whether there was one. */
  delete(path: string): boolean {
    if (!this.has(path)) return false;
    const { folder, name } = placeOf(this.disk.root, path, false);
    this.disk.change({ folder, name, node: null });
    this.disk.syncAll();
    return true;
  }

  /** The whole file; undefined where there is none. */
  get(path: string): Uint8Array | undefined {
    try {
      const { node } = placeOf(this.disk.root, path, true);
      return node?.kind === "file" ? node.content.read(0, node.content.length) : undefined;
    } catch (thrown) {
      if (thrown instanceof PlatformError) return undefined;
      throw thrown;
    }
  }

  /** A file as text; undefined where there is none. */
  text(path: string): string | undefined {
    const bytes = this.get(path);
    return bytes && new TextDecoder().decode(bytes);
  }

  /** Make a folder, with those that it is in. */
  makeFolders(path: string): void {
    let at = "";
    for (const name of path.split("/").filter((segment) => segment !== "")) {
      at += `/${name}`;
      const place = placeOf(this.disk.root, at, true);
      if (place.node !== undefined) continue;
      const node = this.disk.inodes.folder(0o755);
      this.disk.change({ folder: place.folder, name: place.name, node });
    }
    this.disk.syncAll();
  }

  /** The paths of all files, sorted. */
  get paths(): readonly string[] {
    const found: string[] = [];
    const visit = (folder: Disk["root"], path: string): void => {
      for (const [name, node] of folder.entries)
        if (node.kind === "directory") visit(node, `${path}/${name}`);
        else if (node.kind === "file") found.push(`${path}/${name}`);
    };
    visit(this.disk.root, "");
    return found.sort();
  }

  // The host's side.

  /** For a program, as long as it is `alive`. */
  platform(alive: () => boolean): FilesPlatform {
    return new FilesOfProgram(this.disk, {
      now: () => this.#host.now(),
      draw: () => this.#host.draw(),
      open: this.#open,
      mayOpen: () => this.#host.mayOpen?.() ?? null,
      begin: (operation) => {
        const fault = this.#begin(operation, alive);
        // What is done beforehand may be the end of the program.
        if (!alive()) throw new PlatformError("EIO", "the program has ended");
        return fault;
      },
    });
  }

  #begin(operation: FileOperation, alive: () => boolean): number {
    const fault = alive() ? this.before?.(operation) : undefined;
    if (typeof fault === "string") throw failure(fault, operation.path);
    return fault ?? Number.POSITIVE_INFINITY;
  }

  /** How many files are open. */
  get opened(): number {
    return this.#open.size;
  }

  /** The program is no more: what it had open is closed. */
  kill(): void {
    for (const file of this.#open) file.close();
  }

  /** The power goes. */
  crash(): void {
    for (const file of this.#open) file.vanish();
    this.disk.crash(() => this.#host.draw());
  }
}
