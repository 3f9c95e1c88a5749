import assert from "node:assert/strict";
import { test } from "node:test";
import { CancelledError } from "../../deferred/index.ts";
import { PlatformError, type Socket } from "../../platform/index.ts";
import { PumpedAttempt, PumpedListener } from "./pumped-streams.ts";
import { failureResultOf, successResultOf } from "./results.ts";

const from = { host: "10.0.0.2", port: 1 };
const to = { host: "10.0.0.1", port: 2 };
const attemptOf = (): PumpedAttempt => new PumpedAttempt(from, to, (run) => run());

test("a listener accepts what it is given, until it is closed", () => {
  const accepted: Socket[] = [];
  const listener = new PumpedListener(to, (socket) => accepted.push(socket));
  const { far } = attemptOf().join();
  listener.accept(far);
  assert.deepEqual(accepted, [far]);
  assert.equal(listener.listening, true);
  successResultOf(listener.close());
  assert.equal(listener.listening, false);
});

test("an attempt is pending until it has come to something", () => {
  const made = attemptOf();
  const { near, far, connected } = made.join();
  assert.equal(made.pending, true);
  connected();
  assert.equal(made.pending, false);
  assert.equal(successResultOf(made.socket), near);
  assert.deepEqual([near.local, near.peer, far.local, far.peer], [from, to, to, from]);

  const failed = attemptOf();
  failed.fail(new PlatformError("ECONNREFUSED", "no"));
  assert.equal(failed.pending, false);
  failureResultOf(failed.socket, PlatformError);

  const givenUp = attemptOf();
  givenUp.socket.cancel();
  assert.equal(givenUp.pending, false);
  failureResultOf(givenUp.socket, CancelledError);
});
