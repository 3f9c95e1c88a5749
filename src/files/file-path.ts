/**
 * A path in a file system, which leads down only: Twisted's `FilePath`, over a file system that is an argument.
 *
 * Rules: no name that comes from outside leads out of the folder that it was given to (P2); nothing is remembered of the
 * disk. Names are all that is looked at: a symbolic link inside of the folder leads where it leads (see `realpath`).
 */
import type { FileStatus, IFile, IFilesystem, OpenMode } from "../net/index.ts";
import { copyTree, moveTree } from "./copying.ts";
import { InsecurePath, LinkError } from "./errors.ts";
import { globMatches } from "./glob.ts";
import { absolutePath, checkName, isWithin, joined } from "./path-text.ts";
import { walkTree } from "./walking.ts";
import { asBytes, codeOf, replaceContent, unlessCode } from "./whole-file.ts";

/** With these there is nothing that a program can get at; with any other it cannot be known. */
const NOTHING_THERE = ["ENOENT", "ENOTDIR", "ELOOP", "EACCES", "ENAMETOOLONG"];

export class FilePath {
  /** Absolute, without `.` and `..`. */
  readonly path: string;
  readonly files: IFilesystem;

  /** @param files `reactor.files`, say. A relative path begins at its current directory. */
  constructor(path: string, files: IFilesystem) {
    this.path = absolutePath(path, path.startsWith("/") ? "/" : files.currentDirectory);
    this.files = files;
  }

  toString(): string {
    return this.path;
  }

  // From path to path.

  /** What is called `name` in this folder. Throws `InsecurePath` for what is not one name: `..`, `a/b`, the empty one. */
  child(name: string): FilePath {
    checkName(name);
    return this.#at(joined(this.path, name));
  }

  /** What a path of several names leads to, where it is inside of this folder, or is it; else `InsecurePath`. */
  preauthChild(path: string): FilePath {
    const there = absolutePath(path, this.path);
    if (isWithin(this.path, there)) return this.#at(there);
    throw new InsecurePath(`${there} is not inside of ${this.path}`);
  }

  /** The child of the child … by each of the names. */
  descendant(names: readonly string[]): FilePath {
    return names.reduce<FilePath>((path, name) => path.child(name), this);
  }

  /** The first of these children that is there; `null`: none is. The paths are as for `preauthChild`. */
  childSearchPreauth(...paths: readonly string[]): FilePath | null {
    return paths.map((path) => this.preauthChild(path)).find((path) => path.exists()) ?? null;
  }

  /** Of the root it is the root. */
  parent(): FilePath {
    return this.#at(this.dirname());
  }

  /** From its folder to the root. */
  *parents(): Generator<FilePath, void, undefined> {
    for (let path: FilePath = this; path.path !== "/"; ) {
      path = path.parent();
      yield path;
    }
  }

  sibling(name: string): FilePath {
    return this.parent().child(name);
  }

  /** The sibling whose name is this one's and `extension`: `.new`, say. */
  siblingExtension(extension: string): FilePath {
    return this.sibling(this.basename() + extension);
  }

  /** A sibling of a name that nobody else has. */
  temporarySibling(extension = ""): FilePath {
    // A name may have 255 bytes, and a character four.
    const own = [...this.basename()].slice(0, 50).join("");
    return this.sibling(`${this.files.uniqueName()}${own}${extension}`);
  }

  basename(): string {
    return this.path.slice(this.path.lastIndexOf("/") + 1);
  }

  dirname(): string {
    return this.path.slice(0, this.path.lastIndexOf("/")) || "/";
  }

  /** The path before the extension, and that: `["/d/a", ".txt"]`. A name that begins with its only dot has none. */
  splitext(): [string, string] {
    const name = this.basename();
    const dot = name.lastIndexOf(".");
    const extension = /[^.]/.test(name.slice(0, Math.max(dot, 0))) ? name.slice(dot) : "";
    return [this.path.slice(0, this.path.length - extension.length), extension];
  }

  /** The names that lead from `ancestor` to this; throws a `RangeError` where none do. */
  segmentsFrom(ancestor: FilePath): string[] {
    if (this.path === ancestor.path || !isWithin(ancestor.path, this.path))
      throw new RangeError(`${ancestor.path} is no parent of ${this.path}`);
    return this.path.slice(ancestor.path === "/" ? 1 : ancestor.path.length + 1).split("/");
  }

  /** Where it leads by all symbolic links. To keep to a folder whatever links are in it, ask this of both. */
  realpath(): FilePath {
    try {
      return this.#at(this.files.realpath(this.path));
    } catch (thrown) {
      if (codeOf(thrown) !== "ELOOP") throw thrown;
      throw new LinkError(`${this.path} leads in a circle`, { cause: thrown });
    }
  }

  #at(path: string): FilePath {
    return new FilePath(path, this.files);
  }

  // What is there.

  /** Of what a link leads to. Throws what the file system does. */
  status(): FileStatus {
    return this.files.stat(this.path);
  }

  exists(): boolean {
    return this.#kind() !== null;
  }

  isdir(): boolean {
    return this.#kind() === "directory";
  }

  isfile(): boolean {
    return this.#kind() === "file";
  }

  islink(): boolean {
    return this.#kind((path) => this.files.lstat(path)) === "link";
  }

  isSocket(): boolean {
    return this.#kind() === "socket";
  }

  #kind(
    ask: (path: string) => FileStatus = (path) => this.files.stat(path),
  ): FileStatus["kind"] | null {
    let kind: FileStatus["kind"] | null = null;
    unlessCode(NOTHING_THERE, () => {
      kind = ask(this.path).kind;
    });
    return kind;
  }

  /** In bytes. */
  getsize(): number {
    return this.status().size;
  }

  /** Seconds since 1970. */
  getModificationTime(): number {
    return this.status().modified;
  }

  getAccessTime(): number {
    return this.status().accessed;
  }

  // Folders.

  /** The names of its children, sorted. */
  listdir(): readonly string[] {
    return this.files.list(this.path);
  }

  children(): FilePath[] {
    return this.listdir().map((name) => this.child(name));
  }

  /** Children, or children of those, whose names a shell's pattern stands for: `*.log`, of several names as well: `2026/*.log`. */
  globChildren(pattern: string): FilePath[] {
    let found: FilePath[] = [this];
    for (const segment of pattern.split("/")) {
      checkName(segment);
      found = found
        .filter((folder) => folder.isdir())
        .flatMap((folder) => folder.children())
        .filter((child) => globMatches(segment, child.basename()));
    }
    return found;
  }

  /**
   * This, and all that is inside of it, links to folders included; of those that `descend` has nothing against. Throws
   * `LinkError` where links lead in a circle.
   */
  walk(descend: (folder: FilePath) => boolean = () => true): Generator<FilePath, void, undefined> {
    return walkTree(this, descend);
  }

  createDirectory(): void {
    this.files.mkdir(this.path);
  }

  /** Make this folder, and all that lead to it. */
  makedirs({
    ignoreExistingDirectory = false,
  }: {
    readonly ignoreExistingDirectory?: boolean;
  } = {}): void {
    const missing: FilePath[] = [];
    for (const folder of this.parents()) {
      if (folder.exists()) break;
      missing.unshift(folder);
    }
    // Somebody else may make them at the same time.
    for (const folder of missing) unlessCode(["EEXIST"], () => folder.createDirectory());
    const made = unlessCode(["EEXIST"], () => this.createDirectory());
    if (made || (ignoreExistingDirectory && this.isdir())) return;
    this.createDirectory();
  }

  // Files.

  open(mode: OpenMode = "r"): IFile {
    return this.files.open(this.path, mode);
  }

  /** A file that was not there. */
  create(): IFile {
    return this.open("wx");
  }

  getContent(): Uint8Array {
    return this.files.readFile(this.path);
  }

  /**
   * Replace the file, in one step (P3): a crash at any time leaves the old content or the new. It keeps its permissions,
   * and is a new file: other names of the old one, and a link that was in its place, are not written through.
   *
   * @param extension of the file that it is written to first, which a crash may leave.
   */
  setContent(content: Uint8Array | string, extension = ".new"): void {
    replaceContent(this, asBytes(content), extension);
  }

  /** Make it if it is not there; it was changed now. */
  touch(): void {
    if (!this.isdir()) this.open("a").close();
    const now = this.files.now();
    this.files.utimes(this.path, now, now);
  }

  chmod(permissions: number): void {
    this.files.chmod(this.path, permissions);
  }

  /** Make a symbolic link at `link` that leads to this. */
  linkTo(link: FilePath): void {
    this.files.symlink(this.path, link.path);
  }

  /** Remove the file, the link, or the folder with all that is in it; links in it are not followed. */
  remove(): void {
    if (this.files.lstat(this.path).kind !== "directory") {
      this.files.unlink(this.path);
      return;
    }
    for (const child of this.children()) child.remove();
    this.files.rmdir(this.path);
  }

  /** Rename it; to another file system, copy it there and remove it. */
  moveTo(
    destination: FilePath,
    { followLinks = true }: { readonly followLinks?: boolean } = {},
  ): void {
    moveTree(this, destination, followLinks);
  }

  /** Copy the file, or the folder with all that is in it, over what is there. Permissions are not copied. */
  copyTo(
    destination: FilePath,
    { followLinks = true }: { readonly followLinks?: boolean } = {},
  ): void {
    copyTree(this, destination, followLinks);
  }
}
