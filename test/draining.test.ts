/**
 * A program of three services that need each other is killed, at every stage of its start and under load: it stops in order,
 * with the right status, and no request that it has accepted goes unanswered. `DRAIN_RUNS=100` does each so often.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { clients } from "./draining/clients.ts";
import { ThreeServices } from "./draining/three-services-program.ts";

const RUNS = Number(process.env.DRAIN_RUNS ?? 0);
/** Each needs those before it. */
const PARTS = ["store", "index", "web"];
const STAGES = ["made", "running", "web opens", "store starts", "store started"].concat([
  "index starts",
  "index started",
  "web starts",
  "web started",
]);

/** So many at a time; a machine of CI has two processors. */
async function times(count: number, run: (i: number) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < count) await run(next++);
  };
  await Promise.all([worker(), worker(), worker()]);
}

const named = (line: string): string => line.split(" ").slice(0, 2).join(" ");

for (const stage of STAGES)
  test(`SIGTERM when it says "${stage}": what has begun to start is stopped, in order`, async () => {
    await times(RUNS || 1, async () => {
      const program = new ThreeServices();
      await program.line(stage);
      program.signal("SIGTERM");
      const how = await program.exit();
      const { said, out, err } = program;
      assert.deepEqual([how, err], ["SIGTERM", ""], out);
      const lines = said.map(named);
      const begun = PARTS.filter((part) =>
        lines.some((line) => line === `${part} starts` || line === `${part} opens`),
      );
      for (const [at, part] of PARTS.entries()) {
        const stops = lines.indexOf(`${part} stops`);
        if (begun.includes(part)) assert.ok(stops >= 0, `${part} is stopped: ${out}`);
        if (stops < 0) continue;
        for (const later of PARTS.slice(at + 1))
          assert.ok(
            lines.lastIndexOf(`${later} stopped`) < stops,
            `${later} before ${part}: ${out}`,
          );
      }
    });
  });

test("SIGTERM under load: each request that was accepted is answered, and then the rest is stopped", async () => {
  let accepted = 0;
  const runs = RUNS || 6;
  await times(runs, async (i) => {
    const program = new ThreeServices();
    const { port } = JSON.parse((await program.line("web started")).slice("web started ".length));
    const load = clients(port as number, 30);
    // At a different point of the load each time.
    const moment = 40 * (1 + (i % 10));
    while (load.answered.size < moment) await new Promise((wake) => setImmediate(wake));
    program.signal("SIGTERM");
    const how = await program.exit();
    const { said, out, err } = program;
    assert.deepEqual([how, err], ["SIGTERM", ""], out);
    while (load.open() > 0) await new Promise((wake) => setImmediate(wake));
    const stopped = said.find((line) => line.startsWith("web stopped "))!;
    const ids = JSON.parse(stopped.slice("web stopped ".length)) as string[];
    accepted += ids.length;
    assert.deepEqual(
      ids.filter((id) => !load.answered.has(id)),
      [],
      "accepted and not answered",
    );
    assert.ok(!/exception|too late|time is over/.test(out), out);
    assert.deepEqual(
      said.map(named).filter((line) => line.endsWith("stopped")),
      ["web stopped", "index stopped", "store stopped"],
    );
  });
  assert.ok(accepted >= runs * 40, String(accepted));
  if (RUNS > 0) console.log(`${runs} SIGTERMs under load: ${accepted} accepted, 0 unanswered`);
});
