/** `twist run three-services.js`, as a process that says what it does. */
import { type ChildProcess, spawn } from "node:child_process";
import { resolve } from "node:path";

const MAIN = resolve("dist", "cli", "main.js");
const PROGRAM = resolve("build", "test", "draining", "three-services.js");

export interface Ended {
  readonly how: number | string | null;
  /** What it has said, without the log. */
  readonly said: readonly string[];
  readonly out: string;
  readonly err: string;
}

export class Child {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
  readonly #waiting: { readonly what: string; readonly tell: (line: string) => void }[] = [];
  #out = "";
  #told = 0;

  constructor(...options: string[]) {
    this.process = spawn(process.execPath, [MAIN, ...options, "run", PROGRAM], {
      timeout: 60_000,
      killSignal: "SIGKILL",
    });
    let err = "";
    this.process.stdout?.setEncoding("utf8").on("data", (text: string) => this.#heard(text));
    this.process.stderr?.setEncoding("utf8").on("data", (text: string) => {
      err += text;
    });
    this.ended = new Promise((end) => {
      this.process.on("close", (code, signal) => {
        const said = this.#said();
        for (const { tell } of this.#waiting.splice(0)) tell("");
        end({ how: code ?? signal, said, out: this.#out, err });
      });
    });
  }

  /** The first line that begins like that, at once when it is there; empty where it never comes. */
  says(what: string): Promise<string> {
    return new Promise((tell) => {
      this.#waiting.push({ what, tell });
      this.#told = 0;
      this.#heard("");
    });
  }

  #said(): string[] {
    return this.#out
      .split("\n")
      .slice(0, -1)
      .filter((line) => line.startsWith("@ "))
      .map((line) => line.slice(2));
  }

  #heard(text: string): void {
    this.#out += text;
    const said = this.#said();
    if (said.length === this.#told) return;
    this.#told = said.length;
    for (const waiting of [...this.#waiting]) {
      const line = said.find((each) => each.startsWith(waiting.what));
      if (line === undefined) continue;
      this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
      waiting.tell(line);
    }
  }
}
