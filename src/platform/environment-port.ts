/** The port of what surrounds a program. */

export interface EnvironmentPlatform {
  /** The process's number. */
  readonly pid: number;
  /** Undefined where there is no such variable. */
  variable(name: string): string | undefined;
  /** The whole file, at once. Throws a `PlatformError`. */
  readFile(path: string): Uint8Array;
  /** The names of what is in a folder, sorted. Throws a `PlatformError`. */
  listFiles(path: string): readonly string[];
}
