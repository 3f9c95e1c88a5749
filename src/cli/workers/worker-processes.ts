/**
 * Workers as processes of the host: this same program, with the same command line, and a channel to us.
 *
 * Rules: a worker has a process group of its own, so that Ctrl-C reaches the supervisor alone. None outlives us: what is
 * left when this process exits is killed, and a worker whose channel closes stops.
 */
import { type ChildProcess, spawn } from "node:child_process";
import type { Socket } from "node:net";
import { Deferred, Failure } from "../../deferred/index.ts";
import { ProcessDone, ProcessTerminated, SpawnError } from "../../net/index.ts";
import type { SupervisorMessage, WorkerMessage } from "../../platform/node/index.ts";
import type { Tell } from "./port-keeper.ts";
import type { SpawnWorker, WorkerProcess } from "./workers.ts";

/** How this process was started. */
export interface OwnCommand {
  readonly pid: number;
  /** Node, and the options that it was given. */
  readonly execPath: string;
  readonly execArgv: readonly string[];
  /** The program's file, and what was typed behind it. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
}

const living = new Set<ChildProcess>();

function killAll(): void {
  for (const child of living) child.kill("SIGKILL");
}

export function workerProcesses(own: OwnCommand): SpawnWorker<Socket> {
  // A debugger listens on one port, which is the supervisor's.
  const nodeOptions = own.execArgv.filter((option) => !/^--inspect/.test(option));
  return (number, told) => {
    const child = spawn(own.execPath, [...nodeOptions, ...own.args], {
      stdio: ["ignore", "inherit", "inherit", "ipc"],
      detached: true,
      env: {
        ...own.env,
        TORSION_WORKER: String(number),
        TORSION_SUPERVISOR: String(own.pid),
      },
    });
    const spawned = new Deferred<WorkerProcess>(() => child.kill("SIGKILL"));
    child.once("spawn", () => {
      if (living.size === 0) process.on("exit", killAll);
      living.add(child);
      if (!spawned.called) spawned.callback(workerOf(child));
    });
    child.on("error", (cause) => {
      // Later ones are of signals and messages to one that has just ended.
      if (child.pid === undefined && !spawned.called)
        spawned.errback(new SpawnError(`worker ${number}: ${cause.message}`, { cause }));
    });
    child.once("exit", () => {
      living.delete(child);
      if (living.size === 0) process.off("exit", killAll);
    });
    // What it said last may come later than its end, and before this.
    child.once("close", (exitCode, signal) => {
      if (child.pid !== undefined)
        told.ended(new Failure(reasonOf(`worker ${number}`, { exitCode, signal })));
    });
    const tell: Tell<Socket> = (message, socket) => {
      // One that has ended in the meantime hears nothing; what it was to have goes to another.
      if (!child.connected) return;
      child.send(message, socket, { keepOpen: true }, (error) => {
        if (error !== null && message.torsion === "connection")
          told.message({ torsion: "lost", connection: message.connection }, tell);
      });
    };
    // Programs have messages of their own, for whoever else may have started them.
    child.on("message", (message: Partial<WorkerMessage> | null) => {
      if (typeof message?.torsion === "string") told.message(message as WorkerMessage, tell);
    });
    return spawned;
  };
}

function workerOf(child: ChildProcess): WorkerProcess {
  return {
    pid: child.pid ?? null,
    signal(name) {
      if (name !== "TERM") child.kill(`SIG${name}`);
      else if (child.connected)
        child.send({ torsion: "stop" } satisfies SupervisorMessage, () => {});
    },
  };
}

interface HowItEnded {
  readonly exitCode: number | null;
  readonly signal: string | null;
}

function reasonOf(name: string, how: HowItEnded): ProcessDone | ProcessTerminated {
  if (how.exitCode === 0) return new ProcessDone(`${name} has ended with exit code 0`);
  const ended = how.signal === null ? `with exit code ${how.exitCode}` : `by ${how.signal}`;
  return new ProcessTerminated(`${name} has ended ${ended}`, how);
}
