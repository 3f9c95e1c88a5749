/** A file system of symbolic links, shared by processes that may die; for tests of `FilesystemLock`. */
import type { LinkFiles } from "../../deferred/index.ts";

export class MemoryLinks {
  /** What there is, by path. */
  readonly links: Map<string, string> = new Map<string, string>();
  readonly #running = new Set<number>();

  /** A process, as it sees the files; it runs until {@link MemoryLinks.kill}. */
  process(pid: number): LinkFiles {
    const { links } = this;
    this.#running.add(pid);
    return {
      pid,
      symlink(target, path) {
        if (links.has(path)) return false;
        links.set(path, target);
        return true;
      },
      readlink: (path) => links.get(path) ?? null,
      remove: (path) => links.delete(path),
      rename(path, to) {
        const target = links.get(path);
        if (target === undefined) return false;
        links.delete(path);
        links.set(to, target);
        return true;
      },
      isRunning: (other) => this.#running.has(other),
    };
  }

  /** It is no more; what it has locked stays as it is. */
  kill(pid: number): void {
    this.#running.delete(pid);
  }
}
