/** Scripts of chunks and of what a protocol does meanwhile: Twisted's LineReceiver and ours do the same. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { fromHex, toHex } from "torsion/bytes";
import type { ITransport } from "torsion/net";
import { LineReceiver } from "torsion/protocols";

type Action =
  | readonly ["raw" | "max", number]
  | readonly ["extra" | "feed" | "delimiter", string]
  | readonly ["pause" | "resume" | "lose" | "clear" | "throw", null];

/** Bytes are hex. */
interface Script {
  readonly delimiter: string;
  readonly max: number;
  /** Does lineLengthExceeded close the connection? */
  readonly closing: boolean;
  /** Is a receiver that pauses resumed after the chunk, or for good? */
  readonly resumes: boolean;
  readonly chunks: readonly string[];
  /** By the number of the callback. */
  readonly actions: Readonly<Record<string, Action>>;
}
type Log = (readonly [kind: string, ...details: (string | boolean)[]])[];

const PYTHON = "/usr/bin/python3";
const PEER = fileURLToPath(new URL("../../test/peers/lines.py", import.meta.url));
const SCRIPTS = 400;

/** The same action here as in the peer: a change of one is a change of both. */
class Scripted extends LineReceiver {
  readonly log: Log = [];
  readonly #script: Script;
  #calls = 0;
  #rawLeft = 0;

  constructor(script: Script) {
    super();
    this.#script = script;
    this.delimiter = fromHex(script.delimiter);
    this.maxLength = script.max;
  }
  lineReceived(line: Uint8Array): void {
    this.log.push(["line", toHex(line)]);
    this.#act();
  }
  override rawDataReceived(data: Uint8Array): void {
    this.log.push(["raw", toHex(data)]);
    if (data.length >= this.#rawLeft) {
      this.setLineMode(data.subarray(this.#rawLeft));
      this.#rawLeft = 0;
    } else this.#rawLeft -= data.length;
    this.#act();
  }
  override lineLengthExceeded(line: Uint8Array): void {
    this.log.push(["exceeded", toHex(line)]);
    if (this.#script.closing) super.lineLengthExceeded(line);
    this.#act();
  }
  #act(): void {
    const action = this.#script.actions[this.#calls++];
    if (action === undefined) return;
    const [what, value] = action;
    if (what === "raw") {
      this.#rawLeft = value;
      this.setRawMode();
    } else if (what === "max") this.maxLength = value;
    else if (what === "delimiter") this.delimiter = fromHex(value);
    else if (what === "extra") this.setLineMode(fromHex(value));
    else if (what === "feed") this.dataReceived(fromHex(value));
    else if (what === "pause") this.pauseProducing();
    else if (what === "resume") this.resumeProducing();
    else if (what === "lose") this.transport.loseConnection();
    else if (what === "clear") this.log.push(["cleared", toHex(this.clearLineBuffer())]);
    else throw new RangeError("as the script says");
  }
  attempt(call: () => void): void {
    try {
      call();
    } catch (thrown) {
      assert.ok(thrown instanceof RangeError);
      this.log.push(["threw"]);
    }
  }
}

function run(script: Script): Log {
  const lines = new Scripted(script);
  const transport = {
    disconnecting: false,
    loseConnection: () => {
      transport.disconnecting = true;
    },
    pauseProducing() {},
    resumeProducing() {},
  };
  lines.makeConnection(transport as unknown as ITransport);
  for (const chunk of script.chunks) {
    // No transport delivers anything after loseConnection (X3).
    if (transport.disconnecting) break;
    lines.attempt(() => lines.dataReceived(fromHex(chunk)));
    if (lines.paused && script.resumes) lines.attempt(() => lines.resumeProducing());
    lines.log.push(["chunk", transport.disconnecting, lines.paused]);
  }
  lines.log.push(["left", toHex(lines.clearLineBuffer())]);
  return lines.log;
}

/** The same scripts in every run. */
function scripts(count: number): Script[] {
  let state = 20_240_601;
  const below = (limit: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
  const one = <T>(choices: readonly T[]): T => choices[below(choices.length)]!;
  const hex = (text: string): string => Buffer.from(text, "latin1").toString("hex");
  const stream = (delimiter: string, pieces: number): string =>
    Array.from({ length: pieces }, () =>
      one([
        delimiter,
        delimiter,
        delimiter,
        "\r",
        "\n",
        "a",
        "bc",
        "defgh",
        "\xff\0",
        "ijklmnopqrst",
      ]),
    ).join("");
  const action = (delimiter: string): Action =>
    one<() => Action>([
      () => ["raw", below(8)],
      () => ["raw", below(8)],
      () => ["pause", null],
      () => ["pause", null],
      () => ["resume", null],
      () => ["lose", null],
      () => ["clear", null],
      () => ["throw", null],
      () => ["max", below(10)],
      () => ["delimiter", hex(one(["\r\n", "\n", "a"]))],
      () => ["extra", hex(stream(delimiter, below(4)))],
      () => ["feed", hex(stream(delimiter, below(4)))],
    ])();
  return Array.from({ length: count }, () => {
    const delimiter = one(["\r\n", "\r\n", "\n", "a", "\r\n\r\n"]);
    const whole = stream(delimiter, 4 + below(40));
    const chunks: string[] = [];
    const longest = one([1, 3, 10, 200]);
    for (let at = 0; at < whole.length; ) {
      const end = at + 1 + below(longest);
      chunks.push(hex(whole.slice(at, end)));
      at = end;
    }
    return {
      delimiter: hex(delimiter),
      max: one([0, 3, 8, 12, 16_384]),
      // What comes after a line that was too long is not the same on purpose: docs/design.
      closing: true,
      resumes: below(4) > 0,
      chunks,
      actions: Object.fromEntries(
        Array.from({ length: below(6) }, () => [String(below(14)), action(delimiter)]),
      ),
    };
  });
}

const missing = spawnSync(PYTHON, ["-c", "import twisted"]).status !== 0;
const skip = missing && !process.env.CI ? `${PYTHON} has no twisted` : false;

test(`F1–F5: ${SCRIPTS} scripts leave the same log with Twisted's LineReceiver`, { skip }, () => {
  const given = scripts(SCRIPTS);
  const peer = spawnSync(PYTHON, [PEER], {
    input: JSON.stringify(given),
    encoding: "utf8",
    maxBuffer: 100_000_000,
  });
  assert.equal(peer.status, 0, peer.stderr || String(peer.error));
  const theirs = JSON.parse(peer.stdout) as Log[];
  assert.equal(theirs.length, SCRIPTS);
  const kinds = new Set<string>();
  for (const [i, script] of given.entries()) {
    const log = theirs[i]!;
    for (const [kind] of log) kinds.add(kind);
    assert.deepEqual(run(script), log, `script ${i}: ${JSON.stringify(script)}`);
  }
  // Had the scripts no such events, they would prove little.
  assert.deepEqual([...kinds].sort(), [
    "chunk",
    "cleared",
    "exceeded",
    "left",
    "line",
    "raw",
    "threw",
  ]);
});
