/**
 * What `simulate` costs beside the world that it runs: programs are booted and stopped, everything that travels is
 * hashed and kept, promises are drained after each event, leaks are looked for.
 */
import { ClientFactory, Factory } from "torsion/protocols";
import { recordTrace, runSimulation, type World } from "torsion/testing";
import type { Benchmark } from "./compare.ts";
import { Echo, type Go, quiet, rate, Talker } from "./simulation.ts";

/** The scenario of `simulation.ts`: five questions and answers through a partition, and an orderly end. */
function scenario(world: World): void {
  const client = new Talker();
  world.boot("server", (reactor) => {
    const factory = Object.assign(Factory.forProtocol(Echo), { noisy: false });
    const listening = reactor.listenTCP(80, factory);
    return () => listening.addCallback((port) => port.stopListening());
  });
  world.boot("client", (reactor) => {
    const factory = Object.assign(new ClientFactory<Talker>(), { noisy: false });
    factory.buildProtocol = () => client;
    reactor.connectTCP("server", 80, factory);
    return () => {};
  });
  world.after(0.06, () => void world.network.partition("client", "server"));
  world.after(1.06, () => world.network.heal());
  world.eventually("answered", () => client.answers === 5);
}

function seeds(): Go {
  let seed = 1;
  return async () => {
    const options = {
      network: { latency: 0.01, jitter: 0.01 },
      seeds: Array.from({ length: 200 }, () => seed++),
    };
    const { runs } = await runSimulation("talk", options, scenario, { command: "" });
    return runs;
  };
}

/** A ping and its echo each second: how many times something was seen to be sent, or to arrive. */
function seen(traced: boolean): Go {
  const { network, tick } = quiet();
  let count = 0;
  const trace = traced ? recordTrace(network, { limit: 100 }) : null;
  if (trace === null)
    network.observe(() => {
      count += 1;
    });
  return () => {
    const before = trace?.count ?? count;
    tick();
    return (trace?.count ?? count) - before;
  };
}

export const simulationEngineBenchmarks: readonly Benchmark[] = [
  {
    name: "simulation: the same seeds by runSimulation, traced, drained, and searched for leaks",
    unit: "a second",
    ours: rate(20, seeds),
    floor: 1000,
  },
  {
    name: "simulation: what travels seen, hashed and kept by a trace, against only seen",
    unit: "a second",
    ours: rate(20, () => seen(true), "a trace"),
    theirs: rate(20, () => seen(false), "an observer"),
  },
];
