import assert from "node:assert/strict";
import { test } from "node:test";
import { Deferred, fail } from "../../deferred/index.ts";
import { PlatformError } from "../../platform/index.ts";
import { assertFound, failures } from "./broken.test-fixture.ts";
import { connecting } from "./connecting.ts";

test("the simulated platform passes", async () => assert.deepEqual(await failures(connecting), []));

test("found: a platform that says nothing of a refused attempt but that it is over", () =>
  assertFound(
    connecting,
    {
      tcp: (tcp) => ({
        connect: (...args) =>
          tcp.connect(...args).addErrback(() => fail(new PlatformError("EIO", "over")) as never),
      }),
    },
    /^X18: an attempt where nobody/,
  ));

test("found: a platform that connects nobody", () =>
  assertFound(connecting, { tcp: () => ({ connect: () => new Deferred() }) }, /^many connections/));

test("found: a platform that never accepts", () =>
  assertFound(
    connecting,
    { tcp: (tcp) => ({ listen: (at, options) => tcp.listen(at, options, () => {}) }) },
    /^many connections/,
  ));
