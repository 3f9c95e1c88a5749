import assert from "node:assert/strict";
import { test } from "node:test";
import { Deferred } from "../deferred/index.ts";
import { ProcessTerminated } from "../net/index.ts";
import {
  NotAFactoryError,
  NotAProtocolError,
  OutputTooLongError,
  TerminatedBySignal,
  TransferStopped,
  UnexpectedOutputError,
} from "./errors.ts";

test("both are TypeErrors with names of their own", () => {
  for (const [Kind, name] of [
    [NotAFactoryError, "NotAFactoryError"],
    [NotAProtocolError, "NotAProtocolError"],
  ] as const) {
    const error = new Kind("x");
    assert.ok(error instanceof TypeError);
    assert.equal(error.name, name);
  }
});

test("those of programs say what was printed, a little of it in the message", () => {
  assert.equal(new OutputTooLongError("x").name, "OutputTooLongError");
  const output = new TextEncoder().encode("e".repeat(1000));
  const error = new UnexpectedOutputError("ls", output, new Deferred());
  assert.equal(error.message, `ls has written to its standard error: ${"e".repeat(200)}`);
  assert.equal(error.output, output);
  const how = { exitCode: null, signal: "SIGTERM", out: output, err: new Uint8Array(0) };
  const ended = new TerminatedBySignal("why", how);
  assert.ok(ended instanceof ProcessTerminated);
  assert.deepEqual(
    [ended.name, ended.signal, ended.out],
    ["TerminatedBySignal", "SIGTERM", output],
  );
});

test("an end that was asked for has a name of its own", () => {
  assert.equal(new TransferStopped("x").name, "TransferStopped");
});
