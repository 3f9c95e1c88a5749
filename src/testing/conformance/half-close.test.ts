import assert from "node:assert/strict";
import { test } from "node:test";
import { assertFound, failures } from "./broken.test-fixture.ts";
import { halfClose } from "./half-close.ts";

test("the simulated platform passes", async () => assert.deepEqual(await failures(halfClose), []));

test("found: a platform that sends no FIN", () =>
  assertFound(halfClose, { socket: () => ({ shutdown: () => {} }) }, /^X11: loseWriteConnection/));

test("found: a platform that closes both directions where one was meant", () =>
  assertFound(
    halfClose,
    { socket: (socket) => ({ shutdown: () => socket.close() }) },
    /^X11: loseWriteConnection/,
  ));

test("found: a platform that keeps the peer's FIN to itself", () =>
  assertFound(halfClose, { sink: () => ({ ended: () => {} }) }, /^X11: both halves/));
