import assert from "node:assert/strict";
import { test } from "node:test";
import { implementer } from "../../components/index.ts";
import type { Failure } from "../../deferred/index.ts";
import { capturedLogs } from "../../logger/index.ts";
import { type IProtocol, ISwitchableTransport } from "../../net/index.ts";
import { MemoryNetwork } from "../../platform/memory/index.ts";
import { reactorOn } from "../../reactor/index.ts";
import { StringTransport } from "../../testing/index.ts";
import { Clock } from "../../time/index.ts";
import { LineReceiver } from "../framing/index.ts";
import { Protocol } from "../protocol.ts";
import { ConnectionTimedOut } from "./errors.ts";
import { TimeoutMixin } from "./timeout-mixin.ts";

class SwitchableTransport extends StringTransport implements ISwitchableTransport {
  static {
    implementer(ISwitchableTransport)(this);
  }
  protocol: IProtocol;
  constructor(protocol: IProtocol) {
    super();
    this.protocol = protocol;
  }
  setProtocol(protocol: IProtocol): void {
    this.protocol = protocol;
  }
  unread(): void {}
}

class Chat extends TimeoutMixin(Protocol) {
  readonly events: string[] = [];
  constructor(clock: Clock | null = null) {
    super();
    this.clock = clock;
  }
  override connectionMade(): void {
    this.events.push("made");
  }
  override dataReceived(): void {
    this.resetTimeout();
  }
  override connectionLost(): void {
    this.events.push("lost");
  }
}

function connected(): { clock: Clock; chat: Chat; transport: StringTransport } {
  const clock = new Clock();
  const chat = new Chat(clock);
  const transport = new StringTransport();
  chat.makeConnection(transport);
  return { clock, chat, transport };
}

test("F11: setTimeout gives the one before, and null switches it off", () => {
  const { clock, chat, transport } = connected();
  assert.equal(chat.timeOut, null);
  assert.equal(chat.setTimeout(10), null);
  assert.equal(chat.setTimeout(null), 10);
  clock.advance(100);
  assert.ok(!transport.disconnecting);
  assert.equal(chat.setTimeout(3), null);
  assert.equal(chat.timeOut, 3);
});

test("F11: it closes with a ConnectionTimedOut, so long after the last reset; a reset after that does nothing", () => {
  const { clock, chat, transport } = connected();
  chat.setTimeout(10);
  clock.advance(9);
  chat.dataReceived();
  clock.advance(9);
  assert.ok(!transport.disconnecting);
  clock.advance(1);
  assert.ok(transport.disconnecting && !transport.disconnected);
  assert.ok(transport.reason instanceof ConnectionTimedOut);
  assert.equal(transport.reason.seconds, 10);
  chat.resetTimeout();
  // The peer does not take what was written.
  clock.advance(29);
  assert.ok(!transport.disconnected);
  clock.advance(1);
  assert.ok(transport.disconnected);
});

test("nothing is left after connectionLost, which need not call super, and nothing begins in it", () => {
  const { clock, chat } = connected();
  chat.setTimeout(10);
  const lost = chat.connectionLost;
  chat.connectionLost();
  assert.equal(clock.getDelayedCalls().length, 0);
  chat.setTimeout(5);
  chat.resetTimeout();
  assert.equal(clock.getDelayedCalls().length, 0);
  assert.deepEqual(chat.events, ["made", "lost"]);
  assert.notEqual(chat.connectionLost, lost, "the object is as it was");
});

test("nothing is left of the grace time either", () => {
  const { clock, chat } = connected();
  chat.setTimeout(1);
  clock.advance(1);
  assert.equal(clock.getDelayedCalls().length, 1);
  chat.connectionLost();
  assert.equal(clock.getDelayedCalls().length, 0);
});

test("the same protocol on a connection of its own times out again", () => {
  const { clock, chat } = connected();
  chat.setTimeout(1);
  chat.connectionLost();
  const transport = new StringTransport();
  chat.makeConnection(transport);
  assert.equal(chat.timeOut, null);
  chat.setTimeout(2);
  clock.advance(2);
  assert.ok(transport.reason instanceof ConnectionTimedOut);
});

test("F11: timeoutConnection can be another; what it throws ends the connection (X10)", async () => {
  const { clock, chat, transport } = connected();
  let pings = 0;
  chat.timeoutConnection = () => {
    pings += 1;
    chat.setTimeout(10);
  };
  chat.setTimeout(10);
  clock.pump([10, 10, 10]);
  assert.equal(pings, 3);
  assert.ok(!transport.disconnecting);
  chat.timeoutConnection = () => {
    throw new Error("mine");
  };
  const logged = capturedLogs(() => clock.advance(10));
  assert.equal(logged.length, 1);
  assert.equal(transport.reason?.message, "mine");
});

test("a protocol without a clock is told so", () => {
  const chat = new Chat();
  chat.makeConnection(new StringTransport());
  assert.throws(() => chat.setTimeout(1), { name: "TypeError", message: /^Chat: set clock/ });
  chat.connectionLost();
});

test("what an async connectionLost rejects with is handed on, and one that is a field is called", async () => {
  const clock = new Clock();
  class Async extends TimeoutMixin(Protocol) {
    override connectionLost = async (): Promise<void> => {
      throw new Error("late");
    };
  }
  const protocol = new Async();
  protocol.clock = clock;
  protocol.makeConnection(new StringTransport());
  protocol.setTimeout(1);
  await assert.rejects(protocol.connectionLost(), /late/);
  assert.equal(clock.getDelayedCalls().length, 0);
  await assert.rejects(protocol.connectionLost(), /late/);
});

test("it is mixed into any protocol, and works on a reactor: an idle line receiver is closed", () => {
  const network = new MemoryNetwork();
  const reactor = reactorOn(network.host("s"));
  const reasons: Error[] = [];
  class Lines extends TimeoutMixin(LineReceiver) {
    override connectionMade(): void {
      this.clock = reactor;
      this.setTimeout(60);
    }
    override lineReceived(): void {
      this.resetTimeout();
    }
    override connectionLost(reason: Failure): void {
      reasons.push(reason.value);
    }
  }
  reactor.listenTCP(80, { buildProtocol: () => new Lines(), doStart() {}, doStop() {} });
  const client = new Protocol();
  const factory = {
    buildProtocol: () => client,
    doStart() {},
    doStop() {},
    startedConnecting() {},
    clientConnectionFailed() {},
    clientConnectionLost() {},
  };
  reactorOn(network.host("c")).connectTCP("s", 80, factory);
  network.advance(50);
  client.transport.write(new TextEncoder().encode("hello\r\n"));
  network.advance(59);
  assert.deepEqual(reasons, []);
  network.advance(2);
  assert.deepEqual(
    reasons.map(({ name }) => name),
    ["ConnectionTimedOut"],
  );
  assert.deepEqual(reactor.getDelayedCalls(), []);
});

test("a protocol that hands its connection over does not end that of the next one", () => {
  const clock = new Clock();
  class Greeter extends TimeoutMixin(LineReceiver) {
    override lineReceived(): void {
      this.handOver(new Protocol());
    }
  }
  for (const isClosing of [false, true]) {
    const greeter = new Greeter();
    greeter.clock = clock;
    const transport = new SwitchableTransport(greeter);
    greeter.makeConnection(transport);
    greeter.setTimeout(10);
    if (isClosing) greeter.timeoutConnection();
    transport.disconnecting = false;
    greeter.dataReceived(new TextEncoder().encode("\r\n"));
    assert.notEqual(transport.protocol, greeter);
    assert.equal(clock.getDelayedCalls().length, 0);
    greeter.setTimeout(10);
    clock.advance(100);
    assert.ok(!transport.disconnecting);
  }
});

test("… and one that could not goes on as before", () => {
  const clock = new Clock();
  class Greeter extends TimeoutMixin(LineReceiver) {
    override lineReceived(): void {}
  }
  const greeter = new Greeter();
  greeter.clock = clock;
  const transport = new StringTransport();
  greeter.makeConnection(transport);
  greeter.setTimeout(10);
  assert.throws(() => greeter.handOver(new Protocol()), { name: "CannotAdapt" });
  clock.advance(10);
  assert.ok(transport.disconnecting);
  assert.ok(!("handOver" in new Chat(clock)));
});
