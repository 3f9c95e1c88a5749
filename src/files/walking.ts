/** A folder and all that is in it. */
import { LinkError } from "./errors.ts";
import type { FilePath } from "./file-path.ts";
import { unlessCode } from "./whole-file.ts";

/** @param above those that lead here, by number of the file system and of the folder. */
export function* walkTree(
  path: FilePath,
  descend: (folder: FilePath) => boolean,
  above: readonly string[] = [],
): Generator<FilePath, void, undefined> {
  if (!path.isdir()) {
    yield path;
    return;
  }
  const { device, inode } = path.status();
  const own = `${device} ${inode}`;
  if (above.includes(own)) throw new LinkError(`${path.path} leads in a circle`);
  yield path;
  let children: FilePath[] = [];
  // It may be gone by now: whoever was given it may have removed it.
  unlessCode(["ENOENT"], () => {
    children = path.children();
  });
  for (const child of children)
    if (!child.isdir() || descend(child)) yield* walkTree(child, descend, [...above, own]);
    else yield child;
}
