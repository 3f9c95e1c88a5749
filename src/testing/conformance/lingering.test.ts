import assert from "node:assert/strict";
import { test } from "node:test";
import { assertFound, failures } from "./broken.test-fixture.ts";
import { lingering } from "./lingering.ts";

test("the simulated platform passes", async () => assert.deepEqual(await failures(lingering), []));

test("found: a platform that closes both directions where one was meant, which resets what comes then", () =>
  assertFound(lingering, { socket: (socket) => ({ shutdown: () => socket.close() }) }, /^X3/));

test("found: a platform whose close does nothing", () =>
  assertFound(lingering, { socket: () => ({ close: () => {} }) }, /time is over/));
