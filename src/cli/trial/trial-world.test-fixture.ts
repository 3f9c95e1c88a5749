/** A folder of test files, and the command run in it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { PassThrough } from "node:stream";
import { trial } from "./trial.ts";

const TRIAL: string = new URL("../../trial/index.js", import.meta.url).href;

export interface Ran {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

export class TrialWorld {
  readonly cwd: string = mkdtempSync(join(tmpdir(), "trial-"));

  /** A test file; `TestCase` and the others are imported in it. */
  write(name: string, text: string): void {
    const path = join(this.cwd, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(
      path,
      `import { SkipTest, TestCase, trial } from ${JSON.stringify(TRIAL)};\n${text}`,
    );
  }

  async run(
    argv: readonly string[],
    signal: AbortSignal = new AbortController().signal,
  ): Promise<Ran> {
    let [out, err, now] = ["", "", 0];
    const hear = (listen: (text: string) => void): PassThrough => {
      const stream = new PassThrough({ encoding: "utf8" });
      stream.on("data", listen);
      return stream;
    };
    const status = await trial({
      argv,
      version: "1.2.3",
      cwd: this.cwd,
      stdout: hear((text) => {
        out += text;
      }),
      stderr: hear((text) => {
        err += text;
      }),
      typescript: false,
      signal,
      now: () => now++,
      anySeed: () => 7,
    });
    return { status, out, err };
  }

  close(): void {
    rmSync(this.cwd, { recursive: true });
  }
}
