import assert from "node:assert/strict";
import { test } from "node:test";
import * as errors from "./errors.ts";

const classes: Readonly<Record<string, new (...args: never[]) => Error>> = { ...errors };

/** Twisted's tree of `internet.error` (X9, X15, X18): each class with the nearest it extends. */
const TREE: readonly (readonly [string, string])[] = [
  ["ConnectionClosed", "Error"],
  ["ConnectionDone", "ConnectionClosed"],
  ["ConnectionLost", "ConnectionClosed"],
  ["ConnectionAborted", "ConnectionLost"],
  ["ProcessDone", "ConnectionDone"],
  ["ProcessTerminated", "ConnectionLost"],
  ["TLSError", "ConnectionLost"],
  ["VerificationError", "TLSError"],
  ["ConnectError", "Error"],
  ["ConnectBindError", "ConnectError"],
  ["ConnectionRefusedError", "ConnectError"],
  ["BadFileError", "ConnectError"],
  ["NoRouteError", "ConnectError"],
  ["TCPTimedOutError", "ConnectError"],
  ["DNSLookupError", "ConnectError"],
  ["UserError", "ConnectError"],
  ["TimeoutError", "UserError"],
  ["ConnectingCancelledError", "ConnectError"],
  ["NoProtocol", "ConnectError"],
  ["CannotListenError", "Error"],
  ["InvalidPortError", "RangeError"],
  ["InvalidAddressError", "TypeError"],
  ["MessageLengthError", "RangeError"],
  ["MulticastJoinError", "Error"],
  ["NotBytesError", "TypeError"],
  ["SpawnError", "Error"],
  ["ProcessExitedAlready", "Error"],
  ["ThreadLost", "Error"],
  ["NotCloneableError", "TypeError"],
  ["NotSupportedError", "Error"],
  ["NotConnectingError", "Error"],
  ["AlreadyConnectingError", "Error"],
  ["TLSAlreadyStarted", "Error"],
  ["ProducerAlreadyRegistered", "Error"],
  ["ReactorNotRunning", "Error"],
  ["ReactorAlreadyRunning", "Error"],
  ["ReactorNotRestartable", "Error"],
];

test("X9: the tree of errors is Twisted's", () => {
  for (const [name, base] of TREE)
    assert.equal(Object.getPrototypeOf(classes[name]).name, base, `${name} extends ${base}`);
  assert.deepEqual(TREE.map(([name]) => name).sort(), Object.keys(classes).sort());
});

test("each has its own name, keeps its message and its cause", () => {
  const cause = new Error("below");
  for (const [name] of TREE) {
    if (name === "CannotListenError") continue;
    const error = new (classes[name] as ErrorConstructor)("why", { cause });
    assert.deepEqual([error.name, error.message, error.cause], [name, "why", cause]);
    assert.equal(String(error), `${name}: why`);
  }
});

test("X15: CannotListenError says where and why", () => {
  const cause = new Error("below");
  const error = new errors.CannotListenError("127.0.0.1:80", "permission denied", { cause });
  assert.equal(error.name, "CannotListenError");
  assert.equal(error.address, "127.0.0.1:80");
  assert.equal(error.message, "cannot listen on 127.0.0.1:80: permission denied");
  assert.equal(error.cause, cause);
});
