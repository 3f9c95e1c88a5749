import assert from "node:assert/strict";
import { test } from "node:test";
import { IPv4Address } from "../net/index.ts";
import { Protocol } from "../protocols/index.ts";
import { ServingFactory } from "./serving-factory.ts";

test("each connection has a protocol of its own, and nothing is logged of the factory", () => {
  const made: Protocol[] = [];
  const factory = new ServingFactory(() => {
    made.push(new Protocol());
    return made.at(-1)!;
  });
  const peer = new IPv4Address("TCP", "10.0.0.2", 50_000);
  const built = [factory.buildProtocol(peer), factory.buildProtocol(peer)];
  assert.deepEqual(built, made);
  assert.notEqual(made[0], made[1]);
  assert.equal(factory.noisy, false);
});
