/** `twist run three-services.js`, as a process that says what it does. */
import { resolve } from "node:path";
import { RunningProgram, TWIST } from "../running-program.ts";

const PROGRAM = resolve("build", "test", "draining", "three-services.js");

export class ThreeServices extends RunningProgram {
  constructor(...options: string[]) {
    super(process.execPath, [TWIST, ...options, "run", PROGRAM], {
      timeout: 60_000,
      killSignal: "SIGKILL",
    });
  }

  /** What it has said, without the log. */
  get said(): string[] {
    return [...this.out.matchAll(/^@ (.*)\n/gm)].map(([, line]) => line!);
  }

  /** The first line that begins like that, at once when it is there. */
  async line(beginning: string): Promise<string> {
    const [, line] = await this.says(new RegExp(`^@ (${beginning}.*)\n`, "m"));
    return line!;
  }
}
