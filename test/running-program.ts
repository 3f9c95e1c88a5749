/** A program as a user meets it: started in a terminal, read, interrupted. Ends with the tests, whatever becomes of them. */
import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { resolve } from "node:path";
import { after } from "node:test";

/** The file of `twist`. */
export const TWIST: string = resolve("dist", "cli", "main.js");

const running = new Set<RunningProgram>();
after(() => {
  for (const program of running) program.signal("SIGKILL");
});

export class RunningProgram {
  readonly child: ChildProcess;
  /** What it has written so far. */
  out = "";
  err = "";
  #ended: Promise<number | NodeJS.Signals>;
  #wake: (() => void)[] = [];

  /** In a group of processes of its own, as a terminal starts it. */
  constructor(command: string, args: readonly string[], options: SpawnOptions = {}) {
    this.child = spawn(command, args, { detached: true, ...options });
    running.add(this);
    this.child.stdout?.setEncoding("utf8").on("data", (text: string) => this.#heard("out", text));
    this.child.stderr?.setEncoding("utf8").on("data", (text: string) => this.#heard("err", text));
    this.#ended = new Promise((resolve, reject) => {
      this.child.on("error", reject);
      this.child.on("close", (code, signal) => {
        running.delete(this);
        resolve(code ?? (signal as NodeJS.Signals));
        this.#changed();
      });
    });
    this.#ended.catch(() => {});
  }

  /** Wait until it has written this, on standard output or standard error. */
  async says(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const found = pattern.exec(this.out) ?? pattern.exec(this.err);
      if (found) return found;
      if (!running.has(this))
        throw new Error(`it has ended and not said ${pattern}:\n${this.out}${this.err}`);
      await new Promise<void>((wake) => this.#wake.push(wake));
    }
  }

  /** To all processes of its group, as Ctrl-C does. */
  signal(name: NodeJS.Signals): void {
    const { pid } = this.child;
    if (pid === undefined || !running.has(this)) return;
    try {
      process.kill(-pid, name);
    } catch {
      // They have ended.
    }
  }

  /** The exit status or the signal that ended it, when all that it wrote has been read. */
  exit(): Promise<number | NodeJS.Signals> {
    return this.#ended;
  }

  #heard(where: "out" | "err", text: string): void {
    this[where] += text;
    this.#changed();
  }

  #changed(): void {
    for (const wake of this.#wake.splice(0)) wake();
  }
}

/** `twist` with these arguments. */
export function startTwist(args: readonly string[], options: SpawnOptions = {}): RunningProgram {
  return new RunningProgram(process.execPath, [TWIST, ...args], options);
}
