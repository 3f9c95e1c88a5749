import assert from "node:assert/strict";
import { test } from "node:test";
import { assertFound, failures } from "./broken.test-fixture.ts";
import { sending } from "./sending.ts";

test("the simulated platform passes", async () => assert.deepEqual(await failures(sending), []));

test("found: a platform that delivers data twice", () =>
  assertFound(
    sending,
    {
      sink: (sink) => ({
        data: (bytes) => {
          sink.data(bytes);
          sink.data(bytes.slice());
        },
      }),
    },
    /^X1: writes arrive whole/,
  ));

test("found: a platform that loses data", () =>
  assertFound(
    sending,
    { sink: (sink) => ({ data: (bytes) => sink.data(bytes.subarray(1)) }) },
    /^X1: writes arrive whole/,
  ));

test("found: a platform that changes the order of writes", () => {
  const held: Uint8Array[] = [];
  return assertFound(
    sending,
    {
      socket: (socket) => ({
        write: (data) => {
          held.push(data);
          return held.length < 2 ? true : socket.write(held.pop()!) && socket.write(held.pop()!);
        },
      }),
    },
    /^writes made in the order of turns/,
  );
});

test("found: a platform that uses its receive buffer again", () => {
  const shared = new Uint8Array(100_000);
  return assertFound(
    sending,
    {
      sink: (sink) => ({
        data: (bytes) => {
          shared.set(bytes);
          sink.data(shared.subarray(0, bytes.length));
        },
      }),
    },
    /^bytes given to dataReceived/,
  );
});

test("found: a platform whose close drops what it has taken", () =>
  assertFound(
    sending,
    { socket: (socket) => ({ close: () => socket.abort() }) },
    /^X3: loseConnection flushes/,
  ));
