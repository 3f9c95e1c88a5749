/**
 * Descriptions of endpoints, here and in Python's Twisted: what each asks of a reactor, or that it is a mistake.
 *
 * Other descriptions: `ENDPOINTS_SEED=7 ENDPOINTS_RUNS=20000 node build/tools/test.js endpoint-strings`.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import fc from "fast-check";
import {
  clientFromString,
  InvalidDescriptionError,
  quoteStringArgument,
  serverFromString,
} from "torsion/endpoints";

const PYTHON = "/usr/bin/python3";
const absent = spawnSync(PYTHON, ["-c", "import twisted"]).status !== 0;
const skip = absent && process.env.CI === undefined ? "python3-twisted is not installed" : false;
const seed = Number(process.env.ENDPOINTS_SEED ?? 1);
const numRuns = Number(process.env.ENDPOINTS_RUNS ?? 3000);

type Side = "server" | "client";
interface Answer {
  readonly calls?: readonly (readonly unknown[])[];
  readonly error?: string;
}

// What is written: mostly what makes sense, with mistakes of all kinds.

const number = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 65_535 }).map(String) },
  fc.constantFrom("0", "-1", "65536", "", "x", "+80", " 80", "8_0", "2.5", "080", "1e3"),
);
const name = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom("a", "example.org", "::1", "10.0.0.1", "/run/echo", "@echo"),
  },
  fc.string({ unit: fc.constantFrom("a", ":", "=", "\\", " ", "é"), maxLength: 4 }),
);
const value = fc
  .oneof(number, name, fc.constantFrom("666", "600", "0", "1"))
  .map(quoteStringArgument);
const key = fc.constantFrom(
  ...[
    "interface",
    "backlog",
    "mode",
    "lockfile",
    "timeout",
    "bindAddress",
    "host",
    "port",
    "path",
    "address",
    "other",
  ],
);
const argument = fc.oneof(
  { weight: 3, arbitrary: value },
  { weight: 3, arbitrary: fc.tuple(key, value).map(([key, value]) => `${key}=${value}`) },
);
const sensible = fc.oneof(
  fc
    .tuple(fc.constantFrom("tcp", "tcp6"), number, fc.array(argument, { maxLength: 2 }))
    .map(([type, port, rest]) => ["server", [type, port, ...rest].join(":")]),
  fc
    .tuple(name.map(quoteStringArgument), number, fc.array(argument, { maxLength: 2 }))
    .map(([host, port, rest]) => ["client", ["tcp", host, port, ...rest].join(":")]),
  fc
    .tuple(
      fc.constantFrom("server", "client"),
      name.map(quoteStringArgument),
      fc.array(argument, { maxLength: 2 }),
    )
    .map(([side, path, rest]) => [side, ["unix", path, ...rest].join(":")]),
);
const anything = fc
  .tuple(
    fc.constantFrom("server", "client"),
    fc.constantFrom("tcp", "TCP", "unix", "UNIX", "tpc", "", "t\\cp", "tcp\\"),
    fc.array(argument, { maxLength: 4 }),
    fc.constantFrom("", "", "", "\\", ":", "="),
  )
  .map(([side, type, args, end]) => [side, [type, ...args].join(":") + end]);
const written = fc.oneof({ weight: 3, arbitrary: sensible }, anything) as fc.Arbitrary<
  [Side, string]
>;

// What we make of it.

function ours(side: Side, text: string): Answer {
  const calls: unknown[][] = [];
  const asked = (...call: unknown[]): never => {
    calls.push(call);
    throw new Error("only asked");
  };
  type Options = Readonly<Record<string, unknown>> & {
    readonly bindAddress?: { readonly host: string };
  };
  const reactor = {
    listenTCP: (port: number, _factory: unknown, { interface: at = "", backlog = 50 }: Options) =>
      asked("listenTCP", port, at, backlog),
    connectTCP: (
      host: string,
      port: number,
      _factory: unknown,
      { seconds = 30, bindAddress }: Options,
    ) => asked("connectTCP", host, port, seconds, bindAddress?.host ?? null),
    listenUNIX: (
      path: string,
      _factory: unknown,
      { backlog = 50, mode = 0o666, wantPID }: Options,
    ) => asked("listenUNIX", path, backlog, mode, wantPID),
    connectUNIX: (path: string, _factory: unknown, { seconds = 30, checkPID }: Options) =>
      asked("connectUNIX", path, seconds, checkPID),
  };
  const factory = { buildProtocol: () => null, doStart() {}, doStop() {} };
  try {
    if (side === "server")
      serverFromString(reactor, text)
        .listen(factory)
        .addErrback(() => {});
    else
      clientFromString(reactor, text)
        .connect(factory)
        .addErrback(() => {});
    return { calls };
  } catch (thrown) {
    assert.ok(thrown instanceof InvalidDescriptionError, `${text}: ${String(thrown)}`);
    assert.ok(thrown.position >= 0 && thrown.position <= text.length, text);
    return { error: thrown.message };
  }
}

/** The differences that there are on purpose: which of them this is; `undefined` for any other. */
function difference(text: string, mine: Answer, twisted: Answer): string | undefined {
  if (mine.error !== undefined) {
    if (/one argument too many/.test(mine.error)) return "what may be left out has to be named";
    if (/given twice/.test(mine.error)) return "nothing is given twice";
    if (/has to be/.test(mine.error)) return "a value is read as it is meant, and has its range";
    return undefined;
  }
  if (twisted.error !== undefined) {
    if (/^(TCP|UNIX)/.test(text)) return "a type of server may be in upper case too";
    if (/timeout=\d*\.\d+/.test(text)) return "fractions of seconds";
    return undefined;
  }
  const asTwisted = JSON.stringify(mine.calls).replaceAll('"\\u0000', '"@');
  return asTwisted === JSON.stringify(twisted.calls) ? "an @ is an abstract name" : undefined;
}

test("a seeded lot of descriptions means the same as in Twisted, or is a mistake in both, but for what is different on purpose", {
  skip,
}, () => {
  const inputs = fc.sample(written, { seed, numRuns });
  const { stdout, stderr } = spawnSync(PYTHON, ["test/peers/endpoint_strings.py"], {
    input: inputs.map((input) => `${JSON.stringify(input)}\n`).join(""),
    encoding: "utf8",
    maxBuffer: 1e9,
  });
  const answers = stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Answer);
  assert.equal(answers.length, inputs.length, stderr);
  const counts = new Map<string, number>();
  for (const [index, [side, text]] of inputs.entries()) {
    const [mine, twisted] = [ours(side, text), answers[index]!];
    let what: string | undefined;
    if (mine.error !== undefined && twisted.error !== undefined) what = "a mistake in both";
    else if (JSON.stringify(mine.calls) === JSON.stringify(twisted.calls)) what = "the same";
    else what = difference(text, mine, twisted);
    assert.ok(
      what,
      `${side} ${text}\nours:    ${JSON.stringify(mine)}\nTwisted: ${JSON.stringify(twisted)}`,
    );
    counts.set(what, (counts.get(what) ?? 0) + 1);
  }
  if (process.env.ENDPOINTS_RUNS) process.stderr.write(`${JSON.stringify([...counts])}\n`);
  assert.ok(counts.get("the same")! > numRuns / 20, JSON.stringify([...counts]));
  assert.ok(counts.get("a mistake in both")! > numRuns / 20, JSON.stringify([...counts]));
});
