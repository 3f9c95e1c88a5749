/**
 * The files of a program's host, asked of the reactor, so that a simulated program has its own.
 *
 * Small and synchronous: for a program's own few files. `FilePath` of `torsion/files` is made of it, and is what
 * programs use. Paths are POSIX's; errors have POSIX `code`s.
 */
import { attribute, defineInterface, type Interface, method } from "../components/index.ts";

export interface FileStatus {
  readonly kind: "file" | "directory" | "link" | "socket" | "other";
  /** In bytes. */
  readonly size: number;
  /** The permissions: 0o644, say. */
  readonly mode: number;
  /** Seconds since 1970. */
  readonly modified: number;
  readonly accessed: number;
  /** Together they are the same for what is the same file, and for nothing else. */
  readonly device: number;
  readonly inode: number;
}

/** How a file is opened, as C's `fopen` has it: `x` makes a new one or fails with `EEXIST`; `a` writes at the end. */
export type OpenMode = "r" | "r+" | "w" | "w+" | "wx" | "a" | "ax";

/** A file that is open. */
export interface IFile {
  status(): FileStatus;
  /** Up to `size` bytes from where the last read or write ended; none at the end. */
  read(size: number): Uint8Array;
  /** Says how many bytes were written: at least one, and fewer than there are where the disk is full. */
  write(data: Uint8Array): number;
  /** Cut it off behind `size` bytes. */
  truncate(size: number): void;
  /** Returns when what was written survives a loss of power. */
  sync(): void;
  /** May be called twice. */
  close(): void;
}
export const IFile: Interface<IFile> = defineInterface("torsion.IFile", [], {
  status: method,
  read: method,
  write: method,
  truncate: method,
  sync: method,
  close: method,
});

export interface IFilesystem {
  /** Where relative paths begin. */
  readonly currentDirectory: string;
  /** Seconds since 1970, as files are stamped with. */
  now(): number;
  /** A name of letters that nobody else has, or guesses. */
  uniqueName(): string;
  /** Of what a link leads to. */
  stat(path: string): FileStatus;
  /** Of a link itself. */
  lstat(path: string): FileStatus;
  /** The names of what is in a folder, sorted. */
  list(path: string): readonly string[];
  /** The whole file. */
  readFile(path: string): Uint8Array;
  /** @param permissions of a file that is made, less what the process's mask takes away; 0o666 by default. */
  open(path: string, mode: OpenMode, permissions?: number): IFile;
  /** @param permissions as for `open`; 0o777 by default. */
  mkdir(path: string, permissions?: number): void;
  rmdir(path: string): void;
  /** Remove a file, or a link. */
  unlink(path: string): void;
  /** In one step: whoever looks at `to` finds what was there before, or this. */
  rename(from: string, to: string): void;
  /** Another name for the same file; `EEXIST` where there is something. */
  link(from: string, to: string): void;
  symlink(target: string, path: string): void;
  readlink(path: string): string;
  /** Without links, `.` and `..`; `ELOOP` where links lead in a circle. */
  realpath(path: string): string;
  chmod(path: string, permissions: number): void;
  /** Seconds since 1970. */
  utimes(path: string, accessed: number, modified: number): void;
  /** Returns when the names in a folder survive a loss of power. */
  syncDirectory(path: string): void;
}
export const IFilesystem: Interface<IFilesystem> = defineInterface("torsion.IFilesystem", [], {
  currentDirectory: attribute,
  now: method,
  uniqueName: method,
  stat: method,
  lstat: method,
  list: method,
  readFile: method,
  open: method,
  mkdir: method,
  rmdir: method,
  unlink: method,
  rename: method,
  link: method,
  symlink: method,
  readlink: method,
  realpath: method,
  chmod: method,
  utimes: method,
  syncDirectory: method,
});

/** A reactor of a program that has files. */
export interface IReactorFiles {
  readonly files: IFilesystem;
}
export const IReactorFiles: Interface<IReactorFiles> = defineInterface(
  "torsion.IReactorFiles",
  [],
  {
    files: attribute,
  },
);
