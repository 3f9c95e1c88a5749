/** All that can go wrong with a host: its power, its program, its clocks, what is scarce, its names, its children. */
import { EPHEMERALS } from "./addresses.ts";
import type { FaultKind } from "./faults.ts";
import { InForce } from "./in-force.ts";
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

/** Something that is so as long as one fault that has it so is in force. */
function state(
  name: string,
  about: string,
  set: (network: MemoryNetwork, host: string, on: boolean) => void,
): FaultKind {
  const force = new InForce<true>((network, host, { length }) => set(network, host, length > 0));
  return onHost(name, about, (network, host) => force.begin(network, host, true));
}

/** The last one that is undone puts the clocks right. */
const clockFaults = new InForce<{ readonly rate?: number }>((network, host, faults) => {
  if (faults.length === 0) network.synchronize(host);
  else network.skew(host, faults.filter(({ rate }) => rate !== undefined).at(-1)?.rate ?? 1);
});

function wrongRate(name: string, about: string, rate: (draw: Draw) => number): FaultKind {
  return onHost(name, about, (network, host, draw) =>
    clockFaults.begin(network, host, { rate: rate(draw) }),
  );
}

function wrongDate(name: string, about: string, seconds: (draw: Draw) => number): FaultKind {
  return onHost(name, about, (network, host, draw) => {
    const undo = clockFaults.begin(network, host, {});
    const by = seconds(draw);
    network.jump(host, by);
    let isUndone = false;
    return () => {
      if (!isUndone) network.jump(host, -by);
      isUndone = true;
      undo();
    };
  });
}

type NameService = Parameters<MemoryNetwork["nameService"]>[0];

const nameFaults = new InForce<NameService>((network, host, faults) =>
  network.nameService(
    Object.assign({ latency: 0, fault: null, rotate: false }, ...faults) as NameService,
    host,
  ),
);

function names(name: string, about: string, fault: (draw: Draw) => NameService): FaultKind {
  return onHost(name, about, (network, host, draw) => nameFaults.begin(network, host, fault(draw)));
}

type Children = Parameters<MemoryNetwork["children"]>[1];

const childFaults = new InForce<Children>((network, host, faults) =>
  network.children(
    host,
    Object.assign({ spawn: null, fate: null, oddChunks: false }, ...faults) as Children,
  ),
);

function children(name: string, about: string, faults: Children): FaultKind {
  return onHost(name, about, (network, host) => childFaults.begin(network, host, faults));
}

const pauses = new InForce<true>((network, host, { length }) => {
  if (length === 0) network.resume(host);
  else if (network.isRunning(host)) network.pause(host);
});

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
      return pauses.begin(network, host, true);
    },
  ),

  // Clocks.
  wrongRate("slow-clock", "the clocks of a host run slow, by up to half", (draw) => 1 - draw() / 2),
  wrongRate("fast-clock", "the clocks of a host run fast, up to twice", (draw) => 1 + draw()),
  wrongDate("clock-forward", "the wall clock of a host is set forward, a second to a day", jump),
  wrongDate(
    "clock-back",
    "the wall clock of a host is set back, a second to a day",
    (draw) => -jump(draw),
  ),

  // What is scarce.
  state("refuse", "a host answers every attempt to connect with a reset", (network, host, on) =>
    network.refuse(host, on),
  ),
  state(
    "backlog-full",
    "a host drops every attempt to connect without an answer",
    (network, host, on) => network.overflow(host, on),
  ),
  state("no-descriptors", "a program cannot open one more socket (EMFILE)", (network, host, on) =>
    network.limit(host, { descriptors: on ? 0 : Number.POSITIVE_INFINITY }),
  ),
  state(
    "no-ports",
    "a host has no port left to connect from (EADDRNOTAVAIL)",
    (network, host, on) => network.limit(host, { ephemeralPorts: on ? 0 : EPHEMERALS }),
  ),

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
  children("children-doomed", "child processes are killed within a second of their beginning", {
    fate: "killed",
  }),
  children("children-exit", "child processes exit at once, with code 1", { fate: "exits" }),
  children("children-hang", "child processes do nothing at all", { fate: "hangs" }),
  children("children-chunks", "what child processes write comes in pieces of a few bytes", {
    oddChunks: true,
  }),
  children("spawn-fails", "no process can be begun (EAGAIN)", { spawn: "EAGAIN" }),
];
