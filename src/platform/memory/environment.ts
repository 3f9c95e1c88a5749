/**
 * What surrounds the programs of one simulated host: what a test has put there.
 *
 * Like a disk it survives a crash. Files are only read by programs; there are folders where there are files in them.
 */
import type { EnvironmentPlatform, PlatformPlugin } from "../environment-port.ts";
import { PlatformError } from "../errors.ts";

/** What a package adds to a group: `load` gives its module. */
export interface MemoryPlugin extends PlatformPlugin {
  readonly group: string;
}

export class MemoryEnvironment {
  readonly variables: Map<string, string> = new Map();
  /** By path: `/etc/keys/server.pem`. */
  readonly files: Map<string, Uint8Array> = new Map();

  /** What packages that are installed there add. */
  readonly plugins: MemoryPlugin[] = [];

  /** For a program whose process has that number. */
  platform(pid: number): EnvironmentPlatform {
    return {
      pid,
      variable: (name) => this.variables.get(name),
      readFile: (path) => this.#readFile(path),
      listFiles: (path) => this.#listFiles(path),
      plugins: (group) => this.plugins.filter((plugin) => plugin.group === group),
    };
  }

  #readFile(path: string): Uint8Array {
    const bytes = this.files.get(path);
    if (bytes === undefined) throw new PlatformError("ENOENT", `open ${path}: no such file`);
    return bytes.slice();
  }

  #listFiles(path: string): readonly string[] {
    const folder = path.endsWith("/") ? path : `${path}/`;
    const names = new Set<string>();
    for (const file of this.files.keys())
      if (file.startsWith(folder)) names.add(file.slice(folder.length).split("/")[0]!);
    if (names.size === 0) throw new PlatformError("ENOENT", `open ${path}: no such folder`);
    return [...names].sort();
  }
}
