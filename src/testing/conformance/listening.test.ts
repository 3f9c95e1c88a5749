import assert from "node:assert/strict";
import { test } from "node:test";
import { succeed } from "../../deferred/index.ts";
import { assertFound, failures } from "./broken.test-fixture.ts";
import { listening } from "./listening.ts";

test("the simulated platform passes", async () => assert.deepEqual(await failures(listening), []));

test("found: a platform whose ports stay open", () =>
  assertFound(
    listening,
    {
      tcp: (tcp) => ({
        listen: (...args) =>
          tcp.listen(...args).addCallback(({ address }) => ({
            address,
            close: () => succeed(undefined),
          })),
      }),
    },
    /^X16: the address is free again/,
  ));

test("found: a platform that gives a port away twice", () =>
  assertFound(
    listening,
    {
      tcp: (tcp) => ({
        listen: (at, ...rest) => tcp.listen({ ...at, port: 0 }, ...rest),
      }),
    },
    /^X15: what is listened on already/,
  ));
