/** Copies of files and folders, and moves, which between file systems are copies. */
import type { FilePath } from "./file-path.ts";
import { isWithin } from "./path-text.ts";
import { codeOf, writeAll } from "./whole-file.ts";

const PIECE = 65_536;

export function copyTree(from: FilePath, to: FilePath, followLinks: boolean): void {
  const { files } = from;
  if (!followLinks && from.islink()) {
    to.files.symlink(files.readlink(from.path), to.path);
    return;
  }
  const { kind } = from.status();
  if (kind === "directory") {
    // It would never end.
    if (isWithin(from.path, to.path))
      throw new RangeError(`${from.path} cannot be copied into itself, to ${to.path}`);
    if (!to.exists()) to.createDirectory();
    for (const child of from.children()) copyTree(child, to.child(child.basename()), followLinks);
  } else if (kind === "file") copyFile(from, to);
  else throw new TypeError(`${from.path} is neither a file nor a folder`);
}

function copyFile(from: FilePath, to: FilePath): void {
  const source = from.open("r");
  try {
    const copy = to.open("w");
    try {
      for (let piece = source.read(PIECE); piece.length > 0; piece = source.read(PIECE))
        writeAll(copy, piece);
    } finally {
      copy.close();
    }
  } finally {
    source.close();
  }
}

export function moveTree(from: FilePath, to: FilePath, followLinks: boolean): void {
  try {
    from.files.rename(from.path, to.path);
  } catch (thrown) {
    if (codeOf(thrown) !== "EXDEV") throw thrown;
    const copy = to.temporarySibling();
    try {
      copyTree(from, copy, followLinks);
      copy.files.rename(copy.path, to.path);
    } catch (failed) {
      if (copy.exists()) copy.remove();
      throw failed;
    }
    from.remove();
  }
}
