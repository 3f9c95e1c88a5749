import assert from "node:assert/strict";
import { test } from "node:test";
import { utf8 } from "../../bytes/index.ts";
import { Protocol } from "../../protocols/index.ts";
import { connectedServerAndClient } from "./connect.ts";
import { NeverAtRestError } from "./errors.ts";

class Echo extends Protocol {
  override dataReceived(data: Uint8Array): void {
    this.transport.write(data);
  }
}

test("what never comes to rest is an error, after a thousand rounds", () => {
  const [client, , pump] = connectedServerAndClient(Echo, Echo);
  client.transport.write(utf8("x"));
  assert.throws(() => pump.flush(), NeverAtRestError);
});

test("until: it flushes, lets the host turn, and gives up", async () => {
  const [, , pump] = connectedServerAndClient(Echo, Echo);
  let turns = 0;
  const turn = async (): Promise<void> => {
    turns += 1;
  };
  await pump.until(() => turns === 3, turn);
  assert.equal(turns, 3);
  await assert.rejects(
    pump.until(() => false, turn),
    NeverAtRestError,
  );
});

test("it knows its protocols", () => {
  const [client, server, pump] = connectedServerAndClient(Echo, Echo);
  assert.deepEqual([pump.client === client, pump.server === server], [true, true]);
});
