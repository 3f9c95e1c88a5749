/** After hundreds of children, of every kind of end, no descriptor is left, and no zombie. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { Deferred } from "torsion/deferred";
import { node } from "torsion/platform/node";
import { ProcessProtocol } from "torsion/protocols";
import { reactorOn } from "torsion/reactor/core";

const CHILDREN = 40;
const linux = { skip: process.platform !== "linux" };

class Told extends ProcessProtocol {
  readonly ended: Deferred<void> = new Deferred();
  ends = 0;
  override processEnded(): void {
    this.ends += 1;
    this.ended.callback(undefined);
  }
}

class Throws extends Told {
  override outReceived(): void {
    throw new Error("on purpose");
  }
}

const descriptors = (): number => readdirSync("/proc/self/fd").length;

/** Processes that we are the parent of. */
function children(): string[] {
  return readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .filter((pid) => {
      try {
        return new RegExp(`^PPid:\\s+${process.pid}$`, "m").test(
          readFileSync(`/proc/${pid}/status`, "latin1"),
        );
      } catch {
        return false;
      }
    });
}

/** A script, and what is done with the child that runs it. */
const KINDS: Readonly<Record<string, readonly [string, ((child: Told) => void)?]>> = {
  "ends well": ["exit 0"],
  "ends badly": ["echo out; echo err >&2; exit 3"],
  "is killed": ["exec sleep 60", (child) => child.transport.signalProcess("KILL")],
  "is asked to end": ["exec sleep 60", (child) => child.transport.signalProcess("TERM")],
  "closes its pipes": ["exec 0<&- 1>&- 2>&-; exit 0"],
  "is not read": ["yes | head -c 300000", (child) => child.transport.closeStdout()],
  "reads to the end": ["cat", (child) => child.transport.closeStdin()],
  "makes its protocol throw": ["echo out; exit 0"],
};

test("no descriptor, no zombie and no child is left", linux, async () => {
  for (const publicOnly of [false, true]) {
    const reactor = reactorOn(node({ publicOnly }));
    const stopped = reactor.run();
    const run = async (kind: string): Promise<void> => {
      const child = kind === "makes its protocol throw" ? new Throws() : new Told();
      const [script, then] = KINDS[kind]!;
      await reactor.spawnProcess(child, "sh", ["sh", "-c", script]);
      then?.(child);
      await child.ended;
      assert.equal(child.ends, 1, kind);
    };
    const cannotStart = (): PromiseLike<unknown> =>
      reactor.spawnProcess(new Told(), "no-such-command").then(
        () => assert.fail("it has started"),
        () => {},
      );
    for (const kind of Object.keys(KINDS)) await run(kind);
    await cannotStart();
    // What is closed is gone a turn later.
    await wait(50);
    const before = descriptors();
    for (let i = 0; i < CHILDREN; i++)
      await Promise.all([...Object.keys(KINDS).map(run), cannotStart()]);
    await wait(50);
    const left = [descriptors(), children()];
    reactor.stop();
    await stopped;
    assert.deepEqual(left, [before, []]);
  }
});
