/** What there can be on a simulated disk, without its names: files, folders, links, sockets. */
import type { PlatformFileStatus } from "../files-port.ts";
import { Content } from "./content.ts";

interface Stamps {
  readonly inode: number;
  mode: number;
  modified: number;
  accessed: number;
  /** By how many names it is known, on the disk as programs see it. */
  names: number;
}

export interface FileNode extends Stamps {
  readonly kind: "file";
  readonly content: Content;
  /** How many have it open: it is there for them when it has no name any more. */
  opened: number;
}

export interface FolderNode extends Stamps {
  readonly kind: "directory";
  readonly entries: Map<string, Inode>;
  /** What survives a loss of power. */
  readonly synced: Map<string, Inode>;
}

export interface LinkNode extends Stamps {
  readonly kind: "link";
  readonly target: string;
}

/** Of a program that listens there, or did. */
export interface SocketNode extends Stamps {
  readonly kind: "socket";
}

export type Inode = FileNode | FolderNode | LinkNode | SocketNode;

/** Makes them, each with a number of its own. */
export class Inodes {
  #next = 1;
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  file(mode: number): FileNode {
    return { kind: "file", content: new Content(), opened: 0, ...this.#stamps(mode) };
  }

  folder(mode: number): FolderNode {
    return { kind: "directory", entries: new Map(), synced: new Map(), ...this.#stamps(mode) };
  }

  link(target: string): LinkNode {
    return { kind: "link", target, ...this.#stamps(0o777) };
  }

  socket(mode: number): SocketNode {
    return { kind: "socket", ...this.#stamps(mode) };
  }

  #stamps(mode: number): Stamps {
    const now = this.#now();
    return { inode: this.#next++, mode, modified: now, accessed: now, names: 0 };
  }
}

export function sizeOf(node: Inode): number {
  if (node.kind === "file") return node.content.length;
  return node.kind === "link" ? node.target.length : 0;
}

export function statusOf(node: Inode): PlatformFileStatus {
  const { kind, mode, modified, accessed, inode } = node;
  return { kind, size: sizeOf(node), mode, modified, accessed, device: 1, inode };
}
