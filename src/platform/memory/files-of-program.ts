/** The files of a simulated host, as one of its programs uses them: the port. */
import type { PlatformError } from "../errors.ts";
import type {
  FilesPlatform,
  PlatformFile,
  PlatformFileStatus,
  PlatformOpenMode,
} from "../files-port.ts";
import type { Disk } from "./disk.ts";
import type { FileOperation } from "./files.ts";
import { type FileNode, type FolderNode, type Inode, statusOf } from "./inodes.ts";
import { OpenMemoryFile } from "./open-memory-file.ts";
import { failure, mayUse, type Place, placeOf } from "./paths.ts";

export interface ProgramFiles {
  now(): number;
  draw(): number;
  readonly open: Set<OpenMemoryFile>;
  mayOpen(): PlatformError | null;
  /** Throws what it is to fail with; gives how much may be written. */
  begin(operation: FileOperation): number;
}

const LETTERS = "abcdefghijklmnopqrstuvwxyz234567";
/** What is taken away of the permissions of what is made. */
const MASK = 0o022;

export class FilesOfProgram implements FilesPlatform {
  readonly currentDirectory = "/";
  readonly #disk: Disk;
  readonly #program: ProgramFiles;

  constructor(disk: Disk, program: ProgramFiles) {
    this.#disk = disk;
    this.#program = program;
  }

  now(): number {
    return this.#program.now();
  }

  uniqueName(): string {
    let name = "";
    while (name.length < 20) name += LETTERS[Math.floor(this.#program.draw() * LETTERS.length)];
    return name;
  }

  stat(path: string): PlatformFileStatus {
    return statusOf(this.#there("stat", path, true));
  }

  lstat(path: string): PlatformFileStatus {
    return statusOf(this.#there("lstat", path, false));
  }

  list(path: string): readonly string[] {
    const node = this.#folder("list", path);
    mayUse(node, 0o400, path);
    return [...node.entries.keys()].sort();
  }

  readFile(path: string): Uint8Array {
    const node = this.#there("readFile", path, true);
    if (node.kind === "directory") throw failure("EISDIR", path);
    if (node.kind !== "file") throw failure("ENXIO", path);
    mayUse(node, 0o400, path);
    return node.content.read(0, node.content.length);
  }

  open(path: string, mode: PlatformOpenMode, permissions = 0o666): PlatformFile {
    const exclusive = mode.endsWith("x");
    const place = this.#place("open", path, !exclusive);
    const tooMany = this.#program.mayOpen();
    if (tooMany !== null) throw tooMany;
    if (exclusive && place.node !== undefined) throw failure("EEXIST", path);
    const file = place.node === undefined ? this.#make(place, mode, permissions, path) : place.node;
    if (file.kind === "directory" && mode === "r")
      return new OpenMemoryFile(file, this.#opened(path));
    if (file.kind === "directory") throw failure("EISDIR", path);
    if (file.kind !== "file") throw failure("ENXIO", path);
    if (place.node !== undefined) {
      if (mode.startsWith("r") || mode.endsWith("+")) mayUse(file, 0o400, path);
      if (mode !== "r") mayUse(file, 0o200, path);
    }
    if (mode.startsWith("w")) {
      this.#disk.give(file.content.length);
      file.content.truncate(0, this.now());
      file.modified = this.now();
    }
    return new OpenMemoryFile(file, this.#opened(path), {
      reads: mode.startsWith("r") || mode.endsWith("+"),
      writes: mode !== "r",
      appends: mode.startsWith("a"),
    });
  }

  #make(place: Place, mode: PlatformOpenMode, permissions: number, path: string): FileNode {
    if (mode.startsWith("r")) throw failure("ENOENT", path);
    if (place.asFolder) throw failure("EISDIR", path);
    const node = this.#disk.inodes.file(permissions & ~MASK);
    this.#put(place, node, path);
    return node;
  }

  #opened(path: string): ConstructorParameters<typeof OpenMemoryFile>[1] {
    return {
      path,
      disk: this.#disk,
      open: this.#program.open,
      now: () => this.now(),
      begin: (name) => this.#program.begin({ name, path }),
    };
  }

  mkdir(path: string, permissions = 0o777): void {
    const place = this.#place("mkdir", path, false);
    if (place.node !== undefined) throw failure("EEXIST", path);
    this.#put(place, this.#disk.inodes.folder(permissions & ~MASK), path);
  }

  rmdir(path: string): void {
    const place = this.#place("rmdir", path, false);
    const node = this.#thereAt(place, path);
    if (node.kind !== "directory") throw failure("ENOTDIR", path);
    if (place.name === "") throw failure("EBUSY", path);
    if (node.entries.size > 0) throw failure("ENOTEMPTY", path);
    this.#take(place, path);
  }

  unlink(path: string): void {
    const place = this.#place("unlink", path, false);
    // As Linux has it.
    if (this.#thereAt(place, path).kind === "directory") throw failure("EISDIR", path);
    this.#take(place, path);
  }

  rename(from: string, to: string): void {
    const old = this.#place("rename", from, false);
    const node = this.#thereAt(old, from);
    const place = placeOf(this.#disk.root, to, false);
    mayUse(old.folder, 0o300, from);
    mayUse(place.folder, 0o300, to);
    const before = place.node;
    if (before === node) return;
    if (old.name === "" || place.name === "") throw failure("EBUSY", to);
    if (node.kind === "directory") {
      if (`${place.path}/`.startsWith(`${old.path}/`)) throw failure("EINVAL", to);
      if (before !== undefined && before.kind !== "directory") throw failure("ENOTDIR", to);
      if (before?.kind === "directory" && before.entries.size > 0) throw failure("ENOTEMPTY", to);
    } else {
      if (before?.kind === "directory") throw failure("EISDIR", to);
      if (place.asFolder) throw failure("ENOTDIR", to);
    }
    this.#disk.change(
      { folder: place.folder, name: place.name, node },
      { folder: old.folder, name: old.name, node: null },
    );
  }

  link(from: string, to: string): void {
    const node = this.#there("link", from, false);
    if (node.kind === "directory") throw failure("EPERM", from);
    const place = placeOf(this.#disk.root, to, false);
    if (place.node !== undefined) throw failure("EEXIST", to);
    this.#put(place, node, to);
  }

  symlink(target: string, path: string): void {
    const place = this.#place("symlink", path, false);
    if (place.node !== undefined) throw failure("EEXIST", path);
    this.#put(place, this.#disk.inodes.link(target), path);
  }

  readlink(path: string): string {
    const node = this.#there("readlink", path, false);
    if (node.kind !== "link") throw failure("EINVAL", path);
    return node.target;
  }

  realpath(path: string): string {
    const place = this.#place("realpath", path, true);
    this.#thereAt(place, path);
    return place.path;
  }

  chmod(path: string, permissions: number): void {
    this.#there("chmod", path, true).mode = permissions & 0o7777;
  }

  utimes(path: string, accessed: number, modified: number): void {
    Object.assign(this.#there("utimes", path, true), { accessed, modified });
  }

  syncDirectory(path: string): void {
    this.#disk.syncFolder(this.#folder("syncDirectory", path));
  }

  // Where things are.

  #place(name: FileOperation["name"], path: string, follow: boolean): Place {
    this.#program.begin({ name, path });
    return placeOf(this.#disk.root, path, follow);
  }

  #there(name: FileOperation["name"], path: string, follow: boolean): Inode {
    return this.#thereAt(this.#place(name, path, follow), path);
  }

  #thereAt({ node }: Place, path: string): Inode {
    if (node === undefined) throw failure("ENOENT", path);
    return node;
  }

  #folder(name: FileOperation["name"], path: string): FolderNode {
    const node = this.#there(name, path, true);
    if (node.kind !== "directory") throw failure("ENOTDIR", path);
    return node;
  }

  #put({ folder, name, asFolder }: Place, node: Inode, path: string): void {
    mayUse(folder, 0o300, path);
    if (asFolder && node.kind !== "directory") throw failure("ENOENT", path);
    this.#disk.change({ folder, name, node });
  }

  #take({ folder, name }: Place, path: string): void {
    mayUse(folder, 0o300, path);
    this.#disk.change({ folder, name, node: null });
  }
}
