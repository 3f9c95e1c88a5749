/** The files of this machine. */
import { randomBytes } from "node:crypto";
import {
  chmodSync,
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  readSync,
  realpathSync,
  renameSync,
  rmdirSync,
  type Stats,
  statSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeSync,
} from "node:fs";
import { platformError } from "../errors.ts";
import type {
  FilesPlatform,
  PlatformFile,
  PlatformFileStatus,
  PlatformOpenMode,
} from "../files-port.ts";

const { O_APPEND, O_CREAT, O_EXCL, O_NONBLOCK, O_RDONLY, O_RDWR, O_TRUNC, O_WRONLY } = constants;

/**
 * A pipe of a name would have us wait, in the open for somebody to read, in a write for them to do so: who writes to one
 * fails with `ENXIO` and `EAGAIN`. Of Windows, where nothing is so, the flag is unknown.
 */
const WRITES = O_WRONLY | (O_NONBLOCK ?? 0);

const FLAGS: { readonly [mode in PlatformOpenMode]: number } = {
  r: O_RDONLY,
  "r+": O_RDWR,
  w: WRITES | O_CREAT | O_TRUNC,
  "w+": O_RDWR | O_CREAT | O_TRUNC,
  wx: WRITES | O_CREAT | O_EXCL,
  a: WRITES | O_CREAT | O_APPEND,
  ax: WRITES | O_CREAT | O_APPEND | O_EXCL,
};

export const files: FilesPlatform = {
  get currentDirectory() {
    return process.cwd();
  },
  now: () => Date.now() / 1000,
  uniqueName: () => randomBytes(12).toString("hex"),
  stat: (path) => asking(() => statusOf(statSync(path))),
  lstat: (path) => asking(() => statusOf(lstatSync(path))),
  list: (path) => asking(() => readdirSync(path).sort()),
  readFile: (path) => asking(() => readFileSync(path)),
  open: (path, mode, permissions) =>
    asking(() => new OpenFile(openSync(path, FLAGS[mode], permissions))),
  mkdir: (path, permissions) => asking(() => void mkdirSync(path, { mode: permissions })),
  rmdir: (path) => asking(() => rmdirSync(path)),
  unlink: (path) => asking(() => unlinkSync(path)),
  rename: (from, to) => asking(() => renameSync(from, to)),
  link: (from, to) => asking(() => linkSync(from, to)),
  symlink: (target, path) => asking(() => symlinkSync(target, path)),
  readlink: (path) => asking(() => readlinkSync(path)),
  realpath: (path) => asking(() => realpathSync.native(path)),
  chmod: (path, permissions) => asking(() => chmodSync(path, permissions)),
  utimes: (path, accessed, modified) => asking(() => utimesSync(path, accessed, modified)),
  syncDirectory: (path) =>
    asking(() => {
      const fd = openSync(path, "r");
      try {
        fsyncSync(fd);
      } finally {
        closeSync(fd);
      }
    }),
};

class OpenFile implements PlatformFile {
  readonly #fd: number;
  #closed = false;

  constructor(fd: number) {
    this.#fd = fd;
  }

  status(): PlatformFileStatus {
    return this.#asking((fd) => statusOf(fstatSync(fd)));
  }

  read(size: number): Uint8Array {
    const buffer = new Uint8Array(size);
    return buffer.subarray(
      0,
      this.#asking((fd) => readSync(fd, buffer)),
    );
  }

  write(data: Uint8Array): number {
    return this.#asking((fd) => writeSync(fd, data));
  }

  truncate(size: number): void {
    this.#asking((fd) => ftruncateSync(fd, size));
  }

  sync(): void {
    this.#asking((fd) => fsyncSync(fd));
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    asking(() => closeSync(this.#fd));
  }

  /** The number of a file that is closed may be another one's by now. */
  #asking<T>(ask: (fd: number) => T): T {
    return asking(() => {
      if (this.#closed) throw Object.assign(new Error("the file is closed"), { code: "EBADF" });
      return ask(this.#fd);
    });
  }
}

function statusOf(stats: Stats): PlatformFileStatus {
  return {
    kind: kindOf(stats),
    size: stats.size,
    mode: stats.mode & 0o7777,
    modified: stats.mtimeMs / 1000,
    accessed: stats.atimeMs / 1000,
    device: stats.dev,
    inode: stats.ino,
  };
}

function kindOf(stats: Stats): PlatformFileStatus["kind"] {
  if (stats.isFile()) return "file";
  if (stats.isDirectory()) return "directory";
  if (stats.isSymbolicLink()) return "link";
  return stats.isSocket() ? "socket" : "other";
}

function asking<T>(ask: () => T): T {
  try {
    return ask();
  } catch (thrown) {
    throw platformError(thrown);
  }
}
