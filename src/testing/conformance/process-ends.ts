/** What goes wrong with child processes, and that a reactor which stops leaves none (X10, X29, R12). */
import { behaviour, type ConformanceCase } from "./case.ts";
import { check, same } from "./errors.ts";
import { Child, type ProcessWorld } from "./process-world.ts";

/** A shell that has a child, whose number it prints. */
const FAMILY = "sleep 60 & echo $!; wait";

async function stopped(world: ProcessWorld, how: "stop" | "crash" = "stop"): Promise<void> {
  world.setup.reactor[how]();
  await world.result(world.stopped);
}

export const processEndCases: readonly ConformanceCase<ProcessWorld>[] = [
  behaviour("a command that does not exist is one SpawnError, with its cause", async (world) => {
    const child = new Child();
    const spawning = world.setup.reactor.spawnProcess(child, "no-such-command");
    const error = await world.failure(spawning);
    same("error", error.name, "SpawnError");
    same("cause", (error.cause as { code?: unknown }).code, "ENOENT");
    check("it says which", error.message.includes('"no-such-command"'));
    same("heard", child.events, []);
  }),

  behaviour(
    "a directory that does not exist is one, and a file that is no program",
    async (world) => {
      const { reactor } = world.setup;
      const nowhere = reactor.spawnProcess(new Child(), "true", ["true"], {
        path: "/no/such/place",
      });
      const error = await world.failure(nowhere);
      check(
        "it says where",
        error.name === "SpawnError" && error.message.includes("/no/such/place"),
      );
      const noProgram = await world.failure(reactor.spawnProcess(new Child(), "/etc/passwd"));
      same("error", noProgram.name, "SpawnError");
      same("cause", (noProgram.cause as { code?: unknown }).code, "EACCES");
    },
  ),

  behaviour("a spawn that is cancelled leaves nobody, and tells nothing", async (world) => {
    const child = new Child();
    const spawning = world.setup.reactor.spawnProcess(child, "sleep", ["sleep", "60"]);
    spawning.cancel();
    same("error", (await world.failure(spawning)).name, "CancelledError");
    await world.settle();
    same("heard", child.events, []);
  }),

  behaviour("X10: what data makes a protocol throw closes that pipe alone", async (world) => {
    const child = new Child();
    child.on["data 1"] = () => {
      throw new Error("on purpose");
    };
    await world.shell("echo out; sleep 0.2; echo err >&2; exit 0", {}, child);
    await world.ended(child);
    same("the other pipe", child.text(2), "err\n");
    check("lost first", child.events.indexOf("lost 1") < child.events.indexOf("lost 2"));
  }),

  behaviour("X10: what else a protocol throws, it is told all the same", async (world) => {
    const child = new Child();
    for (const event of ["made", "lost 0", "lost 1", "lost 2", "exited", "ended"])
      child.on[event] = () => {
        throw new Error("on purpose");
      };
    await world.spawn(child, "cat");
    await world.ended(child);
    same("events", child.events.length, 6);
  }),

  behaviour("a reactor that stops leaves no child, nor a child's", async (world) => {
    const child = await world.shell(FAMILY);
    const grandchild = await world.printedPID(child);
    const pid = child.transport.pid!;
    check("both live", world.setup.lives(pid) && world.setup.lives(grandchild));
    await stopped(world);
    same("living", [pid, grandchild].filter(world.setup.lives), []);
    same("told", child.events.slice(-1), ["ended"]);
    same("reason", (child.reasons[0] as { signal?: unknown }).signal, "SIGTERM");
  }),

  behaviour("… nor one whose parent is long gone", async (world) => {
    const child = await world.shell("sleep 60 </dev/null >/dev/null 2>&1 & echo $!");
    const grandchild = await world.printedPID(child);
    await world.ended(child);
    check("it lives", world.setup.lives(grandchild));
    await stopped(world);
    check("it lives no more", !world.setup.lives(grandchild));
  }),

  behaviour("a child that ignores SIGTERM is killed after killSeconds", async (world) => {
    const child = await world.shell("trap '' TERM; echo $$; while :; do sleep 0.05; done", {
      killSeconds: 0.2,
    });
    const pid = await world.printedPID(child);
    await stopped(world);
    check("it lives no more", !world.setup.lives(pid));
    same("reason", (child.reasons[0] as { signal?: unknown }).signal, "SIGKILL");
  }),

  behaviour("a child that ends in time may say how", async (world) => {
    const child = await world.shell("trap 'exit 5' TERM; echo $$; while :; do sleep 0.05; done");
    await world.printedPID(child);
    await stopped(world);
    same("exit code", (child.reasons[0] as { exitCode?: unknown }).exitCode, 5);
  }),

  behaviour("crash kills at once, and tells all the same", async (world) => {
    const child = await world.shell("trap '' TERM; echo $$; while :; do sleep 0.05; done");
    const pid = await world.printedPID(child);
    await stopped(world, "crash");
    check("it lives no more", !world.setup.lives(pid));
    same("told", child.events.slice(-1), ["ended"]);
  }),

  behaviour("without a process group, the child itself is ended", async (world) => {
    const child = await world.shell("echo $$; exec sleep 60", { processGroup: false });
    const pid = await world.printedPID(child);
    await stopped(world);
    check("it lives no more", !world.setup.lives(pid));
  }),
];
