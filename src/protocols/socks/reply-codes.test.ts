import assert from "node:assert/strict";
import { test } from "node:test";
import {
  CannotListenError,
  ConnectError,
  ConnectionRefusedError,
  DNSLookupError,
  NoRouteError,
  TCPTimedOutError,
  TimeoutError,
} from "../../net/index.ts";
import { SOCKSMessageError, SOCKSRefused, SOCKSReplyError } from "./errors.ts";
import { errorForReply, replyCodeFor } from "./reply-codes.ts";

test("a reply is what the host would say, with the reply as its cause; else the reply", () => {
  for (const [code, Expected] of [
    [3, NoRouteError],
    [4, NoRouteError],
    [5, ConnectionRefusedError],
    [6, TCPTimedOutError],
  ] as const) {
    const error = errorForReply(5, code, "connect to a:80");
    assert.ok(error instanceof Expected);
    assert.ok(error.cause instanceof SOCKSReplyError);
    assert.deepEqual([error.cause.version, error.cause.code], [5, code]);
  }
  for (const code of [1, 2, 7, 8, 9, 255]) {
    const error = errorForReply(5, code, "connect to a:80");
    assert.ok(error instanceof SOCKSReplyError && error instanceof ConnectError);
    assert.equal(error.code, code);
  }
  assert.match(
    errorForReply(5, 5, "connect to a:80").message,
    /^the SOCKS proxy did not connect to a:80: the connection was refused \(5\)$/,
  );
  assert.match(
    errorForReply(5, 77, "connect to a:80").message,
    /for no reason that is known \(77\)$/,
  );
  const rejected = errorForReply(4, 91, "connect to a:80");
  assert.ok(rejected instanceof SOCKSReplyError);
  assert.match(rejected.message, /rejected, or failed \(91\)$/);
});

test("our errors as replies", () => {
  for (const [error, code] of [
    [new ConnectionRefusedError(), 5],
    [new NoRouteError(), 4],
    [new NoRouteError("", { cause: { code: "ENETUNREACH" } }), 3],
    [new NoRouteError("", { cause: { code: "EHOSTUNREACH" } }), 4],
    [new DNSLookupError(), 4],
    [new TCPTimedOutError(), 6],
    [new TimeoutError(), 6],
    [new SOCKSRefused("no", 2), 2],
    [new SOCKSMessageError("?"), 1],
    [new SOCKSMessageError("?", { code: 8 }), 8],
    [new CannotListenError("a", "b"), 1],
    [new ConnectError(), 1],
    [new RangeError("boom"), 1],
  ] as const)
    assert.equal(replyCodeFor(error), code, String(error));
});

test("what a proxy behind this one says goes through", () => {
  for (let code = 1; code <= 8; code++)
    assert.equal(replyCodeFor(errorForReply(5, code, "connect to a:80")), code);
  assert.equal(replyCodeFor(errorForReply(5, 200, "connect to a:80")), 1);
  assert.equal(replyCodeFor(errorForReply(4, 91, "connect to a:80")), 1);
});
