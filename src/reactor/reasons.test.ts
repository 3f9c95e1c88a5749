import assert from "node:assert/strict";
import { test } from "node:test";
import {
  ConnectBindError,
  ConnectError,
  ConnectionRefusedError,
  DNSLookupError,
  NoRouteError,
  TCPTimedOutError,
} from "../net/index.ts";
import { PlatformError } from "../platform/index.ts";
import { cannotListen, connectError, connectionLost } from "./reasons.ts";

const at = { host: "db", port: 80 };

test("each code has its class, its words and its cause", () => {
  const expected = {
    ECONNREFUSED: ConnectionRefusedError,
    ETIMEDOUT: TCPTimedOutError,
    ENOTFOUND: DNSLookupError,
    EAI_AGAIN: DNSLookupError,
    EHOSTUNREACH: NoRouteError,
    ENETUNREACH: NoRouteError,
    EADDRNOTAVAIL: ConnectBindError,
    EACCES: ConnectError,
    EWHATEVER: ConnectError,
  };
  for (const [code, Kind] of Object.entries(expected)) {
    const cause = new PlatformError(code, "in its own words");
    const error = connectError(at, cause);
    assert.equal(error.constructor, Kind);
    assert.match(error.message, new RegExp(`^cannot connect to db:80: .+ \\(${code}\\)$`));
    assert.equal(error.cause, cause);
  }
});

test("a port that cannot be listened on says which and why", () => {
  const error = cannotListen(at, new PlatformError("EADDRINUSE", "x"));
  assert.equal(error.address, "db:80");
  assert.equal(error.message, "cannot listen on db:80: the address is in use (EADDRINUSE)");
});

test("a lost connection says by what; a runtime's own error is taken as it is", () => {
  const error = connectionLost(new PlatformError("ECONNRESET", "x"));
  assert.equal(error.message, "connection lost: the peer reset the connection (ECONNRESET)");
  const odd = connectError(at, Object.assign(new Error("odd"), { code: 7 }));
  assert.equal(odd.message, "cannot connect to db:80: odd (EIO)");
});
