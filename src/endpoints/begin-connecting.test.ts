import assert from "node:assert/strict";
import { test } from "node:test";
import { ConnectingCancelledError, type IClientFactory, type IConnector } from "../net/index.ts";
import { Protocol } from "../protocols/index.ts";
import { beginConnecting } from "./begin-connecting.ts";

test("what begins throws is a failure; a signal disconnects, once", () => {
  const broken = new RangeError("broken");
  const seen: unknown[] = [];
  const note = (failure: { value: unknown }): void => {
    seen.push(failure.value);
  };
  beginConnecting(Protocol, {}, "there", () => {
    throw broken;
  }).addErrback(note);
  let disconnected = 0;
  const connector = { disconnect: () => (disconnected += 1) } as unknown as IConnector;
  const abort = new AbortController();
  let factory: IClientFactory | undefined;
  beginConnecting(Protocol, { signal: abort.signal }, "there", (given) => {
    factory = given;
    return connector;
  }).addErrback(note);
  abort.abort();
  factory?.clientConnectionFailed(connector, { value: broken } as never);
  assert.equal(seen[0], broken);
  assert.ok(seen[1] instanceof ConnectingCancelledError);
  assert.match(seen[1].message, /connecting to there was cancelled/);
  assert.equal(seen.length, 2);
  assert.equal(disconnected, 1);
});
