/// <reference lib="esnext.disposable" preserve="true" />
/**
 * A file that says which process runs, so that no second one does, and that others find it: Twisted's `PIDFile`.
 *
 * Rules (E14): the file of a process that is no more, or of our own number, is replaced; what another process has written is
 * never removed; the file appears with its content, in one step.
 */
import { text, utf8 } from "../bytes/index.ts";
import type { IEnvironment } from "../net/index.ts";
import {
  AlreadyRunningError,
  InvalidPIDFileError,
  NoPIDFound,
  StalePIDFileError,
} from "./errors.ts";
import type { FilePath } from "./file-path.ts";
import { syncNames, unlessCode, writeNewFile } from "./whole-file.ts";

/** What is asked of the processes; `reactor.environment` has it. */
export type Processes = Pick<IEnvironment, "pid" | "isRunning">;

/** More often than that nobody takes over, or gives up, at the same moment. */
const ATTEMPTS = 10;
/** As Linux has it. */
const LARGEST_PID = 2 ** 31 - 1;

export class PIDFile implements Disposable {
  readonly path: FilePath;
  readonly #processes: Processes;

  constructor(path: FilePath, processes: Processes) {
    this.path = path;
    this.#processes = processes;
  }

  /** The number in the file. Throws `NoPIDFound`, `InvalidPIDFileError`, and what the file system does. */
  read(): number {
    let content = new Uint8Array(0);
    const found = unlessCode(["ENOENT"], () => {
      content = this.path.getContent() as typeof content;
    });
    if (!found) throw new NoPIDFound(`there is no ${this.path}`);
    const line = text(content.subarray(0, 1000)).split("\n")[0]!.trim();
    const pid = /^\d{1,10}$/.test(line) ? Number(line) : 0;
    if (pid > 0 && pid <= LARGEST_PID) return pid;
    throw new InvalidPIDFileError(
      `${this.path} holds no number of a process: ${JSON.stringify(line)}`,
    );
  }

  /** Does the process run that the file is of? Throws `StalePIDFileError` where it does not; `false`: there is no file. */
  isRunning(): boolean {
    let pid = 0;
    try {
      pid = this.read();
    } catch (thrown) {
      if (thrown instanceof NoPIDFound) return false;
      throw thrown;
    }
    if (this.#processes.isRunning(pid)) return true;
    throw new StalePIDFileError(`${this.path} is of process ${pid}, which is no more`);
  }

  /** Put our own number there, in place of whatever there is. */
  writeRunningPID(): void {
    this.path.setContent(this.#content());
  }

  /**
   * Put our own number there, unless a process runs whose it is: `AlreadyRunningError`. Says whether there was a file, of a
   * process that is no more.
   */
  acquire(): { readonly stale: boolean } {
    const fresh = this.path.temporarySibling(".new");
    writeNewFile(fresh, this.#content(), 0o644);
    try {
      let stale = false;
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        if (unlessCode(["EEXIST"], () => fresh.files.link(fresh.path, this.path.path))) {
          syncNames(this.path);
          return { stale };
        }
        if (this.#takeStale()) stale = true;
      }
      throw new AlreadyRunningError(`${this.path}: others are starting again and again`);
    } finally {
      unlessCode(["ENOENT"], () => fresh.remove());
    }
  }

  /** Is there a file of a process that is no more? Then it is gone when this returns. */
  #takeStale(): boolean {
    if (!this.#isStale()) return false;
    // Who takes it away holds a second file, like this one, meanwhile. Without that, of three that start at once one would take
    // away what another has just put there. That it is stale itself takes a crash in these few steps.
    const taking = new PIDFile(this.path.siblingExtension(".taking"), this.#processes);
    try {
      taking.acquire();
    } catch (thrown) {
      if (thrown instanceof AlreadyRunningError) return false;
      throw thrown;
    }
    try {
      // Somebody may have been faster, and it be his by now.
      return this.#isStale() && unlessCode(["ENOENT"], () => this.path.remove());
    } finally {
      taking.remove();
    }
  }

  /** `false`: there is none. Throws `AlreadyRunningError`. */
  #isStale(): boolean {
    let pid = 0;
    try {
      pid = this.read();
    } catch (thrown) {
      if (thrown instanceof NoPIDFound) return false;
      throw thrown;
    }
    // Our own number: a process before us had it, in a container where everybody is process 1.
    if (pid === this.#processes.pid || !this.#processes.isRunning(pid)) return true;
    throw new AlreadyRunningError(`${this.path}: process ${pid} runs already`);
  }

  /** Remove the file if it is ours; says whether it was. */
  remove(): boolean {
    let ours = false;
    try {
      ours = this.read() === this.#processes.pid;
    } catch (thrown) {
      if (!(thrown instanceof NoPIDFound) && !(thrown instanceof InvalidPIDFileError)) throw thrown;
    }
    return ours && unlessCode(["ENOENT"], () => this.path.remove());
  }

  /** {@link PIDFile.remove}, at the end of the block of a `using`. */
  [Symbol.dispose](): void {
    this.remove();
  }

  #content(): Uint8Array {
    return utf8(`${this.#processes.pid}\n`);
  }
}
