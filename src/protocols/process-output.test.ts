import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { succeed } from "../deferred/index.ts";
import { type IProcessTransport, type IReactorProcess, SpawnError } from "../net/index.ts";
import { PlatformError } from "../platform/index.ts";
import { node } from "../platform/node/index.ts";
import { reactorOn } from "../reactor/index.ts";
import { OutputTooLongError, TerminatedBySignal, UnexpectedOutputError } from "./errors.ts";
import { getProcessOutput, getProcessOutputAndValue, getProcessValue } from "./process-output.ts";

const newReactor = () => reactorOn(node());
let reactor: ReturnType<typeof newReactor>;
let stopped: PromiseLike<void>;
beforeEach(() => {
  reactor = newReactor();
  stopped = reactor.run();
});
afterEach(async () => {
  reactor.crash();
  await stopped;
});

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const failureOf = (running: PromiseLike<unknown>): PromiseLike<unknown> =>
  running.then(
    () => assert.fail("it did not fail"),
    (thrown: unknown) => thrown,
  );
const sh = (script: string): [string, string[]] => ["sh", ["-c", script]];

test("getProcessOutput: what it prints, whatever its exit code", async () => {
  assert.equal(textOf(await getProcessOutput(reactor, "echo", ["hello"])), "hello\n");
  assert.equal(textOf(await getProcessOutput(reactor, ...sh("echo hello; exit 1"))), "hello\n");
});

test("X34: getProcessOutput fails as soon as there is standard error, and kills", async () => {
  const running = getProcessOutput(reactor, ...sh("echo oh no >&2; sleep 60"));
  const error = await failureOf(running);
  assert.ok(error instanceof UnexpectedOutputError);
  assert.equal(error.message, "sh has written to its standard error: oh no");
  assert.equal(textOf(error.output), "oh no\n");
  await error.processEnded;
});

test("X34: with errortoo standard error is output", async () => {
  const both = getProcessOutput(reactor, ...sh("echo oh no >&2"), { errortoo: true });
  assert.equal(textOf(await both), "oh no\n");
});

test("getProcessValue: the exit code; whom a signal ends has none", async () => {
  assert.equal(await getProcessValue(reactor, "true"), 0);
  assert.equal(await getProcessValue(reactor, ...sh("echo x; echo y >&2; exit 3")), 3);
  await assert.rejects(getProcessValue(reactor, ...sh("kill -9 $$")), TerminatedBySignal);
});

test("getProcessOutputAndValue: all of it, with a signal too", async () => {
  const { out, err, code } = await getProcessOutputAndValue(
    reactor,
    ...sh("cat; echo bad >&2; exit 4"),
    { stdinBytes: new TextEncoder().encode("in\n") },
  );
  assert.deepEqual([textOf(out), textOf(err), code], ["in\n", "bad\n", 4]);
  const killed = getProcessOutputAndValue(reactor, ...sh("echo so far; kill -15 $$"));
  const error = await failureOf(killed);
  assert.ok(error instanceof TerminatedBySignal);
  assert.deepEqual([error.signal, textOf(error.out)], ["SIGTERM", "so far\n"]);
});

test("a program that reads its input finds the end of it", async () =>
  assert.equal((await getProcessOutput(reactor, "cat")).length, 0));

test("X1: input that is no bytes is refused, and not taken for none", () => {
  assert.throws(
    () => getProcessOutput(reactor, "cat", [], { stdinBytes: "text" as never }),
    /utf8\(\)/,
  );
});

test("X30: environment and directory", async () => {
  const options = { env: { A: "1" }, path: "/" };
  assert.equal(textOf(await getProcessOutput(reactor, "env", [], options)), "A=1\n");
  assert.equal(textOf(await getProcessOutput(reactor, "/bin/pwd", [], options)), "/\n");
});

test("a program that cannot be started: SpawnError, from each", async () => {
  for (const get of [getProcessOutput, getProcessValue, getProcessOutputAndValue])
    await assert.rejects(Promise.resolve(get(reactor, "no-such-program")), SpawnError);
});

test("a program that prints without end is killed", async () => {
  await assert.rejects(
    Promise.resolve(getProcessOutput(reactor, "yes", [], { maxBytes: 100_000 })),
    (thrown) =>
      thrown instanceof OutputTooLongError &&
      thrown.message === "yes prints more than 100000 bytes",
  );
});

test("X34: a program that may not be killed fails all the same", async () => {
  const lost: string[] = [];
  const transport = {
    closeStdin() {},
    loseConnection: () => lost.push("pipes"),
    signalProcess() {
      throw new PlatformError("EPERM", "kill EPERM");
    },
  } as unknown as IProcessTransport;
  const unkillable: IReactorProcess = {
    spawnProcess(protocol) {
      setImmediate(() => {
        protocol.makeConnection(transport);
        protocol.childDataReceived(2, new Uint8Array(1));
      });
      return succeed(transport);
    },
  };
  const error = await failureOf(getProcessOutput(unkillable, "sudo"));
  assert.ok(error instanceof UnexpectedOutputError);
  assert.deepEqual(lost, ["pipes"]);
});

test("cancelled, or aborted, it is killed with its children, and the Deferred fires at once", async () => {
  const script = sh("sleep 60 & sleep 60");
  const running = getProcessOutput(reactor, ...script);
  await new Promise((done) => setTimeout(done, 50));
  running.cancel();
  await assert.rejects(Promise.resolve(running), { name: "CancelledError" });
  const starting = getProcessOutput(reactor, ...script);
  starting.cancel();
  await assert.rejects(Promise.resolve(starting), { name: "CancelledError" });
  const abort = new AbortController();
  const aborted = getProcessValue(reactor, ...script, { signal: abort.signal });
  abort.abort();
  await assert.rejects(Promise.resolve(aborted), { name: "CancelledError" });
  const never = getProcessValue(reactor, ...script, { signal: abort.signal });
  await assert.rejects(Promise.resolve(never), { name: "CancelledError" });
  reactor.stop();
  await stopped;
  reactor = newReactor();
  stopped = reactor.run();
});
