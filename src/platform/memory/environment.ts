/**
 * What surrounds the programs of one simulated host: what a test has put there.
 *
 * Like a disk it survives a crash. Files are only read by programs; there are folders where there are files in them.
 */
import type { EnvironmentPlatform } from "../environment-port.ts";
import { PlatformError } from "../errors.ts";

export class MemoryEnvironment {
  readonly variables: Map<string, string> = new Map();
  /** By path: `/etc/keys/server.pem`. */
  readonly files: Map<string, Uint8Array> = new Map();

  /** For a program whose process has that number. */
  platform(pid: number): EnvironmentPlatform {
    return {
      pid,
      variable: (name) => this.variables.get(name),
      readFile: (path) => this.#readFile(path),
      listFiles: (path) => this.#listFiles(path),
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
