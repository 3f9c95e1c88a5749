/**
 * What torture of our protocols has in common: programs each connection of which is an operation, and what is run.
 *
 * By default at every tenth point; `TORTURE_EVERY=1` for all of them.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { TCPClientEndpoint, TCPServerEndpoint } from "torsion/endpoints";
import type { IProtocol } from "torsion/net";
import type { Protocol } from "torsion/protocols";
import { type Scenario, type SimulatedReactor, torture, type World } from "torsion/testing";

export const PORT: number = 7;
/** No connection is older than that: who crashed says nothing, and nobody waits for ever. */
export const LONGEST_SECONDS: number = 20;

export type Connection = IProtocol & { readonly transport: Protocol["transport"] };
export type ConnectionClass<P extends Connection> = new () => P;

/** The same class, each connection of which is an operation on `host`, and ends after a while. */
export function tortured<P extends Connection>(
  world: World,
  host: string,
  reactor: SimulatedReactor,
  Base: ConnectionClass<P>,
): () => P {
  return () => {
    const protocol: P = new Base();
    const { connectionMade, connectionLost } = protocol;
    let end = (): void => assert.fail("lost before it was made");
    let limit: ReturnType<SimulatedReactor["callLater"]>;
    protocol.connectionMade = () => {
      end = world.operation(host, `${Base.name}'s connection`);
      limit = reactor.callLater(LONGEST_SECONDS, () => protocol.transport.abortConnection());
      return connectionMade?.call(protocol);
    };
    protocol.connectionLost = (reason) => {
      if (limit.active) limit.cancel();
      end();
      return connectionLost?.call(protocol, reason);
    };
    return protocol;
  };
}

/** A program that ends by itself: when it has, it is looked at for what it left. */
export function boot(
  world: World,
  host: string,
  program: (reactor: SimulatedReactor) => void,
): void {
  world.boot(host, (reactor) => {
    program(reactor);
    return () => {};
  });
}

/** An endpoint's attempt is an operation as well. */
export function connect<P extends Connection>(
  world: World,
  reactor: SimulatedReactor,
  Base: ConnectionClass<P>,
  to = "server",
): void {
  const end = world.operation("client", "the attempt to connect");
  new TCPClientEndpoint(reactor, to, PORT, { seconds: 10 })
    .connect(tortured(world, "client", reactor, Base))
    .addErrback(() => {})
    .addBoth(() => end());
}

export function serve<P extends Connection>(
  world: World,
  Base: ConnectionClass<P>,
  host = "server",
): void {
  world.boot(host, (reactor) => {
    const listening = new TCPServerEndpoint(reactor, PORT).listen(
      tortured(world, host, reactor, Base),
    );
    return () => listening.addCallback((port) => port.stopListening());
  });
}

const everyPoint = Number(process.env.TORTURE_EVERY ?? 10);

/** A test for each scenario; `file` is the one that they are in, for the line that replays a failure. */
export function testTorture(file: string, scenarios: Readonly<Record<string, Scenario>>): void {
  for (const [name, scenario] of Object.entries(scenarios))
    test(`torture: ${name}`, async () => {
      const report = await torture(name, { everyPoint }, scenario, {
        command: `node build/test/simulation/${file}.js`,
        replay: process.env.TORSION_REPLAY,
      });
      if (process.env.TORTURE_EVERY !== undefined)
        console.log(
          `${name}: ${report.points} points, ${report.runs} runs, ${report.operations} operations ended once, 0 lost, 0 left`,
        );
    });
}
