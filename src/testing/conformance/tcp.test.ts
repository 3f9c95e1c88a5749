import assert from "node:assert/strict";
import { test } from "node:test";
import { assertFound, failures, memorySetup } from "./broken.test-fixture.ts";
import { streamConformanceCases } from "./stream.ts";
import { tcpCases, tcpConformance } from "./tcp.ts";

test("the simulated platform passes", async () => assert.deepEqual(await failures(tcpCases), []));

test("all that streams do is asked of TCP as well", async () => {
  const tests = new Map<string, () => Promise<void>>();
  tcpConformance((name, run) => tests.set(name, run), "mine", memorySetup);
  assert.equal(tests.size, streamConformanceCases.length + tcpCases.length);
  await tests.get("mine: X15: port 0 is a free port, and getHost says which")!();
});

test("found: a platform that does not say which port it chose", () =>
  assertFound(
    tcpCases,
    {
      tcp: (tcp) => ({
        listen: (at, ...rest) =>
          tcp.listen(at, ...rest).addCallback(({ close }) => ({ address: at, close })),
      }),
    },
    /^X15: port 0/,
  ));
