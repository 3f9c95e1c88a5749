import assert from "node:assert/strict";
import { test } from "node:test";
import {
  CannotListenError,
  ConnectBindError,
  ConnectError,
  ConnectionLost,
  ConnectionRefusedError,
  DNSLookupError,
  NoRouteError,
  TCPTimedOutError,
} from "../net/index.ts";
import { PlatformError } from "../platform/index.ts";
import { cannotListen, connectError, connectionLost } from "./reasons.ts";

const to = { host: "example.org", port: 80 };

const CLASSES = [
  ["ECONNREFUSED", ConnectionRefusedError],
  ["ETIMEDOUT", TCPTimedOutError],
  ["ENOTFOUND", DNSLookupError],
  ["EAI_AGAIN", DNSLookupError],
  ["EHOSTUNREACH", NoRouteError],
  ["ENETUNREACH", NoRouteError],
  ["EADDRINUSE", ConnectBindError],
  ["EADDRNOTAVAIL", ConnectBindError],
  ["EMFILE", ConnectError],
  ["ESOMETHING", ConnectError],
] as const;

for (const [code, Class] of CLASSES) {
  test(`a connect that fails with ${code} is a ${Class.name}`, () => {
    const cause = new PlatformError(code, "the host's words");
    const error = connectError(to, cause);
    assert.equal(error.constructor, Class);
    assert.equal(error.cause, cause);
    assert.match(error.message, /^cannot connect to example\.org:80: .*\(\w+\)$/);
    assert.ok(error.message.includes(`(${code})`));
  });
}

test("a code that nobody knows is told in the host's own words", () => {
  assert.match(connectError(to, new PlatformError("EODD", "oddly")).message, /oddly \(EODD\)$/);
});

test("what is no PlatformError, or no error at all, is a ConnectError too", () => {
  const raw = Object.assign(new Error("refused"), { code: "ECONNREFUSED" });
  assert.equal(connectError(to, raw).constructor, ConnectionRefusedError);
  assert.equal(connectError(to, "gone").constructor, ConnectError);
  assert.equal(connectError(to, undefined).constructor, ConnectError);
});

test("an object's own keys are no codes", () => {
  assert.equal(connectError(to, new PlatformError("constructor", "x")).constructor, ConnectError);
  assert.match(connectionLost(new PlatformError("toString", "words")).message, /words/);
});

test("X15: a bind error says the address and why", () => {
  const cause = new PlatformError("EADDRINUSE", "bind");
  const error = cannotListen({ host: "0.0.0.0", port: 80 }, cause);
  assert.ok(error instanceof CannotListenError);
  assert.equal(error.address, "0.0.0.0:80");
  assert.equal(error.message, "cannot listen on 0.0.0.0:80: the address is in use (EADDRINUSE)");
  assert.equal(error.cause, cause);
});

test("X9: a reset is a ConnectionLost, with the host's error as its cause", () => {
  const cause = new PlatformError("ECONNRESET", "read");
  const error = connectionLost(cause);
  assert.equal(error.constructor, ConnectionLost);
  assert.equal(error.cause, cause);
  assert.equal(error.message, "connection lost: the peer reset the connection (ECONNRESET)");
});
