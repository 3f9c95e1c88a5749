/** From a path to what it leads to, on a simulated disk. */
import { PlatformError } from "../errors.ts";
import type { FolderNode, Inode } from "./inodes.ts";

/** As Linux has it. */
const MOST_LINKS = 40;
const LONGEST_NAME = 255;

/** A place in a folder, and what is there. */
export interface Place {
  readonly folder: FolderNode;
  /** Empty for the root, which is in no folder. */
  readonly name: string;
  readonly node: Inode | undefined;
  /** Without links. */
  readonly path: string;
  /** The path was one of a folder: it ends in `/`. */
  readonly asFolder: boolean;
}

const MEANINGS: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EEXIST: "file exists",
  EIO: "i/o error",
  EISDIR: "is a directory",
  ELOOP: "too many symbolic links",
  ENOENT: "no such file or directory",
  ENOSPC: "no space left on device",
  ENOTDIR: "not a directory",
  ENOTEMPTY: "directory not empty",
};

export function failure(code: string, path: string): PlatformError {
  const meaning = MEANINGS[code];
  return new PlatformError(code, `${meaning ? `${code}: ${meaning}` : code}: ${path}`);
}

/**
 * @param follow the last link of the path as well.
 * @throws where the folder is not there; what the path names need not be.
 */
export function placeOf(root: FolderNode, path: string, follow: boolean): Place {
  if (path === "") throw failure("ENOENT", "a path of nothing");
  if (path.includes("\0")) throw failure("EINVAL", JSON.stringify(path));
  const rest = path.split("/");
  const above: { readonly folder: FolderNode; readonly name: string }[] = [];
  let folder = root;
  let links = 0;
  const here = (): string => `/${above.map(({ name }) => name).join("/")}`;
  const top = (): Place => ({ folder: root, name: "", node: root, path: "/", asFolder: true });
  while (rest.length > 0) {
    const name = rest.shift()!;
    if (name === "" || name === ".") continue;
    if (name.length > LONGEST_NAME) throw failure("ENAMETOOLONG", path);
    if (name === "..") {
      folder = above.pop()?.folder ?? root;
      continue;
    }
    mayUse(folder, 0o100, path);
    const node = folder.entries.get(name);
    const last = rest.every((segment) => segment === "");
    const asFolder = last && rest.length > 0;
    if (node?.kind === "link" && (!last || follow || asFolder)) {
      links += 1;
      if (links > MOST_LINKS) throw failure("ELOOP", path);
      if (node.target.startsWith("/")) {
        above.length = 0;
        folder = root;
      }
      rest.unshift(...node.target.split("/"));
      continue;
    }
    if (last) {
      const found = `${above.length === 0 ? "" : here()}/${name}`;
      if (asFolder && node !== undefined && node.kind !== "directory")
        throw failure("ENOTDIR", path);
      return { folder, name, node, path: found, asFolder };
    }
    if (node === undefined) throw failure("ENOENT", path);
    if (node.kind !== "directory") throw failure("ENOTDIR", path);
    above.push({ folder, name });
    folder = node;
  }
  // It ended in a folder by `.` or `..`, or by nothing.
  const parent = above.at(-1);
  if (parent === undefined) return top();
  return { ...parent, node: folder, path: here(), asFolder: true };
}

/** Programs are their files' owner. */
export function mayUse(node: Inode, permissions: number, path: string): void {
  if ((node.mode & permissions) !== permissions) throw failure("EACCES", path);
}
