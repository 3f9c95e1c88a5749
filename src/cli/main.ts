#!/usr/bin/env node
/** `twist`, as a process: gives the command line the world, and takes its exit status. */
import { createRequire } from "node:module";
import { constants } from "node:os";
import type { ServiceReactor } from "../application/index.ts";
import { globalLogBeginner, Logger, setLogClock } from "../logger/index.ts";
import { IReactorSignals } from "../net/index.ts";
import { supervisorOfWorker } from "../platform/node/index.ts";
import { reactor } from "../reactor/default/index.ts";
import { endOfProcess } from "./end-of-process.ts";
import { EX_ERROR } from "./exit-status.ts";
import { twist } from "./twist.ts";
import { workerProcesses } from "./workers/index.ts";

const log: Logger = new Logger({ namespace: "twist" });
const { version } = createRequire(import.meta.url)("../../package.json") as { version: string };

// What is thrown outside of any protocol has no connection to end. It is logged, and the others are
// served on: one mistake of a program does not throw out all of its users.
process.on("uncaughtException", (error) => log.failure("an exception that nobody caught", error));

setLogClock(() => Date.now() / 1000);
// For what is logged as critical before it is known where the log goes.
globalLogBeginner.fallback = (text) => void process.stderr.write(text);

// Who reads no further has read enough: `twist --help | head`. Without this it would be an exception that nobody caught.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});

/** The reactor that was chosen. */
let running: unknown = null;

/**
 * From here on the reactor decides what a signal does, and one that comes when it has stopped does nothing:
 * npm sends each Ctrl-C on to a process that has had it from the terminal, and the second may be that late.
 */
function leaveSignalsToReactor(reactor: ServiceReactor): void {
  running = reactor;
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => {});
}

const supervisor = supervisorOfWorker();
// Until then a signal ends the process at once, and so does what the supervisor says in place of a signal: a program that hangs
// while it is being loaded is not left behind.
supervisor?.whenToStop(() => {
  if (running === null) process.exit(128 + constants.signals.SIGTERM);
});

// So Node.js ends where nothing can bring about what is awaited below, and says nothing.
const NOTHING_LEFT = 13;
process.on("exit", () => {
  if (process.exitCode !== NOTHING_LEFT) return;
  process.stderr.write(
    "twist: the program waits for what cannot come any more: an await at the top of its file, or where its service is made\n",
  );
  process.exitCode = EX_ERROR;
});

const status = await twist({
  argv: process.argv.slice(2),
  version,
  stdout: process.stdout,
  stderr: process.stderr,
  environment: reactor.environment,
  reactor: () => reactor,
  reactorRuns: leaveSignalsToReactor,
  get stdin() {
    return process.stdin;
  },
  atExit: (run) => void process.on("exit", run),
  workers: {
    supervisor,
    spawn: workerProcesses({
      pid: process.pid,
      execPath: process.execPath,
      execArgv: process.execArgv,
      args: process.argv.slice(1),
      env: process.env,
    }),
    onRestart: (handler) => onSignal("SIGUSR2", handler),
    onHangUp: (handler) => onSignal("SIGHUP", handler),
  },
});

function onSignal(name: "SIGUSR2" | "SIGHUP", handler: () => void): () => void {
  process.on(name, handler);
  return () => process.off(name, handler);
}

// A timer or a socket that a program has left behind does not keep the process for ever: what is still
// being written has a second, in which there is mostly nothing more to do.
const end = endOfProcess(process, status, IReactorSignals(running, null)?.stopSignal ?? null);
process.once("beforeExit", end);
setTimeout(end, 1000).unref();
