/** One table: each policy, and each thing that must go through it (F10). The suites of `policies.test.ts` are the rest. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { alsoProvides } from "torsion/components";
import type { Failure } from "torsion/deferred";
import {
  CertificateOptions,
  IBufferingTransport,
  IHalfCloseableProtocol,
  IHandshakeListener,
  INegotiated,
  ISwitchableTransport,
  ITCPTransport,
  ITLSTransport,
  optionsForClientTLS,
} from "torsion/net";
import { MemoryNetwork } from "torsion/platform/memory";
import { nodeTLS } from "torsion/platform/node";
import { ClientFactory, Protocol, ProtocolWrapper, unwrap } from "torsion/protocols";
import { reactorOn } from "torsion/reactor/core";
import { testCertificates } from "torsion/testing";
import { everyPolicy, POLICIES, type PolicyName } from "./every-policy.ts";

class Recorder extends Protocol {
  readonly events: string[] = [];
  count = 0;
  override connectionMade(): void {
    this.events.push("made");
  }
  override dataReceived(data: Uint8Array): void {
    this.count += data.length;
    if (this.events.at(-1) !== "data") this.events.push("data");
  }
  readConnectionLost(): void {
    this.events.push("read lost");
  }
  writeConnectionLost(): void {
    this.events.push("write lost");
  }
  handshakeCompleted(): void {
    this.events.push("secured");
  }
  override connectionLost(reason: Failure): void {
    this.events.push(`lost ${reason.value.message}`);
  }
}

/** Wants to hear all there is. */
const curious = (): Recorder =>
  alsoProvides(new Recorder(), IHalfCloseableProtocol, IHandshakeListener);

interface Pair {
  readonly server: Recorder;
  readonly client: Recorder;
  /** Let a little time pass, some of it in the host's own loop, where TLS is worked at. */
  pass(): Promise<void>;
}

async function pairThrough(policy: PolicyName): Promise<Pair> {
  const network = new MemoryNetwork();
  const tls = nodeTLS();
  const reactors = ["s", "c"].map((name) => reactorOn({ ...network.host(name), tls }));
  const [server, client] = [curious(), curious()];
  const factory = new ClientFactory<Recorder>();
  factory.buildProtocol = () => client;
  factory.noisy = false;
  reactors[0]!.listenTCP(
    80,
    everyPolicy(reactors[0]!)[policy](() => server),
  );
  reactors[1]!.connectTCP("s", 80, everyPolicy(reactors[1]!)[policy](factory));
  const pass = async (): Promise<void> => {
    for (let i = 0; i < 20; i++) {
      network.advance(0.05);
      await new Promise((done) => setImmediate(done));
    }
  };
  await pass();
  assert.deepEqual([server.events, client.events], [["made"], ["made"]]);
  return { server, client, pass };
}

/** The transport below all wrappers. */
function realTransport({ transport }: Protocol): Protocol["transport"] {
  let below = transport;
  while (below instanceof ProtocolWrapper) below = below.transport;
  return below;
}

const capabilities: Readonly<Record<string, (pair: Pair) => Promise<void>>> = {
  "TLS start, and what was negotiated": async ({ server, client, pass }) => {
    const acceptableProtocols = ["chat/1"];
    ITLSTransport(server.transport).startTLS(
      new CertificateOptions({ ...testCertificates.server, acceptableProtocols }),
    );
    ITLSTransport(client.transport).startTLS(
      optionsForClientTLS("localhost", {
        trustRoot: testCertificates.authority,
        acceptableProtocols,
      }),
    );
    client.transport.write(new Uint8Array(6));
    await pass();
    assert.equal(server.count, 6);
    assert.ok(ITLSTransport(client.transport).TLS);
    assert.equal(INegotiated(client.transport).negotiatedProtocol, "chat/1");
    assert.match(INegotiated(client.transport).getPeerCertificate()!.subject, /localhost/);
  },
  handshakeCompleted: async ({ server, client, pass }) => {
    ITLSTransport(server.transport).startTLS(new CertificateOptions(testCertificates.server));
    ITLSTransport(client.transport).startTLS(
      optionsForClientTLS("localhost", { trustRoot: testCertificates.authority }),
    );
    await pass();
    assert.deepEqual(
      [server.events, client.events],
      [
        ["made", "secured"],
        ["made", "secured"],
      ],
    );
  },
  "half-close": async ({ server, client, pass }) => {
    client.transport.loseWriteConnection();
    await pass();
    assert.deepEqual(
      [server.events, client.events],
      [
        ["made", "read lost"],
        ["made", "write lost"],
      ],
    );
    server.transport.write(new Uint8Array(3));
    server.transport.loseConnection();
    await pass();
    assert.deepEqual(client.events.slice(2, 4), ["data", "read lost"]);
  },
  "a push producer": async ({ server, client, pass }) => {
    const heard: string[] = [];
    const piece = new Uint8Array(50_000);
    server.transport.pauseProducing();
    client.transport.registerProducer(
      {
        pauseProducing: () => heard.push("pause"),
        resumeProducing: () => heard.push("resume"),
        stopProducing: () => heard.push("stop"),
      },
      true,
    );
    while (heard.length === 0) {
      client.transport.write(piece);
      await pass();
    }
    client.transport.loseConnection();
    server.transport.resumeProducing();
    await pass();
    assert.deepEqual(heard, ["pause", "resume"]);
    client.transport.write(piece);
    client.transport.unregisterProducer();
    await pass();
    assert.equal(server.count % piece.length, 0);
    assert.match(server.events.join(), /^made,data,read lost$/);
  },
  "a pull producer": async ({ server, client, pass }) => {
    let left = 20;
    client.transport.registerProducer(
      {
        resumeProducing() {
          client.transport.write(new Uint8Array(10_000));
          left -= 1;
          if (left === 0) client.transport.unregisterProducer();
        },
        stopProducing() {},
      },
      false,
    );
    await pass();
    assert.equal(server.count, 200_000);
  },
  "a producer that is stopped by the end": async ({ server, client, pass }) => {
    let stopped = 0;
    const producer = { resumeProducing() {}, pauseProducing() {}, stopProducing: () => stopped++ };
    client.transport.registerProducer(producer, true);
    assert.throws(() => client.transport.registerProducer(producer, true), {
      name: "ProducerAlreadyRegistered",
    });
    server.transport.abortConnection();
    await pass();
    assert.equal(stopped, 1);
  },
  "pauses of the user's own": async ({ server, client, pass }) => {
    server.transport.pauseProducing();
    client.transport.write(new Uint8Array(9));
    await pass();
    assert.equal(server.count, 0);
    server.transport.resumeProducing();
    await pass();
    assert.equal(server.count, 9);
  },
  "setTcpNoDelay, setTcpKeepAlive": async ({ client }) => {
    ITCPTransport(client.transport).setTcpNoDelay(false);
    ITCPTransport(client.transport).setTcpKeepAlive(true);
    const below = ITCPTransport(realTransport(client));
    assert.deepEqual([below.getTcpNoDelay(), below.getTcpKeepAlive()], [false, true]);
  },
  setProtocol: async ({ server, client, pass }) => {
    const plain = new Recorder();
    ISwitchableTransport(server.transport).setProtocol(plain);
    plain.makeConnection(server.transport);
    const next = curious();
    ISwitchableTransport(server.transport).setProtocol(next);
    next.makeConnection(server.transport);
    client.transport.write(new Uint8Array(1));
    client.transport.loseWriteConnection();
    await pass();
    assert.deepEqual([server.events, plain.events], [["made"], ["made"]]);
    assert.deepEqual(next.events, ["made", "data", "read lost"]);
    assert.equal(unwrap(next.transport as ProtocolWrapper), next);
  },
  "setProtocol to one that wants no half of a connection": async ({ server, client, pass }) => {
    const next = new Recorder();
    ISwitchableTransport(server.transport).setProtocol(next);
    next.makeConnection(server.transport);
    client.transport.loseWriteConnection();
    await pass();
    assert.deepEqual(next.events, ["made", "lost the connection was closed in order"]);
  },
  "the reason of a close, and of an abort": async ({ server, client, pass }) => {
    server.transport.loseConnection(new Error("too loud"));
    client.transport.abortConnection(new Error("too slow"));
    await pass();
    assert.equal(server.events.at(-1), "lost too loud");
    assert.equal(client.events.at(-1), "lost too slow");
    assert.equal(String(client.transport.getPeer()), "s:80");
  },
  "what waits to be sent, and who says so": async ({ client }) => {
    client.transport.write(new Uint8Array(77));
    assert.equal(IBufferingTransport(client.transport).bufferedBytes, 77);
    assert.equal(realTransport(client).logPrefix(), "Recorder,s:80");
    assert.equal(client.transport.logPrefix(), "Recorder");
  },
  "an async method that rejects": async ({ server, client, pass }) => {
    client.dataReceived = async () => {
      throw new Error("async");
    };
    server.transport.write(new Uint8Array(1));
    await pass();
    assert.equal(client.events.at(-1), "lost async");
  },
};

for (const policy of POLICIES)
  for (const [name, capability] of Object.entries(capabilities))
    test(`F10: through ${policy}: ${name}`, async () => {
      await capability(await pairThrough(policy));
    });
