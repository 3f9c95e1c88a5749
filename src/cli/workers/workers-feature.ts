/** `twist --workers N`: what it means to the supervisor, which runs workers in place of the program, and to a worker. */
import type { Socket } from "node:net";
import { availableParallelism } from "node:os";
import { type OptionSpec, parseWholeNumber, type ServiceOptions } from "../../application/index.ts";
import { maybeDeferred } from "../../deferred/index.ts";
import { Logger } from "../../logger/index.ts";
import { type IReactorTime, ReactorNotRunning } from "../../net/index.ts";
import type { SupervisorChannel } from "../../platform/node/index.ts";
import { graceOf } from "../drain.ts";
import type { Feature, LifeCycleHooks } from "../feature.ts";
import { logFileOf } from "../log-destinations.ts";
import { openServer } from "./open-server.ts";
import { PortKeeper } from "./port-keeper.ts";
import { type SpawnWorker, Workers } from "./workers.ts";

const log: Logger = new Logger({ namespace: "twist" });

/** More than any machine has use for; a slip of the pen is not to take it down. */
const MOST = 1024;
/** Beyond what a worker may take to end by itself. */
const KILL_SECONDS = 5;
/** A program that is broken does not start over and over, and one that was repaired is soon back. */
const MAX_RESTART_DELAY = 30;

const OPTION: OptionSpec = {
  name: "workers",
  value: "number",
  help: "serve with so many processes, which share the ports; auto: one for each processor",
  parse: workersOf,
};

function workersOf(text: string): number {
  if (text === "auto") return availableParallelism();
  return parseWholeNumber(1, MOST)(text);
}

/** What a process that may have workers, or be one, is given. */
export interface WorkersHost {
  /** To the supervisor, in a worker. */
  readonly supervisor: SupervisorChannel | null;
  readonly spawn: SpawnWorker<Socket>;
  /** Have `handler` called when the user asks for all workers to be started anew; the result takes it back. */
  onRestart(handler: () => void): () => void;
  /** The same for SIGHUP, whatever the reactor does about it. */
  onHangUp(handler: () => void): () => void;
}

/** The supervisor that is to run in place of the program; `null` where it runs by itself, or in a worker. */
export function supervisorFor(
  reactor: IReactorTime,
  options: ServiceOptions,
  host: WorkersHost | undefined,
): Workers<Socket> | null {
  const { workers: count } = options;
  if (count === undefined || host === undefined || host.supervisor !== null) return null;
  return new Workers(reactor, {
    count: count as number,
    ports: new PortKeeper(reactor, openServer),
    spawn: host.spawn,
    killTime: graceOf(options) + KILL_SECONDS,
    maxRestartDelay: MAX_RESTART_DELAY,
  });
}

/** Of a worker: its supervisor hears how far it is, and it does not outlive it. */
export const WORKERS: Feature = {
  options: [OPTION],
  join({ service, reactor, workers, options, facts }) {
    if (workers === undefined) return null;
    const { supervisor } = workers;
    if (supervisor !== null) return inWorker(supervisor, () => reactor.stop());
    if (!(service instanceof Workers)) return null;
    facts.set("workers", () => service.pids.map((pid) => ({ pid })));
    let forget: (() => void)[] = [];
    return {
      starting: () => {
        forget = [workers.onRestart(() => void service.rollingRestart())];
        // Each has the log open. Without a file it is a signal to end, which we do in order.
        if (logFileOf(options) !== null) forget.push(workers.onHangUp(() => service.hangUp()));
      },
      stopping: () => {
        for (const one of forget.splice(0)) one();
      },
    };
  },
};

function inWorker(supervisor: SupervisorChannel, stop: () => void): LifeCycleHooks {
  return {
    starting: () => {
      supervisor.whenToStop((why) => {
        if (why === "closed")
          log.warn("the supervisor of worker {worker} has ended: stopping", {
            worker: supervisor.worker,
          });
        maybeDeferred(stop).addErrback((failure) => void failure.trap(ReactorNotRunning));
      });
    },
    started: () => supervisor.send({ torsion: "started" }),
    stopping: () => supervisor.send({ torsion: "stopping" }),
  };
}
