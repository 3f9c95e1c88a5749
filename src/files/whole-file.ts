/** Files as a whole: written to the last byte, and replaced so that a crash leaves the old one or the new one (P3). */
import { utf8 } from "../bytes/index.ts";
import type { IFile } from "../net/index.ts";
import type { FilePath } from "./file-path.ts";

/** All of it, however often a write is cut short. */
export function writeAll(file: IFile, data: Uint8Array): void {
  for (let at = 0; at < data.length; ) at += file.write(data.subarray(at));
}

export function asBytes(content: Uint8Array | string): Uint8Array {
  return typeof content === "string" ? utf8(content) : content;
}

/** The code of what a file system has thrown. */
export function codeOf(thrown: unknown): string | undefined {
  const code = (thrown as { code?: unknown } | null)?.code;
  return typeof code === "string" ? code : undefined;
}

/** `false` where `act` fails with one of those codes. */
export function unlessCode(codes: readonly string[], act: () => void): boolean {
  try {
    act();
    return true;
  } catch (thrown) {
    if (codes.includes(codeOf(thrown) ?? "")) return false;
    throw thrown;
  }
}

/** Write a new file that is on the disk when this returns; one that cannot be written whole is removed again. */
export function writeNewFile(path: FilePath, content: Uint8Array, permissions?: number): void {
  const { files } = path;
  const file = files.open(path.path, "wx", permissions);
  try {
    try {
      // The mask may have taken some away.
      if (permissions !== undefined) files.chmod(path.path, permissions);
      writeAll(file, content);
      file.sync();
    } finally {
      file.close();
    }
  } catch (thrown) {
    discard(path);
    throw thrown;
  }
}

/** In one step: readers find what was there, or all of `content`; and so do they after a loss of power. */
export function replaceContent(path: FilePath, content: Uint8Array, extension: string): void {
  const { files } = path;
  let permissions: number | undefined;
  unlessCode(["ENOENT"], () => {
    // The new file may be of another user or group, in whose name nobody was to run it.
    permissions = files.stat(path.path).mode & 0o1777;
  });
  const fresh = path.temporarySibling(extension);
  writeNewFile(fresh, content, permissions);
  try {
    files.rename(fresh.path, path.path);
  } catch (thrown) {
    discard(fresh);
    throw thrown;
  }
  syncNames(path);
}

/** Returns when the name of `path` is on the disk, as far as its folder can be synced. */
export function syncNames(path: FilePath): void {
  // Some file systems cannot, and a folder that cannot be read cannot be opened: the rename is done all the same.
  unlessCode(["EINVAL", "ENOTSUP", "EACCES", "EPERM", "EISDIR"], () =>
    path.files.syncDirectory(path.dirname()),
  );
}

/** Remove what nobody asked for. That it fails as well says nothing new. */
function discard(path: FilePath): void {
  try {
    path.files.unlink(path.path);
  } catch (thrown) {
    if (codeOf(thrown) === undefined) throw thrown;
  }
}
