/** Child processes: their pipes, their environment, how they end, and that none is left (X29 to X32). */
import { utf8 } from "../../bytes/index.ts";
import type { Awaitable } from "../../deferred/index.ts";
import type { ProcessTerminated } from "../../net/index.ts";
import { behaviour, type ConformanceCase, define, type TestFunction } from "./case.ts";
import { check, same, throws } from "./errors.ts";
import { processEndCases } from "./process-ends.ts";
import { Child, type ProcessConformanceSetup, ProcessWorld } from "./process-world.ts";

export const processCases: readonly ConformanceCase<ProcessWorld>[] = [
  behaviour("X29: made, then data of 1 and 2, exited, and ended last", async (world) => {
    const child = await world.shell("echo out; echo err >&2");
    await world.ended(child);
    same("data", [child.text(1), child.text(2)], ["out\n", "err\n"]);
    same("first and last", [child.events[0], child.events.at(-1)], ["made", "ended"]);
    same("all", [...child.events].sort(), [
      "ended",
      "exited",
      "lost 0",
      "lost 1",
      "lost 2",
      "made",
    ]);
    same(
      "reasons",
      child.reasons.map(({ name }) => name),
      ["ProcessDone", "ProcessDone"],
    );
  }),

  behaviour("X29: an exit code that is not 0 is ProcessTerminated with it", async (world) => {
    const child = await world.shell("exit 3");
    await world.ended(child);
    const reason = child.reasons[1] as ProcessTerminated;
    same("reason", [reason.name, reason.exitCode, reason.signal], ["ProcessTerminated", 3, null]);
  }),

  behaviour("X29: an end by a signal from outside is ProcessTerminated with it", async (world) => {
    const child = await world.shell("kill -9 $$");
    await world.ended(child);
    const { name, exitCode, signal } = child.reasons[1] as ProcessTerminated;
    same("reason", [name, exitCode, signal], ["ProcessTerminated", null, "SIGKILL"]);
  }),

  behaviour("X29: ended waits for pipes that the child's own child holds", async (world) => {
    const child = await world.shell("(sleep 0.3; echo late) & exit 0");
    await world.until("it has exited", () => child.has("exited"));
    check("not ended yet", !child.has("ended"));
    await world.ended(child);
    same("what came late", child.text(), "late\n");
  }),

  behaviour("X29: a child that closes its pipes lives on", async (world) => {
    const child = await world.shell("exec 1>&- 2>&-; sleep 0.3");
    await world.until("both are lost", () => child.has("lost 1") && child.has("lost 2"));
    check("it has not exited", !child.has("exited"));
    await world.ended(child);
  }),

  behaviour("X30: the environment is empty", async (world) => {
    const child = new Child();
    await world.spawn(child, "env");
    await world.ended(child);
    same("environment", child.text(), "");
  }),

  behaviour("X30: … or what it is given, or our own for null", async (world) => {
    const [given, ours] = [new Child(), new Child()];
    await world.spawn(given, "env", ["env"], { env: { LIGHT: "on" } });
    await world.spawn(ours, "env", ["env"], { env: null });
    await world.ended(given);
    await world.ended(ours);
    same("environment", given.text(), "LIGHT=on\n");
    check("ours has a PATH", /^PATH=/m.test(ours.text()));
  }),

  behaviour("X30: the first argument is what the program is called", async (world) => {
    const child = new Child();
    await world.spawn(child, "sh", ["another name", "-c", 'echo "$0"']);
    await world.ended(child);
    same("argv[0]", child.text(), "another name\n");
  }),

  behaviour("X30: more descriptors, in both directions", async (world) => {
    const child = await world.shell("exec 1>&-; read -r line <&3; echo got $line >&4", {
      childFDs: { 1: "r", 3: "w", 4: "r" },
    });
    child.transport.writeToChild(3, utf8("ping\n"));
    child.transport.write(utf8("to nowhere"));
    await world.ended(child);
    same("answer", child.text(4), "got ping\n");
    same("never 0 or 2", [child.has("lost 0"), child.has("lost 2")], [false, false]);
  }),

  behaviour("X30: it begins in the directory that it is given", async (world) => {
    const child = await world.shell("pwd -P", { path: "/" });
    await world.ended(child);
    same("directory", child.text(), "/\n");
  }),

  behaviour("what is written comes, all of it and in order", async (world) => {
    const child = new Child();
    await world.spawn(child, "cat");
    let sent = "";
    for (let i = 0; i < 200; i++) {
      const part = `${i} `.repeat(2000);
      sent += part;
      child.transport.write(utf8(part));
    }
    child.transport.closeStdin();
    child.transport.write(utf8("too late"));
    await world.ended(child);
    check("the same comes back", child.text() === sent);
  }),

  behaviour("X1: what is no bytes is refused, whatever it is for", async (world) => {
    const child = new Child();
    await world.spawn(child, "cat");
    const text = "text" as unknown as Uint8Array;
    throws("write", "NotBytesError", () => child.transport.write(text));
    throws("write", "NotBytesError", () => child.transport.writeToChild(0, text));
    throws("write", "RangeError", () => child.transport.writeToChild(1, utf8("x")));
  }),

  behaviour("X6, X7: a producer is paused, resumed, and stopped by the end", async (world) => {
    const child = await world.shell("exec sleep 60");
    const calls: string[] = [];
    let paused = false;
    const produce = (): void => {
      paused = false;
      for (let i = 0; i < 1000 && !paused; i++) child.transport.write(new Uint8Array(65_536));
    };
    child.transport.registerProducer(
      {
        pauseProducing() {
          paused = true;
          calls.push("pause");
        },
        resumeProducing() {
          calls.push("resume");
          produce();
        },
        stopProducing: () => calls.push("stop"),
      },
      true,
    );
    produce();
    await world.settle();
    same("last", calls.at(-1), "pause");
    const before = calls.length;
    await world.settle();
    same("no more", calls.length, before);
    child.transport.signalProcess("KILL", { group: true });
    await world.ended(child);
    same("stopped", calls.slice(before), ["stop"]);
  }),

  behaviour("X6: a pull producer is asked as the child reads", async (world) => {
    const child = await world.shell("cat | wc -c");
    let left = 64;
    const { transport } = child;
    const producer = {
      resumeProducing() {
        transport.write(new Uint8Array(65_536));
        left -= 1;
        if (left > 0) return;
        transport.unregisterProducer();
        transport.closeStdin();
      },
      stopProducing() {},
    };
    transport.registerProducer(producer, false);
    await world.ended(child);
    same("bytes", Number(child.text()), 64 * 65_536);
  }),

  behaviour("a child whose output is not read waits, and loses none", async (world) => {
    const child = new Child();
    child.on.made = () => child.transport.pauseProducing();
    await world.shell("i=0; while [ $i -lt 100 ]; do echo $i; i=$((i+1)); done", {}, child);
    await world.until("it has exited", () => child.has("exited"));
    await world.settle();
    same("read so far", child.bytes(), 0);
    check("not ended", !child.has("ended"));
    child.transport.resumeProducing();
    await world.ended(child);
    same("lines", child.text().split("\n").length - 1, 100);
  }),

  behaviour("X31: signals, by all their names", async (world) => {
    for (const signal of ["TERM", "SIGTERM", 15]) {
      const child = new Child();
      await world.spawn(child, "cat");
      child.transport.signalProcess(signal);
      await world.ended(child);
      same("signal", (child.reasons[0] as ProcessTerminated).signal, "SIGTERM");
    }
  }),

  behaviour(
    "X31: ProcessExitedAlready after the exit; a RangeError for no signal",
    async (world) => {
      const child = new Child();
      await world.spawn(child, "cat");
      check("it has a number", child.transport.pid !== null);
      throws("no such signal", "RangeError", () => child.transport.signalProcess("NONSUCH"));
      child.transport.closeStdin();
      await world.ended(child);
      same("number", child.transport.pid, null);
      throws("late", "ProcessExitedAlready", () => child.transport.signalProcess("TERM"));
      throws("late", "ProcessExitedAlready", () =>
        child.transport.signalProcess("TERM", { group: true }),
      );
    },
  ),

  behaviour("X32: loseConnection closes all pipes, and kills nobody", async (world) => {
    const child = await world.shell("cat >/dev/null; sleep 0.1; exit 7");
    child.transport.write(utf8("flushed"));
    child.transport.loseConnection();
    await world.until("all are lost", () => [0, 1, 2].every((fd) => child.has(`lost ${fd}`)));
    check("it lives", !child.has("exited"));
    await world.ended(child);
    same("exit code", (child.reasons[0] as ProcessTerminated).exitCode, 7);
  }),

  behaviour("X20: getPeer and getHost answer for ever", async (world) => {
    const child = await world.shell("exit 0");
    const addresses = () => [String(child.transport.getPeer()), String(child.transport.getHost())];
    const before = addresses();
    await world.ended(child);
    same("addresses", addresses(), before);
  }),
];

/** Define a test for each behaviour of processes; `setup` makes a new reactor for each. */
export function processConformance(
  test: TestFunction,
  platform: string,
  setup: () => Awaitable<ProcessConformanceSetup>,
): void {
  define(
    test,
    platform,
    [...processCases, ...processEndCases],
    async () => new ProcessWorld(await setup()),
  );
}
