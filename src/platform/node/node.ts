/** The platform of Node.js: the checklist of `port.ts`, filled in. */
import type { Platform, SignalName } from "../port.ts";
import { keepAsyncContext } from "./async-context.ts";
import { environment } from "./environment.ts";
import { files } from "./files.ts";
import { keepFreedMemory } from "./freed-memory.ts";
import { names } from "./names.ts";
import { processes } from "./processes.ts";
import { SharedPorts, type SupervisorChannel } from "./shared-ports.ts";
import { stdio } from "./stdio.ts";
import { tcp } from "./tcp.ts";
import { threads } from "./threads.ts";
import { alarm } from "./timers.ts";
import { nodeTLS } from "./tls.ts";
import { udp } from "./udp.ts";
import { unix } from "./unix.ts";
import { watchedDescriptors } from "./watched-descriptors.ts";

type NodePlatform = Platform &
  Required<
    Pick<
      Platform,
      | "unix"
      | "tls"
      | "udp"
      | "names"
      | "descriptors"
      | "processes"
      | "environment"
      | "files"
      | "stdio"
      | "threads"
      | "hold"
      | "signals"
    >
  > & {
    readonly tcp: ReturnType<typeof tcp>;
  };

export interface NodeOptions {
  /** Use nothing but documented API, at the cost of a little speed. */
  readonly publicOnly?: boolean;
  /**
   * Keep the context of `AsyncLocalStorage` across the callbacks of Deferreds, in the whole process; `true` by
   * default. It takes some fifty nanoseconds a callback; a program that keeps no context can spare them.
   */
  readonly asyncContext?: boolean;
  /**
   * Have the C library keep up to 62 MiB that were freed, in the whole process, instead of giving them back to the host
   * each time; `true` by default. Large messages take half of the processor time; on Linux with glibc.
   */
  readonly keepFreedMemory?: boolean;
  /** For a worker: its ports are opened by the supervisor, and shared with the other workers. */
  readonly supervisor?: SupervisorChannel | null;
}

/** A platform for `new Reactor(node())`; it holds nothing of its own, so one is as good as another. */
export function node({
  publicOnly = false,
  asyncContext = true,
  keepFreedMemory: keeps = true,
  supervisor = null,
}: NodeOptions = {}): NodePlatform {
  if (asyncContext) keepAsyncContext();
  if (keeps) keepFreedMemory();
  const shared = supervisor && {
    ports: new SharedPorts(supervisor),
    supervisor: supervisor.pid,
  };
  return {
    name: "node",
    now: () => performance.now() / 1000,
    wallClock: () => Date.now() / 1000,
    alarm,
    soon: queueMicrotask,
    random: Math.random,
    hold,
    signals,
    tcp: tcp(publicOnly, shared?.ports),
    unix: unix(publicOnly, shared),
    tls: nodeTLS({ publicOnly }),
    udp,
    names: names(),
    descriptors: watchedDescriptors(publicOnly),
    processes: processes(publicOnly),
    environment,
    files,
    stdio,
    threads,
  };
}

/** A timer that is far away keeps the event loop alive as well as a handle would. */
function hold(): () => void {
  const timer = setInterval(() => {}, 2 ** 30);
  return () => clearInterval(timer);
}

function signals(names: readonly SignalName[], received: (name: SignalName) => void): () => void {
  for (const name of names) process.on(name, received);
  return () => {
    for (const name of names) process.off(name, received);
  };
}
