import assert from "node:assert/strict";
import { test } from "node:test";
import { alsoProvides, type Interface } from "../../components/index.ts";
import { Failure } from "../../deferred/index.ts";
import {
  ConnectionLost,
  type IAddress,
  IHandshakeListener,
  INegotiated,
  IPv6Address,
  ITCPTransport,
  ITLSTransport,
  optionsForClientTLS,
  UNIXAddress,
} from "../../net/index.ts";
import { Clock } from "../../time/index.ts";
import { FakeTransport } from "../fake-transport.test-fixture.ts";
import { TransportDuplex } from "./transport-duplex.ts";

class FakeTCP extends FakeTransport {
  readonly options: unknown[] = [];
  constructor() {
    super();
    alsoProvides(this as object, ITCPTransport as Interface<object>);
  }
  setTcpNoDelay(enabled: boolean): void {
    this.options.push(["no delay", enabled]);
  }
  setTcpKeepAlive(enabled: boolean): void {
    this.options.push(["keep alive", enabled]);
  }
  getTcpNoDelay(): boolean {
    return true;
  }
  getTcpKeepAlive(): boolean {
    return false;
  }
}

class FakeTLS extends FakeTCP {
  TLS = false;
  negotiatedProtocol: string | null = null;
  constructor() {
    super();
    alsoProvides(this, ITLSTransport);
  }
  startTLS(): void {
    this.TLS = true;
    alsoProvides(this, INegotiated);
    this.calls.push("startTLS");
  }
  getPeerCertificate(): null {
    return null;
  }
}

function connected<T extends FakeTransport>(transport: T) {
  const clock = new Clock();
  const duplex = new TransportDuplex(clock);
  duplex.makeConnection(transport);
  return { clock, duplex, transport };
}

const lost = () => new Failure(new ConnectionLost("reset"));

test("it says where it is and how it stands, as a net.Socket does", () => {
  const duplex = new TransportDuplex(new Clock());
  assert.deepEqual(
    [duplex.connecting, duplex.pending, duplex.readyState, duplex.remoteAddress, duplex.address()],
    [true, true, "opening", undefined, {}],
  );
  duplex.makeConnection(new FakeTCP());
  assert.deepEqual([duplex.connecting, duplex.pending, duplex.readyState], [false, false, "open"]);
  assert.deepEqual(
    [duplex.remoteAddress, duplex.remotePort, duplex.remoteFamily],
    ["10.0.0.1", 1234, "IPv4"],
  );
  assert.deepEqual(
    [duplex.localAddress, duplex.localPort, duplex.localFamily],
    ["10.0.0.2", 80, "IPv4"],
  );
  assert.deepEqual(duplex.address(), { address: "10.0.0.2", port: 80, family: "IPv4" });
  duplex.end();
  assert.equal(duplex.readyState, "readOnly");
  duplex.destroy();
  assert.equal(duplex.readyState, "closed");
});

test("an address of another kind is none", () => {
  class OfUNIX extends FakeTransport {
    override getPeer(): IAddress {
      return new UNIXAddress("/run/x");
    }
    override getHost(): IAddress {
      return new IPv6Address("TCP", "::1", 80);
    }
  }
  const { duplex } = connected(new OfUNIX());
  assert.deepEqual([duplex.remoteAddress, duplex.remoteFamily], [undefined, undefined]);
  assert.equal(duplex.localFamily, "IPv6");
});

test("options go to a transport of TCP, and are nothing to another", () => {
  const { duplex, transport } = connected(new FakeTCP());
  assert.equal(duplex.setNoDelay().setKeepAlive(true, 1000).ref().unref(), duplex);
  duplex.setNoDelay(false);
  assert.deepEqual(transport.options, [
    ["no delay", true],
    ["keep alive", true],
    ["no delay", false],
  ]);
  connected(new FakeTransport()).duplex.setNoDelay().setKeepAlive();

  const early = new TransportDuplex(new Clock());
  assert.equal(early.connect(5432, "db").setKeepAlive(true), early);
  const later = new FakeTCP();
  early.makeConnection(later);
  assert.deepEqual(later.options, [["keep alive", true]]);
});

test("X26: startTLS goes to the transport, unless bytes that came before it wait", () => {
  const { duplex, transport } = connected(new FakeTLS());
  const options = optionsForClientTLS("localhost");
  assert.deepEqual([duplex.encrypted, duplex.alpnProtocol], [false, null]);
  duplex.startTLS(options);
  transport.negotiatedProtocol = "h2";
  assert.deepEqual([duplex.encrypted, duplex.alpnProtocol], [true, "h2"]);
  let secured = 0;
  duplex.on("secureConnect", () => {
    secured += 1;
  });
  assert.ok(IHandshakeListener.providedBy(duplex));
  duplex.handshakeCompleted();
  assert.equal(secured, 1);

  const injected = connected(new FakeTLS());
  injected.duplex.dataReceived(Buffer.from("RCPT TO:<x>"));
  injected.duplex.startTLS(options);
  assert.equal(injected.duplex.errored?.name, "TLSError");
  assert.deepEqual(
    [injected.transport.calls.at(-1), injected.transport.TLS],
    ["abortConnection", false],
  );
  assert.throws(() => connected(new FakeTransport()).duplex.startTLS(options), /ITLSTransport/);
});

test("an idle timeout is emitted after so many milliseconds on the reactor's clock, and again", () => {
  const { clock, duplex } = connected(new FakeTCP());
  let timeouts = 0;
  duplex.on("timeout", () => {
    timeouts += 1;
  });
  duplex.setTimeout(1000);
  clock.advance(0.9);
  duplex.dataReceived(new Uint8Array(1));
  clock.advance(0.9);
  duplex.write("x");
  clock.advance(0.9);
  assert.equal(timeouts, 0);
  clock.advance(0.2);
  assert.equal(timeouts, 1);
  clock.advance(5);
  assert.equal(timeouts, 1, "it was idle all the time");
  duplex.write("x");
  clock.advance(1);
  assert.equal(timeouts, 2);
});

test("a write that goes on is no idleness", () => {
  const { clock, duplex, transport } = connected(new FakeTCP());
  let timeouts = 0;
  duplex.setTimeout(1000, () => {
    timeouts += 1;
  });
  transport.producer?.pauseProducing();
  duplex.write("x");
  clock.advance(0.9);
  transport.producer?.resumeProducing();
  clock.advance(0.9);
  assert.equal(timeouts, 0);
});

test("a timeout is taken back with its listener, changed, and ended with the connection", () => {
  const { clock, duplex } = connected(new FakeTCP());
  const never = () => assert.fail();
  duplex.setTimeout(1000, never);
  duplex.setTimeout(0, never);
  assert.equal(duplex.listenerCount("timeout"), 0);
  assert.equal(clock.getDelayedCalls().length, 0);
  duplex.setTimeout(1000, never);
  duplex.setTimeout(5000);
  assert.equal(clock.getDelayedCalls()[0]?.getTime(), 5);
  duplex.destroy();
  assert.equal(clock.getDelayedCalls().length, 0);
  duplex.setTimeout(1000);
  assert.equal(clock.getDelayedCalls().length, 0);
});

test("destroySoon ends, and destroys when all has been sent", async () => {
  const { duplex, transport } = connected(new FakeTCP());
  duplex.write("x");
  duplex.destroySoon();
  await new Promise((done) => setImmediate(done));
  assert.equal(duplex.destroyed, false);
  duplex.writeConnectionLost();
  await new Promise((done) => setImmediate(done));
  assert.deepEqual([duplex.destroyed, transport.calls.at(-1)], [true, "loseConnection"]);
  duplex.destroySoon();
});

test("resetAndDestroy is a reset, whatever has been sent", async () => {
  const { duplex, transport } = connected(new FakeTCP());
  duplex.resetAndDestroy();
  assert.ok(transport.calls.includes("abortConnection") && duplex.destroyed);
  duplex.connectionLost(lost());
});
