/**
 * A file that root has made for the program goes to the user that the program becomes, so that it can be opened again.
 *
 * Rule: by its descriptor, and only a plain file of root's with no other name: the user may have put a link to somebody
 * else's file there.
 */
import { accessSync, closeSync, constants, fchownSync, fstatSync, openSync } from "node:fs";

const { O_APPEND, O_NOFOLLOW, O_NONBLOCK, O_WRONLY, W_OK } = constants;

/** Whether it was given. What is not there, or is not as it should be, stays as it is. */
export function handOver(path: string, { uid, gid }: { uid: number; gid: number }): boolean {
  let fd: number;
  try {
    // A named pipe would be waited for.
    fd = openSync(path, O_WRONLY | O_APPEND | O_NOFOLLOW | O_NONBLOCK);
  } catch {
    return false;
  }
  try {
    const { nlink, uid: owner, ...stats } = fstatSync(fd);
    if (!isPlainFile(stats.mode) || nlink !== 1 || owner !== 0) return false;
    fchownSync(fd, uid, gid);
    return true;
  } catch {
    return false;
  } finally {
    closeSync(fd);
  }
}

function isPlainFile(mode: number): boolean {
  return (mode & constants.S_IFMT) === constants.S_IFREG;
}

/** May the process, as who it is now, open it again to write? */
export function canReopen(path: string): boolean {
  try {
    accessSync(path, W_OK);
    return true;
  } catch {
    return false;
  }
}
