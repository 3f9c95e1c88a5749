import assert from "node:assert/strict";
import { test } from "node:test";
import { verifyObject } from "../components/index.ts";
import { succeed } from "../deferred/index.ts";
import { IPv4Address } from "./address.ts";
import { membersOf } from "./members.test-fixture.ts";
import { IConnector, IListeningPort } from "./port.ts";

test("IListeningPort: getHost and stopListening; it is disposable", () => {
  assert.deepEqual(membersOf(IListeningPort), [
    `${String(Symbol.asyncDispose)}()`,
    "getHost()",
    "stopListening()",
  ]);
});

test("IListeningPort: what has no stopListening is found out", () => {
  const port = {
    getHost: () => new IPv4Address("TCP", "127.0.0.1", 1),
    stopListening: () => succeed(undefined),
    [Symbol.asyncDispose]: async () => {},
  };
  verifyObject(IListeningPort, port, { tentative: true });
  assert.throws(
    () => verifyObject(IListeningPort, { ...port, stopListening: 1 }, { tentative: true }),
    /stopListening/,
  );
});

test("R14: IConnector: the members of Twisted's, and its state", () => {
  assert.deepEqual(membersOf(IConnector), [
    "connect()",
    "disconnect()",
    "getDestination()",
    "state",
    "stopConnecting()",
  ]);
});
