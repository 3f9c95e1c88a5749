import assert from "node:assert/strict";
import { test } from "node:test";
import { failures, memorySetup } from "./broken.test-fixture.ts";
import { tcpStreams } from "./carrier.ts";
import { streamConformance, streamConformanceCases } from "./stream.ts";
import type { ConformanceSetup } from "./world.ts";

/** The same world, seen as one of streams. */
function streamSetup(meddling: Parameters<typeof memorySetup>[0] = {}): ConformanceSetup {
  const { server, client, host, pass } = memorySetup(meddling);
  return { server, client, pass, streams: tcpStreams(server, client, host) };
}

type Run = () => Promise<void>;

function defined(setup: Parameters<typeof streamConformance>[2]): Map<string, Run> {
  const tests = new Map<string, Run>();
  streamConformance((name, run) => tests.set(name, run), "mine", setup);
  return tests;
}

test("one test for each behaviour, named after the platform; each with a world of its own", async () => {
  let setups = 0;
  const tests = defined(() => {
    setups += 1;
    return streamSetup();
  });
  assert.deepEqual(
    [...tests.keys()],
    streamConformanceCases.map(({ name }) => `mine: ${name}`),
  );
  assert.equal(setups, 0);
  for (const run of [...tests.values()].slice(0, 5)) await run();
  assert.equal(setups, 5);
});

test("a platform that is broken fails a test; an error of the setup is the test's too", async () => {
  const broken = defined(() => streamSetup({ sink: () => ({ closed: () => {} }) }));
  await assert.rejects(broken.get("mine: X9: the peer's FIN is ConnectionDone")!, {
    name: "ConformanceError",
  });
  const failing = defined(() => Promise.reject(new Error("no platform today")));
  await assert.rejects([...failing.values()][0]!, /no platform today/);
});

test("a platform with nothing wrong is found with nothing wrong", async () => {
  assert.deepEqual(await failures(streamConformanceCases), []);
});
