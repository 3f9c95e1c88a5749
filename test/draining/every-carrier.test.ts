/**
 * A server is drained at many moments, whatever carries its connections: what it has accepted is answered, and nothing is
 * left. `DRAIN_SEEDS=100` for more of it.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { StreamServerEndpointService } from "torsion/application";
import {
  connectProtocol,
  SSLServerEndpoint,
  TCPClientEndpoint,
  TCPServerEndpoint,
  wrapClientTLS,
} from "torsion/endpoints";
import { capturedLogs, formatEvent } from "torsion/logger";
import {
  CertificateOptions,
  type IReactorTime,
  type IStreamClientEndpoint,
  type IStreamServerEndpoint,
  optionsForClientTLS,
} from "torsion/net";
import { MemoryNetwork } from "torsion/platform/memory";
import { nodeTLS } from "torsion/platform/node";
import {
  DeadlineFactory,
  LineReceiver,
  type ProtocolSource,
  ThrottlingFactory,
  TimeoutFactory,
} from "torsion/protocols";
import { proxyClientEndpoint, proxyEndpoint } from "torsion/protocols/haproxy";
import { reactorOn } from "torsion/reactor/core";
import { deferLater } from "torsion/task";
import { testCertificates } from "torsion/testing";
import { WebSocketClientEndpoint, WebSocketServerEndpoint } from "torsion/websocket";

const SEEDS = Number(process.env.DRAIN_SEEDS ?? 3);
const ANSWER = "x".repeat(3000);

function hosts(seed: number) {
  const network = new MemoryNetwork({ seed, latency: { from: 0.001, to: 0.03 }, loss: 0.01 });
  const [server, client] = ["server", "client"].map((name) =>
    reactorOn({ ...network.host(name), tls: nodeTLS() }),
  ) as [Host, Host];
  return { network, server, client };
}
type Host = ReturnType<typeof host>;
const host = () => reactorOn({ ...new MemoryNetwork().host("x"), tls: nodeTLS() });

interface Carrier {
  server(reactor: Host): IStreamServerEndpoint;
  client(reactor: Host): IStreamClientEndpoint;
  policy?(source: ProtocolSource, clock: IReactorTime): ProtocolSource;
}

const at = (reactor: Host) => new TCPServerEndpoint(reactor, 80);
const to = (reactor: Host) => new TCPClientEndpoint(reactor, "server", 80);
const SECURE = new CertificateOptions(testCertificates.server);
const TRUSTING = optionsForClientTLS("localhost", { trustRoot: [testCertificates.authority] });
const carriers: Readonly<Record<string, Carrier>> = {
  TCP: { server: at, client: to },
  policies: {
    server: at,
    client: to,
    policy: (source, clock) =>
      new TimeoutFactory(
        new ThrottlingFactory(new DeadlineFactory(source, clock, { lifetimeSeconds: 600 }), clock, {
          connectionReadLimit: 400,
          connectionWriteLimit: 40_000,
        }),
        clock,
        { seconds: 600 },
      ),
  },
  TLS: {
    server: (reactor) => new SSLServerEndpoint(reactor, 80, { tls: SECURE }),
    client: (reactor) => wrapClientTLS(TRUSTING, to(reactor)),
  },
  "the PROXY protocol": {
    server: (reactor) => proxyEndpoint(at(reactor), reactor),
    client: (reactor) => proxyClientEndpoint(to(reactor), { version: "v2" }),
  },
  WebSocket: {
    server: (reactor) => new WebSocketServerEndpoint(reactor, at(reactor)),
    client: (reactor) => new WebSocketClientEndpoint(reactor, "ws://server:80/"),
  },
};

for (const [name, carrier] of Object.entries(carriers))
  test(`drained over ${name}: what was accepted is answered, and nothing is left`, async () => {
    let [accepted, inFlight] = [0, 0];
    for (let seed = 0; seed < SEEDS; seed++) {
      const { network, server, client } = hosts(seed);
      const asked = new Set<string>();
      const answered = new Set<string>();
      class Server extends LineReceiver {
        override lineReceived(line: Uint8Array) {
          const id = new TextDecoder().decode(line);
          asked.add(id);
          return deferLater(server, 0.2 * server.random(), () => this.sendLine(`${id} ${ANSWER}`));
        }
      }
      class Client extends LineReceiver {
        static count = 0;
        readonly #name = `${Client.count++}`;
        override maxLength = 2 * ANSWER.length;
        #sent = 0;
        override connectionMade(): void {
          for (let i = 0; i < 4; i++) this.sendLine(`${this.#name}.${this.#sent++}`);
        }
        override lineReceived(line: Uint8Array): void {
          answered.add(new TextDecoder().decode(line).split(" ")[0]!);
          this.sendLine(`${this.#name}.${this.#sent++}`);
        }
      }
      const policy = carrier.policy ?? ((source: ProtocolSource) => source);
      const service = new StreamServerEndpointService(
        carrier.server(server),
        policy(() => new Server(), server),
      );
      const failures = await capturedLogs(async () => {
        service.startService();
        await network.advanceAsync(0.1);
        // New ones come all the time: some of them are in the middle of their handshake when it ends.
        for (let i = 0; i < 12; i++)
          client.callLater(0.1 * i, () => {
            connectProtocol(carrier.client(client), new Client()).addErrback(() => {});
          });
        await network.advanceAsync(0.2 + 1.2 * network.draw("when it ends"));
        const before = asked.size - answered.size;
        const drained = service.drainService();
        await network.advanceAsync(60);
        assert.equal(drained.called, true, `seed ${seed}: drained`);
        service.stopService();
        inFlight += before;
      });
      accepted += asked.size;
      assert.deepEqual(
        failures
          .filter((event) => event.log_failure !== undefined)
          .map((event) => formatEvent(event)),
        [],
        `seed ${seed}`,
      );
      assert.deepEqual(
        [...asked].filter((id) => !answered.has(id)),
        [],
        `seed ${seed}: accepted and not answered, of ${asked.size}`,
      );
      assert.equal(server.describe().connections.length, 0);
      assert.equal(server.getDelayedCalls().length, 0);
    }
    assert.ok(accepted > 10 * SEEDS && inFlight > SEEDS, `${accepted}, ${inFlight}`);
    if (process.env.DRAIN_SEEDS !== undefined)
      console.log(`${name}: ${SEEDS} drains, ${accepted} accepted, ${inFlight} of them under way`);
  });
