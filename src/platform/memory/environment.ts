/**
 * What surrounds the programs of one simulated host: what a test has put there.
 *
 * Like a disk it survives a crash.
 */
import type { EnvironmentPlatform, PlatformPlugin } from "../environment-port.ts";
import type { FilesPlatform } from "../files-port.ts";
import { MemoryFiles } from "./files.ts";

/** What a package adds to a group: `load` gives its module. */
export interface MemoryPlugin extends PlatformPlugin {
  readonly group: string;
}

export class MemoryEnvironment {
  readonly variables: Map<string, string> = new Map();
  /** All files of the host, those of its programs as well: `files.set("/etc/keys/server.pem", bytes)`. */
  readonly files: MemoryFiles;

  /** What packages that are installed there add. */
  readonly plugins: MemoryPlugin[] = [];

  constructor(files: MemoryFiles = new MemoryFiles()) {
    this.files = files;
  }

  /** For a program whose process has that number. */
  platform(
    pid: number,
    {
      files = this.files.platform(() => true),
      isRunning = (other) => other === pid,
    }: { readonly files?: FilesPlatform; readonly isRunning?: (pid: number) => boolean } = {},
  ): EnvironmentPlatform {
    return {
      pid,
      isRunning,
      variable: (name) => this.variables.get(name),
      readFile: (path) => files.readFile(path),
      listFiles: (path) => files.list(path),
      plugins: (group) => this.plugins.filter((plugin) => plugin.group === group),
    };
  }
}
