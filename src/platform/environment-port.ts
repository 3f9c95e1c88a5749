/** The port of what surrounds a program. */

export interface PlatformPlugin {
  readonly name: string;
  readonly package: string;
  /** Throws an error that says what could not be loaded and, as its cause, why. */
  load(): unknown;
}

export interface EnvironmentPlatform {
  /** The process's number. */
  readonly pid: number;
  /** Is there such a process, of whatever user? */
  isRunning(pid: number): boolean;
  /** Undefined where there is no such variable. */
  variable(name: string): string | undefined;
  /** The whole file, at once. Throws a `PlatformError`. */
  readFile(path: string): Uint8Array;
  /** The names of what is in a folder, sorted. Throws a `PlatformError`. */
  listFiles(path: string): readonly string[];
  /**
   * What packages add to the group, in the order in which the program depends on them; its own first. Finds only: what is
   * wrong with one of them is thrown by its `load`.
   */
  plugins(group: string): readonly PlatformPlugin[];
}
