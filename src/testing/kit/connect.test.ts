import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { text, utf8 } from "../../bytes/index.ts";
import { implementer } from "../../components/index.ts";
import {
  CertificateOptions,
  ConnectionAborted,
  ConnectionDone,
  ConnectionLost,
  IHalfCloseableProtocol,
  IHandshakeListener,
  ITCPTransport,
  ITLSTransport,
  optionsForClientTLS,
  VerificationError,
} from "../../net/index.ts";
import { nodeTLS } from "../../platform/node/index.ts";
import { LineReceiver, Protocol } from "../../protocols/index.ts";
import { Clock } from "../../time/index.ts";
import { testCertificates } from "../conformance/index.ts";
import { AccumulatingProtocol } from "./accumulating-protocol.ts";
import { connect, connectedServerAndClient } from "./connect.ts";
import { NonStreamingProducer } from "./non-streaming-producer.ts";
import { bytewisePumpPolicy } from "./pump-policy.ts";
import { successResultOf } from "./results.ts";

class Echo extends Protocol {
  override dataReceived(data: Uint8Array): void {
    this.transport.write(data);
  }
}

class Greeter extends AccumulatingProtocol {
  override connectionMade(): void {
    super.connectionMade();
    this.transport.write(utf8("hello"));
  }
}

const received = (protocol: AccumulatingProtocol): string => text(protocol.data);

test("greetings have been exchanged when it returns, unless it is to be otherwise", () => {
  const pump = connect(new Greeter(), new Greeter());
  assert.deepEqual([received(pump.client), received(pump.server)], ["hello", "hello"]);
  const later = connect(new Greeter(), new Greeter(), { greet: false });
  assert.deepEqual([later.client.made, received(later.client)], [true, ""]);
  later.flush();
  assert.equal(received(later.client), "hello");
});

test("a question and its answer take two rounds", () => {
  const { client, pump } = (() => {
    const [client, , pump] = connectedServerAndClient(Echo, AccumulatingProtocol);
    return { client, pump };
  })();
  client.transport.write(utf8("ab"));
  client.transport.write(utf8("c"));
  assert.equal(pump.pump(), true);
  assert.equal(received(client), "");
  assert.equal(pump.pump(), true);
  assert.equal(received(client), "abc");
  assert.equal(pump.flush(), false);
});

test("the transports are those of TCP, with each other's addresses", () => {
  const [client, server] = connectedServerAndClient(Echo, AccumulatingProtocol);
  assert.ok(ITCPTransport.providedBy(client.transport));
  assert.ok(client.transport.getPeer().equals(server.transport.getHost()));
  assert.ok(server.transport.getPeer().equals(client.transport.getHost()));
});

test("X3, X9: what was written is flushed before the close, and both ends are orderly", () => {
  const [client, server, pump] = connectedServerAndClient(
    AccumulatingProtocol,
    AccumulatingProtocol,
  );
  client.transport.write(utf8("last words"));
  client.transport.loseConnection();
  client.transport.write(utf8("too late"));
  pump.flush();
  assert.equal(received(server), "last words");
  assert.ok(client.closedReason?.check(ConnectionDone));
  assert.ok(server.closedReason?.check(ConnectionDone));
});

test("X9: an abort loses what is under way, and the peer is told", () => {
  const [client, server, pump] = connectedServerAndClient(
    AccumulatingProtocol,
    AccumulatingProtocol,
  );
  client.transport.write(utf8("lost"));
  client.transport.abortConnection();
  pump.flush();
  assert.equal(received(server), "");
  assert.ok(client.closedReason?.check(ConnectionAborted));
  assert.equal(server.closedReason?.type, ConnectionLost);
});

test("X11: half a connection", () => {
  class Half extends AccumulatingProtocol implements IHalfCloseableProtocol {
    static {
      implementer(IHalfCloseableProtocol)(this);
    }
    readonly events: string[] = [];
    readConnectionLost(): void {
      this.events.push("read lost");
    }
    writeConnectionLost(): void {
      this.events.push("write lost");
    }
  }
  const [client, server, pump] = connectedServerAndClient(Half, Half);
  client.transport.loseWriteConnection();
  pump.flush();
  assert.deepEqual([client.events, server.events], [["write lost"], ["read lost"]]);
  server.transport.write(utf8("still"));
  server.transport.loseWriteConnection();
  pump.flush();
  assert.equal(received(client), "still");
  assert.ok(client.closedReason?.check(ConnectionDone));
  assert.ok(server.closedReason?.check(ConnectionDone));
});

test("X6: a peer that does not read holds back a push producer", () => {
  const [client, server, pump] = connectedServerAndClient(
    AccumulatingProtocol,
    AccumulatingProtocol,
  );
  const calls: string[] = [];
  const producer = {
    pauseProducing: () => calls.push("pause"),
    resumeProducing: () => calls.push("resume"),
    stopProducing: () => calls.push("stop"),
  };
  client.transport.registerProducer(producer, true);
  server.transport.pauseProducing();
  client.transport.write(new Uint8Array(200_000));
  pump.flush();
  assert.deepEqual([calls, server.data.length], [["pause"], 0]);
  server.transport.resumeProducing();
  pump.flush();
  assert.deepEqual([calls, server.data.length], [["pause", "resume"], 200_000]);
});

test("a pull producer is asked until it is done", () => {
  const [client, server, pump] = connectedServerAndClient(
    AccumulatingProtocol,
    AccumulatingProtocol,
  );
  const producer = new NonStreamingProducer(client.transport);
  client.transport.registerProducer(producer, false);
  pump.flush();
  successResultOf(producer.result);
  assert.equal(received(server), "0123456789");
});

test("framing: cut byte by byte, lines are lines", () => {
  class Lines extends LineReceiver {
    readonly lines: string[] = [];
    override lineReceived(line: Uint8Array): void {
      this.lines.push(text(line));
    }
  }
  const [client, server, pump] = connectedServerAndClient(Lines, AccumulatingProtocol, {
    pumpPolicy: bytewisePumpPolicy,
  });
  client.transport.write(utf8("one\r\ntwo\r\n"));
  pump.flush();
  assert.deepEqual(server.lines, ["one", "two"]);
});

test("time is the clock's, and passes by advance", () => {
  const clock = new Clock();
  const [client, server, pump] = connectedServerAndClient(
    AccumulatingProtocol,
    AccumulatingProtocol,
    { clock },
  );
  clock.callLater(5, () => client.transport.write(utf8("later")));
  pump.flush();
  assert.equal(received(server), "");
  pump.advance(5);
  assert.equal(received(server), "later");
  assert.equal(clock.seconds(), 5);
});

test("debug says what goes over the wire", () => {
  const lines: string[] = [];
  const [client, , pump] = connectedServerAndClient(Echo, AccumulatingProtocol, {
    debug: (line) => lines.push(line),
  });
  client.transport.write(utf8("hi\r\n"));
  pump.flush();
  client.transport.loseConnection();
  pump.flush();
  assert.deepEqual(lines, ['C: b"hi\\r\\n"', 'S: b"hi\\r\\n"', "C: end", "S: end"]);
  const [other, , others] = connectedServerAndClient(Echo, AccumulatingProtocol, {
    debug: (line) => lines.push(line),
  });
  lines.length = 0;
  other.transport.abortConnection();
  others.flush();
  assert.deepEqual(lines, ["C: reset"]);
});

test("the factory of a protocol must not refuse it", () => {
  assert.throws(() => connectedServerAndClient(() => null, Echo), /of the server refuses/);
});

class Secured extends Greeter implements IHandshakeListener {
  static {
    implementer(IHandshakeListener)(this);
  }
  secured = false;
  handshakeCompleted(): void {
    this.secured = true;
  }
}

const { authority, server: certificate } = testCertificates;
const serverTLS = new CertificateOptions(certificate);

test("X23: TLS from the first byte, by the engine of the platform", async () => {
  const lines: string[] = [];
  const clientTLS = optionsForClientTLS("localhost", { trustRoot: authority });
  const pump = connect(new Secured(), new Secured(), {
    tls: nodeTLS(),
    clientTLS,
    serverTLS,
    debug: (line) => lines.push(line),
  });
  await pump.until(() => received(pump.client) + received(pump.server) === "hellohello", turn);
  assert.deepEqual([pump.client.secured, pump.server.secured], [true, true]);
  assert.ok(lines.length > 0 && lines.every((line) => !line.includes("hello")));
  pump.client.transport.loseConnection();
  await pump.until(() => pump.client.closed && pump.server.closed, turn);
  assert.ok(pump.server.closedReason?.check(ConnectionDone));
});

test("X28: a server that is not to be trusted", async () => {
  const clientTLS = optionsForClientTLS("other.example", { trustRoot: authority });
  const pump = connect(new Secured(), new Secured(), { tls: nodeTLS(), clientTLS, serverTLS });
  await pump.until(() => pump.client.closed && pump.server.closed, turn);
  assert.ok(pump.client.closedReason?.check(VerificationError));
  assert.equal(received(pump.server), "");
});

test("X26: going over to TLS", async () => {
  class Starting extends Secured {
    override connectionMade(): void {
      this.made = true;
    }
  }
  const pump = connect(new Starting(), new Starting(), { tls: nodeTLS() });
  pump.client.transport.write(utf8("plain "));
  pump.flush();
  ITLSTransport(pump.server.transport).startTLS(serverTLS);
  ITLSTransport(pump.client.transport).startTLS(
    optionsForClientTLS("localhost", { trustRoot: authority }),
  );
  pump.client.transport.write(utf8("secret"));
  await pump.until(() => received(pump.server) === "plain secret", turn);
  assert.equal(pump.client.secured, true);
});

test("TLS from the first byte needs all that it needs", () => {
  const given = [{ serverTLS }, { serverTLS, tls: nodeTLS() }];
  for (const options of given)
    assert.throws(() => connect(new Echo(), new Echo(), options), TypeError);
});
