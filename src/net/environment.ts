/** What a program was started with, and among: it is asked of the reactor, so that a simulated program has its own. */
import { attribute, defineInterface, type Interface, method } from "../components/index.ts";

/** What an installed package adds to programs, by naming it in its `package.json`. */
export interface Plugin {
  /** What it is called there. */
  readonly name: string;
  /** The name of the package. */
  readonly package: string;
  /** Its module, all that it exports. Throws where it cannot be loaded, with the reason as `cause`. */
  load(): unknown;
}

export interface IEnvironment {
  /** The process's number. */
  readonly pid: number;
  /** Is there a process of that number, of whatever user? */
  isRunning(pid: number): boolean;
  /** The value of the environment variable; undefined where there is none. */
  variable(name: string): string | undefined;
  /** Read a file as a whole, at once: for the few and small files that say how to begin. Throws an error with a POSIX `code`. */
  readFile(path: string): Uint8Array;
  /** The names of what is in a folder, sorted. Throws as `readFile` does. */
  listFiles(path: string): readonly string[];
  /**
   * What the program's package, and those that it depends on, name in their `package.json` under `torsion` and `group`, in
   * that order: `{ "torsion": { "endpoints": { "ssh": "./dist/ssh.js" } } }`. Nothing is loaded.
   */
  plugins(group: string): readonly Plugin[];
}
export const IEnvironment: Interface<IEnvironment> = defineInterface("torsion.IEnvironment", [], {
  pid: attribute,
  isRunning: method,
  variable: method,
  readFile: method,
  listFiles: method,
  plugins: method,
});

/** A reactor of a program that has an environment. */
export interface IReactorEnvironment {
  readonly environment: IEnvironment;
}
export const IReactorEnvironment: Interface<IReactorEnvironment> = defineInterface(
  "torsion.IReactorEnvironment",
  [],
  { environment: attribute },
);
