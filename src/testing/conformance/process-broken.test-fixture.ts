/** Processes of Node's, on purpose not as the port wants them: for proving that the suite finds out. */
import { readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import type { ChildProcess, ChildSink, Command } from "../../platform/index.ts";
import { node } from "../../platform/node/index.ts";
import { reactorOn } from "../../reactor/index.ts";
import { over, Proof } from "./meddling.test-fixture.ts";
import { ProcessWorld } from "./process-world.ts";

export interface ProcessMeddling {
  command?(asked: Command): Command;
  child?(inner: ChildProcess): Partial<ChildProcess>;
  sink?(inner: ChildSink): ChildSink;
}

function lives(pid: number): boolean {
  try {
    return !/\) [ZX]/.test(readFileSync(`/proc/${pid}/stat`, "latin1"));
  } catch {
    return false;
  }
}

export function processWorld({ command, child, sink }: ProcessMeddling = {}): ProcessWorld {
  const platform = node();
  const { processes } = platform;
  const reactor = reactorOn({
    ...platform,
    processes: {
      spawn: (asked) =>
        processes.spawn(command?.(asked) ?? asked).addCallback((made) =>
          over(made, {
            ...(sink && { start: (told: ChildSink) => made.start(sink(told)) }),
            ...child?.(made),
          }),
        ),
    },
  });
  return new ProcessWorld({ reactor, lives, pass: async () => void (await wait(1)) }, 1);
}

const proof: Proof<ProcessWorld, ProcessMeddling> = new Proof(processWorld);
export const processFailures: typeof proof.failures = proof.failures;
export const assertFoundInProcesses: typeof proof.assertFound = proof.assertFound;
