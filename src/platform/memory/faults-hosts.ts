/** All that can go wrong with a host: its power, its program, its clocks, what is scarce, its names, its children. */
import { EPHEMERALS } from "./addresses.ts";
import type { FaultKind } from "./faults.ts";
import type { MemoryNetwork } from "./network.ts";

type Draw = () => number;

/** Begin it, and give what undoes it if there is anything to undo. */
type Begin = (network: MemoryNetwork, host: string, draw: Draw) => (() => void) | undefined;

function onHost(name: string, about: string, begin: Begin): FaultKind {
  return {
    name,
    on: "host",
    about,
    begin: (network, [host = ""], draw) => begin(network, host, draw) ?? (() => {}),
  };
}

function restartIfDown(network: MemoryNetwork, host: string): void {
  if (!network.isRunning(host)) network.restart(host);
}

/** Of a host whose program runs; of another one there is nothing to end. */
function ending(name: string, about: string, end: (network: MemoryNetwork, host: string) => void) {
  return onHost(name, about, (network, host) => {
    if (!network.isRunning(host)) return undefined;
    end(network, host);
    return () => restartIfDown(network, host);
  });
}

function clock(
  name: string,
  about: string,
  begin: (network: MemoryNetwork, host: string, draw: Draw) => void,
): FaultKind {
  return onHost(name, about, (network, host, draw) => {
    begin(network, host, draw);
    return () => network.synchronize(host);
  });
}

type NameService = Parameters<MemoryNetwork["nameService"]>[0];

function names(name: string, about: string, fault: (draw: Draw) => NameService): FaultKind {
  return onHost(name, about, (network, host, draw) => {
    network.nameService(fault(draw), host);
    return () => network.nameService({ latency: 0, fault: null, rotate: false }, host);
  });
}

type Children = Parameters<MemoryNetwork["children"]>[1];

function children(name: string, about: string, faults: Children, well: Children): FaultKind {
  return onHost(name, about, (network, host) => {
    network.children(host, faults);
    return () => network.children(host, well);
  });
}

/** From a second to a day, the long ones rarely. Products: a power with a fraction is not the same on every runtime. */
function jump(draw: Draw): number {
  const share = draw();
  const fourth = share * share * share * share;
  return 1 + 86_399 * fourth * fourth;
}

export const hostFaultKinds: readonly FaultKind[] = [
  // Power and program.
  ending(
    "crash",
    "a host loses its power; when it has it again, its program is booted anew",
    (n, h) => n.crash(h),
  ),
  ending("power-cycle", "a host loses its power, and has it again at once", (network, host) => {
    network.crash(host);
    network.restart(host);
  }),
  ending(
    "kill",
    "a program dies, and its host closes its sockets; later it is begun anew",
    (n, h) => n.kill(h),
  ),
  ending("program-restart", "a program dies, and is begun anew at once", (network, host) => {
    network.kill(host);
    network.restart(host);
  }),
  ending(
    "stop",
    "a host is shut down in good order, and later switched on again",
    (network, host) => network.stop(host),
  ),
  onHost(
    "pause",
    "the programs of a host stand still, while it acknowledges what comes",
    (network, host) => {
      if (!network.isRunning(host)) return undefined;
      network.pause(host);
      return () => network.resume(host);
    },
  ),

  // Clocks.
  clock("slow-clock", "the clocks of a host run slow, by up to half", (network, host, draw) =>
    network.skew(host, 1 - draw() / 2),
  ),
  clock("fast-clock", "the clocks of a host run fast, up to twice", (network, host, draw) =>
    network.skew(host, 1 + draw()),
  ),
  clock(
    "clock-forward",
    "the wall clock of a host is set forward, a second to a day",
    (network, host, draw) => network.jump(host, jump(draw)),
  ),
  clock(
    "clock-back",
    "the wall clock of a host is set back, a second to a day",
    (network, host, draw) => network.jump(host, -jump(draw)),
  ),

  // What is scarce.
  onHost("refuse", "a host answers every attempt to connect with a reset", (network, host) => {
    network.refuse(host);
    return () => network.refuse(host, false);
  }),
  onHost(
    "backlog-full",
    "a host drops every attempt to connect without an answer",
    (network, host) => {
      network.overflow(host);
      return () => network.overflow(host, false);
    },
  ),
  onHost("no-descriptors", "a program cannot open one more socket (EMFILE)", (network, host) => {
    network.limit(host, { descriptors: 0 });
    return () => network.limit(host, { descriptors: Number.POSITIVE_INFINITY });
  }),
  onHost("no-ports", "a host has no port left to connect from (EADDRNOTAVAIL)", (network, host) => {
    network.limit(host, { ephemeralPorts: 0 });
    return () => network.limit(host, { ephemeralPorts: EPHEMERALS });
  }),

  // Names.
  names("names-slow", "names are answered after up to 30 seconds", (draw) => ({
    latency: 30 * draw(),
  })),
  names("names-failing", "no name has an answer now (EAI_AGAIN)", () => ({ fault: "failing" })),
  names("names-silent", "who asks for a name is never answered", () => ({ fault: "silent" })),
  names("names-empty", "nobody has any address", () => ({ fault: "empty" })),
  names("names-stale", "names are answered as they were before they changed", () => ({
    fault: "stale",
  })),
  names("names-wrong-first", "the first address of a name is one where nobody is", () => ({
    fault: "wrong-first",
  })),
  names("names-changing", "the addresses of a name come in another order each time", () => ({
    rotate: true,
  })),

  // Children.
  onHost("children-killed", "all child processes on a host are killed", (network, host) => {
    network.killChildren(host);
    return undefined;
  }),
  children(
    "children-doomed",
    "child processes are killed within a second of their beginning",
    { fate: "killed" },
    { fate: null },
  ),
  children(
    "children-exit",
    "child processes exit at once, with code 1",
    { fate: "exits" },
    { fate: null },
  ),
  children("children-hang", "child processes do nothing at all", { fate: "hangs" }, { fate: null }),
  children(
    "children-chunks",
    "what child processes write comes in pieces of a few bytes",
    { oddChunks: true },
    { oddChunks: false },
  ),
  children("spawn-fails", "no process can be begun (EAGAIN)", { spawn: "EAGAIN" }, { spawn: null }),
];
