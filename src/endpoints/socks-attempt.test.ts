import assert from "node:assert/strict";
import { test } from "node:test";
import { fromHex, toHex } from "../bytes/index.ts";
import type { Deferred, Failure } from "../deferred/index.ts";
import { capturedLogs } from "../logger/index.ts";
import {
  ConnectingCancelledError,
  ConnectionRefusedError,
  NoProtocol,
  TimeoutError,
} from "../net/index.ts";
import { MemoryNetwork } from "../platform/memory/index.ts";
import { Factory, Protocol } from "../protocols/index.ts";
import { SOCKSProxyError } from "../protocols/socks/index.ts";
import { reactorOn } from "../reactor/index.ts";
import { SOCKSAttempt } from "./socks-attempt.ts";
import { TCPClientEndpoint } from "./tcp-client-endpoint.ts";
import { TCPServerEndpoint } from "./tcp-server-endpoint.ts";

/** A proxy of version 4 that says `answer` when it is asked; `null`: it says nothing. */
function proxy(answer: string | null, { listens = true } = {}) {
  const network = new MemoryNetwork({ latency: 0.001 });
  const reactor = reactorOn(network.host("client"));
  class Answering extends Protocol {
    override dataReceived(): void {
      if (answer !== null) this.transport.write(fromHex(answer));
    }
  }
  const server = reactorOn(network.host("proxy"));
  if (listens) new TCPServerEndpoint(server, 1080).listen(Answering);
  const endpoint = new TCPClientEndpoint(reactor, "proxy", 1080);
  const begin = <P extends Protocol>(factory: Factory<P>, seconds = 30): Deferred<P> => {
    factory.noisy = false;
    const asked = { version: 4, host: "1.2.3.4", port: 80 } as const;
    return new SOCKSAttempt(factory, asked).begin(endpoint, reactor, seconds);
  };
  const assertAtRest = (): void => {
    network.advance(1);
    assert.equal(network.connections("client"), 0);
    assert.equal(reactor.getDelayedCalls().length, 0);
  };
  return { network, begin, assertAtRest };
}

const GRANTED = "005a000000000000";

/** Keeps what happens to it. */
class Recorder extends Protocol {
  readonly events: string[] = [];
  override connectionMade(): void {
    this.events.push("made");
  }
  override dataReceived(data: Uint8Array): void {
    this.events.push(toHex(data));
  }
  override connectionLost(reason: Failure): void {
    this.events.push(reason.value.name);
  }
}

function outcomeOf(deferred: Deferred<unknown>): unknown[] {
  const outcome: unknown[] = [];
  deferred.addCallbacks(
    (value) => outcome.push(value),
    (failure) => outcome.push(failure.value),
  );
  return outcome;
}

test("E1: the user's protocol is connected, then the Deferred fires, then what came behind the reply is there", () => {
  const { network, begin } = proxy(`${GRANTED}0102`);
  const protocols: Recorder[] = [];
  const seen: string[] = [];
  begin(Factory.forProtocol(Recorder)).addCallback((protocol) => {
    protocols.push(protocol);
    seen.push(...protocol.events);
  });
  network.advance(1);
  assert.deepEqual(seen, ["made"]);
  assert.deepEqual(protocols[0]!.events, ["made", "0102"]);
});

test("X3: a protocol that pauses when it is made gets what came behind the reply when it resumes", () => {
  class Pausing extends Recorder {
    override connectionMade(): void {
      super.connectionMade();
      this.transport.pauseProducing();
    }
  }
  const { network, begin } = proxy(`${GRANTED}0102`);
  const outcome = outcomeOf(begin(Factory.forProtocol(Pausing)));
  network.advance(1);
  const protocol = outcome[0] as Pausing;
  assert.deepEqual(protocol.events, ["made"]);
  protocol.transport.resumeProducing();
  network.advance(1);
  assert.deepEqual(protocol.events, ["made", "0102"]);
});

test("X19: the user's factory is started and stopped as with any connection", () => {
  const { network, begin } = proxy(GRANTED);
  const factory = Factory.forProtocol(Recorder);
  const outcome = outcomeOf(begin(factory));
  assert.equal(factory.numPorts, 1);
  network.advance(1);
  (outcome[0] as Recorder).transport.loseConnection();
  network.advance(1);
  assert.equal(factory.numPorts, 0);
});

test("the proxy that is not there, says nothing, or says no", () => {
  for (const [answer, options, error] of [
    [null, { listens: false }, ConnectionRefusedError],
    [null, {}, TimeoutError],
    ["005b000000000000", {}, SOCKSProxyError],
    ["00ff", {}, SOCKSProxyError],
  ] as const) {
    const { network, begin, assertAtRest } = proxy(answer, options);
    const outcome = outcomeOf(begin(Factory.forProtocol(Recorder)));
    network.advance(31);
    assert.ok(outcome[0] instanceof error, String(outcome[0]));
    assertAtRest();
  }
});

test("cancelled at any time: ConnectingCancelledError, and nothing is left", () => {
  for (let seconds = 0; seconds < 0.005; seconds += 0.0005) {
    const { network, begin, assertAtRest } = proxy(null);
    const connecting = begin(Factory.forProtocol(Recorder));
    const outcome = outcomeOf(connecting);
    network.advance(seconds);
    connecting.cancel();
    assert.ok(outcome[0] instanceof ConnectingCancelledError);
    assertAtRest();
  }
});

test("cancelled by the user's own factory or protocol while it is built or made", () => {
  for (const where of ["buildProtocol", "connectionMade"] as const) {
    const { network, begin, assertAtRest } = proxy(`${GRANTED}01`);
    const events: string[] = [];
    class Cancelling extends Recorder {
      override connectionMade(): void {
        super.connectionMade();
        if (where === "connectionMade") connecting.cancel();
      }
      override connectionLost(reason: Failure): void {
        super.connectionLost(reason);
        events.push(...this.events);
      }
    }
    class Cancels extends Factory<Cancelling> {
      override buildProtocol(): Cancelling {
        if (where === "buildProtocol") connecting.cancel();
        return new Cancelling();
      }
    }
    const connecting: Deferred<Cancelling> = begin(new Cancels());
    const outcome = outcomeOf(connecting);
    network.advance(1);
    assert.ok(outcome[0] instanceof ConnectingCancelledError);
    assert.deepEqual(events, where === "connectionMade" ? ["made", "ConnectionAborted"] : []);
    assertAtRest();
  }
});

test("X14: a factory that refuses, or throws", () => {
  for (const [build, error] of [
    [() => null, NoProtocol],
    [() => assert.fail("boom"), assert.AssertionError],
  ] as const) {
    class Refusing extends Factory<Recorder> {
      override buildProtocol(): Recorder | null {
        return build();
      }
    }
    const { network, begin, assertAtRest } = proxy(GRANTED);
    const outcome = outcomeOf(begin(new Refusing()));
    network.advance(1);
    assert.ok(outcome[0] instanceof error);
    assertAtRest();
  }
});

test("X10: what connectionMade throws, or rejects with later, ends the connection", async () => {
  for (const later of [false, true]) {
    const { network, begin, assertAtRest } = proxy(GRANTED);
    const events: string[] = [];
    class Broken extends Protocol {
      override connectionMade(): void | Promise<void> {
        if (later) return Promise.reject(new RangeError("boom"));
        throw new RangeError("boom");
      }
      override connectionLost(reason: Failure): void {
        events.push(reason.value.name);
      }
    }
    const outcome = outcomeOf(begin(Factory.forProtocol(Broken)));
    const logged = await capturedLogs(() => network.advanceAsync(1));
    assert.equal(logged.filter(({ log_failure }) => log_failure !== undefined).length, 1);
    assert.deepEqual(events, ["RangeError"]);
    assert.ok(later ? outcome[0] instanceof Broken : outcome[0] instanceof RangeError);
    assertAtRest();
  }
});
