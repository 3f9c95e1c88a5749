/** Python's Twisted at the other end of a pipe: one process, asked one program after the other. */
import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Program, Trace } from "./program.ts";

const PYTHON = "/usr/bin/python3";
const SCRIPT = fileURLToPath(new URL("../../../test/peers/differential.py", import.meta.url));

export const hasTwisted: boolean = spawnSync(PYTHON, ["-c", "import twisted"]).status === 0;

export class Peer {
  readonly #process: ChildProcessWithoutNullStreams = spawn(PYTHON, [SCRIPT]);
  readonly #lines: AsyncIterator<string>;
  #errors = "";

  constructor() {
    this.#lines = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
    this.#process.stderr.on("data", (data) => {
      this.#errors += data;
    });
  }

  async run(program: Program): Promise<Trace> {
    this.#process.stdin.write(`${JSON.stringify(program)}\n`);
    const { value, done } = await this.#lines.next();
    if (done) throw new Error(`the Python side ended: ${this.#errors}`);
    return JSON.parse(value) as Trace;
  }

  end(): void {
    this.#process.stdin.end();
  }
}
