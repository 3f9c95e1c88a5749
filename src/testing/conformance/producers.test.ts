import assert from "node:assert/strict";
import { test } from "node:test";
import { assertFound, failures } from "./broken.test-fixture.ts";
import { producers } from "./producers.ts";

test("the simulated platform passes", async () => assert.deepEqual(await failures(producers), []));

test("found: a platform that never tells that it has room again", () =>
  assertFound(producers, { sink: () => ({ drained: () => {} }) }, /^X6: a push producer/));

test("found: a platform that takes whatever it is given", () =>
  assertFound(
    producers,
    {
      socket: (socket) => ({
        write: (data) => {
          socket.write(data);
          return true;
        },
      }),
    },
    /^X6: the end keeps/,
  ));

test("found: a platform that never tells that a socket has closed", () =>
  assertFound(producers, { sink: () => ({ closed: () => {} }) }, /^X7/));

test("found: a platform that takes all, and says that it has not", () =>
  assertFound(
    producers,
    {
      socket: (socket) => ({
        write: (data) => {
          socket.write(data);
          return false;
        },
      }),
    },
    /^X5: a pull producer that writes later/,
  ));
