/** Symbolic links and process ids, for `FilesystemLock`. Not for Windows, where a link needs a privilege. */
import { readlinkSync, renameSync, symlinkSync, unlinkSync } from "node:fs";
import type { LinkFiles } from "../../deferred/index.ts";

/** The file system and the processes of this machine. */
export function linkFiles(): LinkFiles {
  return {
    pid: process.pid,
    symlink: (target, path) => unless("EEXIST", () => symlinkSync(target, path)),
    readlink(path) {
      let target: string | null = null;
      unless("ENOENT", () => {
        target = readlinkSync(path);
      });
      return target;
    },
    remove: (path) => unless("ENOENT", () => unlinkSync(path)),
    rename: (path, to) => unless("ENOENT", () => renameSync(path, to)),
    // Of a process of another user it says EPERM: there is one.
    isRunning: (pid) => unless("ESRCH", () => process.kill(pid, 0), "EPERM"),
  };
}

/** `false` where it fails with `code`; `true` where it works, or fails with `fine`. */
function unless(code: string, act: () => unknown, fine?: string): boolean {
  try {
    act();
  } catch (error) {
    const failed = (error as { code?: unknown }).code;
    if (failed === code) return false;
    if (failed === fine) return true;
    throw error;
  }
  return true;
}
