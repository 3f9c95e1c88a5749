/**
 * Connections over joined wires are what connections are anywhere: the suites that prove platforms prove them.
 *
 * All attempts that somebody listens for are made to succeed, all others fail, and every wire is pumped.
 */
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { nodeTLS } from "torsion/platform/node";
import {
  ConnectionCompleter,
  collapsingPumpPolicy,
  type IOPump,
  identityPumpPolicy,
  MemoryReactorClock,
  type MemoryReactorOptions,
  type PumpOptions,
  tcpConformance,
  tlsConformance,
} from "torsion/testing";

interface Wires {
  readonly server: MemoryReactorClock;
  readonly client: MemoryReactorClock;
  readonly host: string;
  pass(): void;
}

function wires(options: PumpOptions, reactorOptions: MemoryReactorOptions = {}): Wires {
  const reactor = new MemoryReactorClock(reactorOptions);
  const completer = new ConnectionCompleter(reactor);
  const pumps: IOPump[] = [];
  const pass = (): void => {
    for (;;) {
      const pump = completer.succeedOnce(options);
      if (pump === null) break;
      pumps.push(pump);
    }
    while (completer.failOnce());
    reactor.advance(0.01);
    for (const pump of pumps) pump.pump();
  };
  return { server: reactor, client: reactor, host: "10.0.0.1", pass };
}

for (const [name, pumpPolicy] of [
  ["wires, as written", identityPumpPolicy],
  ["wires, in one piece", collapsingPumpPolicy],
] as const)
  tcpConformance(test, name, () => wires({ pumpPolicy }));

tlsConformance(test, "wires", () => {
  const { pass, ...setup } = wires({}, { tls: nodeTLS() });
  return {
    ...setup,
    pass: async () => {
      pass();
      await turn();
    },
  };
});
