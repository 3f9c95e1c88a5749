/**
 * What can go wrong on the ways between hosts, by name.
 *
 * Each undoes what it did and nothing else: where two of a kind overlap, the second one goes on.
 */
import type { FaultKind } from "./faults.ts";
import { InForce } from "./in-force.ts";
import type { LinkOptions } from "./link-options.ts";

/** A way that is worse for a while: one way, since a network is seldom bad in both. */
function disturbance(
  name: string,
  about: string,
  how: (draw: () => number) => LinkOptions,
): FaultKind {
  return {
    name,
    on: "link",
    about,
    begin: (network, [from = "", to = ""], draw) => network.disturb(from, to, how(draw)),
  };
}

/** From `least` to `most`, small ones more often. */
function between(least: number, most: number, draw: () => number): number {
  const share = draw();
  return least + (most - least) * share * share;
}

const filters = new InForce<true>((network, host, { length }) => {
  if (length > 0) network.filter(host);
  else network.unfilter(host);
});

const nothingToUndo = (): void => {};

export const linkFaultKinds: readonly FaultKind[] = [
  {
    name: "partition",
    on: "link",
    about: "nothing gets through between two hosts, either way",
    begin: (network, [a = "", b = ""]) => network.partition(a, b),
  },
  {
    name: "one-way-cut",
    on: "link",
    about: "nothing gets from one host to another, and everything the other way",
    begin: (network, [from = "", to = ""]) => network.cut(from, to),
  },
  {
    name: "clog",
    on: "link",
    about: "what travels between two hosts waits, and arrives all at once, in order",
    begin: (network, [a = "", b = ""]) => network.clog(a, b),
  },
  {
    name: "reset-connections",
    on: "link",
    about: "something on the way resets all connections between two hosts",
    begin: (network, [a = "", b = ""]) => {
      network.reset(a, b);
      return nothingToUndo;
    },
  },
  disturbance("slow", "packets take up to two seconds", (draw) => ({
    latency: between(0.05, 2, draw),
  })),
  disturbance("jitter-spike", "some packets take up to a second more, others do not", (draw) => ({
    jitter: between(0.1, 1, draw),
  })),
  disturbance(
    "long-tail",
    "most packets are as fast as ever, few take many times as long",
    (draw) => ({
      latency: { mean: between(0.01, 0.1, draw), tail: "pareto", most: 10 },
    }),
  ),
  disturbance("loss", "packets are lost, up to four in ten", (draw) => ({
    loss: between(0.02, 0.4, draw),
  })),
  disturbance("burst-loss", "packets are lost many in a row", (draw) => ({
    loss: 0.05,
    burst: between(3, 20, draw),
  })),
  disturbance("duplicates", "packets come twice, up to half of them", (draw) => ({
    duplicate: between(0.05, 0.5, draw),
  })),
  disturbance("reorder", "packets overtake each other", (draw) => ({
    reorder: between(0.05, 0.5, draw),
  })),
  disturbance(
    "corrupt",
    "packets are damaged: datagrams come with a wrong byte, segments not at all",
    (draw) => ({
      corrupt: between(0.05, 0.5, draw),
    }),
  ),
  disturbance("narrow", "a few thousand bytes a second get through", (draw) => ({
    bandwidth: between(2000, 20_000, draw),
  })),
  disturbance(
    "short-queue",
    "a narrow way that holds no more than two packets, and loses the rest",
    (draw) => ({
      bandwidth: between(5000, 50_000, draw),
      queue: 3000,
    }),
  ),
  disturbance("tiny-segments", "packets hold a few bytes each", (draw) => ({
    mtu: 68 + Math.floor(between(0, 60, draw)),
  })),
  disturbance("rechunk", "what is written comes in other pieces", (draw) => ({
    rechunk: between(0.3, 1, draw),
  })),
  {
    name: "isolate",
    on: "host",
    about: "nothing gets through to a host, or from it",
    begin: (network, [host = ""]) => network.isolate(host),
  },
  {
    name: "deaf",
    on: "host",
    about: "a host is heard, and hears nothing",
    begin: (network, [host = ""]) => network.cut(network.hosts, host),
  },
  {
    name: "mute",
    on: "host",
    about: "a host hears, and is not heard",
    begin: (network, [host = ""]) => network.cut(host, network.hosts),
  },
  {
    name: "filter",
    on: "host",
    about: "attempts to connect to a host, and datagrams, get no answer at all",
    begin: (network, [host = ""]) => filters.begin(network, host, true),
  },
  {
    name: "split",
    on: "network",
    about: "the hosts fall into two groups that do not reach each other",
    begin: (network, _on, draw) => {
      const one = network.hosts.filter(() => draw() < 0.5);
      const other = network.hosts.filter((host) => !one.includes(host));
      // One alone, where chance would leave the others whole.
      return one.length === 0 || other.length === 0
        ? network.isolate(network.hosts[Math.floor(draw() * network.hosts.length)]!)
        : network.partition(one, other);
    },
  },
  {
    name: "bad-weather",
    on: "network",
    about: "every way is slow, jittery and lossy",
    begin: (network, _on, draw) => {
      const options = {
        latency: between(0.02, 0.3, draw),
        jitter: 0.1,
        loss: between(0.01, 0.2, draw),
      };
      const undos = network.hosts.flatMap((from) =>
        network.hosts.filter((to) => to !== from).map((to) => network.disturb(from, to, options)),
      );
      return () => {
        for (const undo of undos) undo();
      };
    },
  },
  {
    name: "reset-all",
    on: "network",
    about: "all connections between hosts are reset at once",
    begin: (network) => {
      network.hosts.forEach((a, index) => {
        for (const b of network.hosts.slice(index + 1)) network.reset(a, b);
      });
      return nothingToUndo;
    },
  },
];
