/** A file of a simulated host that a program has open. */
import { PlatformError } from "../errors.ts";
import type { PlatformFile, PlatformFileStatus } from "../files-port.ts";
import type { Disk } from "./disk.ts";
import { type FileNode, type FolderNode, statusOf } from "./inodes.ts";
import { failure } from "./paths.ts";

export interface Opening {
  readonly path: string;
  readonly disk: Disk;
  /** All that are open. */
  readonly open: Set<OpenMemoryFile>;
  now(): number;
  /** Throws what it is to fail with; gives how much may be written. */
  begin(name: "read" | "write" | "truncate" | "sync" | "status" | "close"): number;
}

/** What may be done with it; nothing with a folder. */
interface Rights {
  readonly reads: boolean;
  readonly writes: boolean;
  readonly appends: boolean;
}

export class OpenMemoryFile implements PlatformFile {
  readonly #node: FileNode | FolderNode;
  readonly #opening: Opening;
  readonly #rights: Rights | null;
  #position = 0;
  #closed = false;

  constructor(node: FileNode | FolderNode, opening: Opening, rights: Rights | null = null) {
    this.#node = node;
    this.#opening = opening;
    this.#rights = rights;
    if (node.kind === "file") node.opened += 1;
    opening.open.add(this);
  }

  status(): PlatformFileStatus {
    this.#begin("status");
    return statusOf(this.#node);
  }

  read(size: number): Uint8Array {
    this.#begin("read");
    const node = this.#file();
    if (this.#rights?.reads !== true) throw failure("EBADF", this.#opening.path);
    const bytes = node.content.read(this.#position, size);
    this.#position += bytes.length;
    return bytes;
  }

  write(data: Uint8Array): number {
    const most = this.#begin("write");
    const node = this.#writable();
    const { disk, now } = this.#opening;
    const { length } = node.content;
    const at = this.#rights?.appends ? length : this.#position;
    // At least one byte, or it would be an error.
    const wanted = Math.min(data.length, Math.max(1, most));
    const grows = at + wanted - length;
    const written = grows > 0 ? wanted - grows + disk.take(grows) : wanted;
    node.content.write(at, data.subarray(0, written), now());
    node.modified = now();
    this.#position = at + written;
    return written;
  }

  truncate(size: number): void {
    this.#begin("truncate");
    const node = this.#writable();
    const { disk, now } = this.#opening;
    const grows = size - node.content.length;
    if (grows < 0) disk.give(-grows);
    else {
      const taken = disk.take(grows);
      if (taken < grows) {
        disk.give(taken);
        throw new PlatformError("ENOSPC", "ENOSPC: no space left on device");
      }
    }
    node.content.truncate(size, now());
    node.modified = now();
  }

  sync(): void {
    this.#begin("sync");
    if (this.#node.kind === "file") this.#node.content.sync();
    else this.#opening.disk.syncFolder(this.#node);
  }

  close(): void {
    if (this.#closed) return;
    this.vanish();
    if (this.#node.kind !== "file") return;
    this.#node.opened -= 1;
    this.#opening.disk.letGo(this.#node);
  }

  /** It is gone with the power, and with whatever of its file was not on the disk. */
  vanish(): void {
    this.#closed = true;
    this.#opening.open.delete(this);
  }

  #begin(name: Parameters<Opening["begin"]>[0]): number {
    if (this.#closed) throw failure("EBADF", this.#opening.path);
    return this.#opening.begin(name);
  }

  #writable(): FileNode {
    if (this.#rights?.writes !== true) throw failure("EBADF", this.#opening.path);
    return this.#file();
  }

  #file(): FileNode {
    if (this.#node.kind !== "file") throw failure("EISDIR", this.#opening.path);
    return this.#node;
  }
}
