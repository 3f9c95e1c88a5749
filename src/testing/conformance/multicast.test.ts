import assert from "node:assert/strict";
import { test } from "node:test";
import { assertFoundInUDP, datagramFailures } from "./datagram-broken.test-fixture.ts";
import { multicastCases } from "./multicast.ts";

test("the simulated platform passes", async () =>
  assert.deepEqual(await datagramFailures(multicastCases), []));

test("found: a platform that never leaves", () =>
  assertFoundInUDP(multicastCases, { socket: () => ({ leaveGroup: () => {} }) }, /left a group/));

test("found: a platform that does not join", () =>
  assertFoundInUDP(multicastCases, { socket: () => ({ joinGroup: () => {} }) }, /every member/));

test("found: a platform that always loops", () =>
  assertFoundInUDP(multicastCases, { socket: () => ({ setLoopback: () => {} }) }, /loopback off/));
