/**
 * The port of files: small and synchronous, as a program's own few files are used.
 *
 * Rules: paths are POSIX's; errors are `PlatformError`s with POSIX codes; a write may be cut short, and says so.
 */

export interface PlatformFileStatus {
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
export type PlatformOpenMode = "r" | "r+" | "w" | "w+" | "wx" | "a" | "ax";

export interface PlatformFile {
  status(): PlatformFileStatus;
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

export interface FilesPlatform {
  /** Where relative paths begin. */
  readonly currentDirectory: string;
  /** Seconds since 1970, as files are stamped with. */
  now(): number;
  /** A name of letters that nobody else has, or guesses. */
  uniqueName(): string;
  /** Of what a link leads to. */
  stat(path: string): PlatformFileStatus;
  /** Of a link itself. */
  lstat(path: string): PlatformFileStatus;
  /** The names of what is in a folder, sorted. */
  list(path: string): readonly string[];
  /** The whole file. */
  readFile(path: string): Uint8Array;
  /** @param permissions of a file that is made; what the process's mask takes away apart. */
  open(path: string, mode: PlatformOpenMode, permissions?: number): PlatformFile;
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
