import assert from "node:assert/strict";
import { Console } from "node:console";
import { PassThrough } from "node:stream";
import { test } from "node:test";
import { Service } from "../application/index.ts";
import { capturedLogs, formatEvent } from "../logger/index.ts";
import { MemoryNetwork } from "../platform/memory/index.ts";
import { reactorOn } from "../reactor/index.ts";
import { LOG_OUTPUT } from "./log-output.ts";

function run(options: Record<string, unknown>) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const reactor = reactorOn(new MemoryNetwork().host("a"));
  const given = { options, reactor, service: new Service(), terminal: { stdout, stderr } };
  const hooks = LOG_OUTPUT.join({ ...given, facts: new Map() });
  return { hooks, stdout, console: new Console(stdout, stderr) };
}

/** On some versions of Node `read` gives a chunk, on others all there are. */
function whatIsIn(stream: PassThrough): string {
  let all = "";
  for (let chunk = stream.read(); chunk !== null; chunk = stream.read()) all += String(chunk);
  return all;
}

test("L3: from start to end what the program prints is logged", () => {
  const { hooks, stdout, console } = run({ "log-output": true });
  console.log("before");
  const events = capturedLogs(() => {
    hooks?.starting?.();
    console.log("hello");
    console.error("bad");
    hooks?.stopped?.();
  });
  console.log("after");
  assert.deepEqual(
    events.map((event) => [event.log_namespace, event.log_level?.name, formatEvent(event)]),
    [
      ["stdout", "info", "hello"],
      ["stderr", "error", "bad"],
    ],
  );
  assert.equal(whatIsIn(stdout), "before\nafter\n");
});

test("unless it is asked for it is printed", () => {
  assert.equal(run({}).hooks, null);
});
