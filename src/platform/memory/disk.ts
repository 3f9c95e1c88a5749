/**
 * A simulated disk: folders with names in them, how much room there is, and what a loss of power leaves.
 *
 * Rule: changes of names are a journal, as on ext4: each is whole or not at all, they come to the disk in order, and a sync
 * of a folder brings it all that was before.
 */
import { PlatformError } from "../errors.ts";
import { WRITE_BACK } from "./content.ts";
import { type FolderNode, type Inode, Inodes, sizeOf } from "./inodes.ts";

/** One name that changes; `null`: there is nothing of that name any more. */
export interface Entry {
  readonly folder: FolderNode;
  readonly name: string;
  readonly node: Inode | null;
}

interface Change {
  readonly at: number;
  readonly entries: readonly Entry[];
}

export class Disk {
  readonly root: FolderNode;
  readonly inodes: Inodes;
  /** In bytes: of the contents of all files. */
  capacity: number = Number.POSITIVE_INFINITY;
  readonly #now: () => number;
  #journal: Change[] = [];
  #used = 0;

  constructor(now: () => number) {
    this.#now = now;
    this.inodes = new Inodes(now);
    this.root = this.inodes.folder(0o755);
    this.root.names = 1;
  }

  get used(): number {
    return this.#used;
  }

  /** Put these names into their folders, in one step. */
  change(...entries: readonly Entry[]): void {
    const at = this.#now();
    this.#commitUntil(at - WRITE_BACK);
    this.#journal.push({ at, entries });
    for (const { folder, name, node } of entries) {
      const before = folder.entries.get(name);
      if (node === null) folder.entries.delete(name);
      else {
        folder.entries.set(name, node);
        node.names += 1;
      }
      folder.modified = at;
      if (before !== undefined) this.#lose(before);
    }
  }

  /** Room for `bytes` more, as far as there is any. */
  take(bytes: number): number {
    const room = Math.max(0, this.capacity - this.#used);
    if (room <= 0 && bytes > 0)
      throw new PlatformError("ENOSPC", "ENOSPC: no space left on device");
    const taken = Math.min(room, bytes);
    this.#used += taken;
    return taken;
  }

  give(bytes: number): void {
    this.#used -= bytes;
  }

  /** Nobody has it open any more, or by that name. */
  letGo(node: Inode): void {
    if (node.kind === "file" && node.names === 0 && node.opened === 0)
      this.give(node.content.length);
  }

  #lose(node: Inode): void {
    node.names -= 1;
    this.letGo(node);
  }

  syncFolder(folder: FolderNode): void {
    const concerns = ({ entries }: Change): boolean =>
      entries.some((entry) => entry.folder === folder);
    let count = this.#journal.length;
    while (count > 0 && !concerns(this.#journal[count - 1]!)) count -= 1;
    this.#commit(count);
  }

  syncAll(): void {
    this.#commit(this.#journal.length);
    this.#each(this.root, (node) => {
      if (node.kind === "file") node.content.sync();
    });
  }

  /** The power goes. */
  crash(draw: () => number): void {
    const now = this.#now();
    this.#commitUntil(now - WRITE_BACK);
    if (this.#journal.length > 0) this.#commit(Math.floor(draw() * (this.#journal.length + 1)));
    this.#journal = [];
    this.#used = 0;
    const seen = new Set<Inode>();
    const visit = (node: Inode): void => {
      node.names += 1;
      if (seen.has(node)) return;
      seen.add(node);
      if (node.kind === "file") {
        node.opened = 0;
        node.content.crash(now, draw);
        this.#used += sizeOf(node);
      }
      if (node.kind !== "directory") return;
      node.entries.clear();
      for (const [name, child] of node.synced) {
        node.entries.set(name, child);
        visit(child);
      }
    };
    this.#forgetNames(this.root, new Set());
    visit(this.root);
  }

  /** They are counted again: of all that either side of the disk knows. */
  #forgetNames(node: Inode, seen: Set<Inode>): void {
    if (seen.has(node)) return;
    seen.add(node);
    node.names = 0;
    if (node.kind !== "directory") return;
    for (const child of [...node.entries.values(), ...node.synced.values()])
      this.#forgetNames(child, seen);
  }

  #each(node: Inode, visit: (node: Inode) => void): void {
    visit(node);
    if (node.kind === "directory")
      for (const child of node.entries.values()) this.#each(child, visit);
  }

  #commitUntil(at: number): void {
    const young = this.#journal.findIndex((change) => change.at >= at);
    this.#commit(young < 0 ? this.#journal.length : young);
  }

  #commit(count: number): void {
    for (const { entries } of this.#journal.splice(0, count))
      for (const { folder, name, node } of entries)
        if (node === null) folder.synced.delete(name);
        else folder.synced.set(name, node);
  }
}
