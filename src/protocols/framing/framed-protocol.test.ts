import assert from "node:assert/strict";
import { test } from "node:test";
import { implementer } from "../../components/index.ts";
import { fail } from "../../deferred/index.ts";
import { capturedLogs } from "../../logger/index.ts";
import { ConnectionLost, type IProtocol, ISwitchableTransport } from "../../net/index.ts";
import { Protocol } from "../protocol.ts";
import { ascii, bytes } from "../wire.test-fixture.ts";
import { FramingError } from "./errors.ts";
import { FramedProtocol, INCOMPLETE } from "./framed-protocol.ts";
import type { MessageBuffer } from "./message-buffer.ts";
import { ReasonWire } from "./recording.test-fixture.ts";

/** Messages of one byte each, from `a` on; `!` is none. `act` is what to do with each. */
class Letters extends FramedProtocol {
  readonly seen: string[] = [];
  readonly wire: SwitchableWire;
  act: (letter: string) => unknown = () => {};
  constructor(wire = new SwitchableWire()) {
    super();
    this.wire = wire;
    wire.protocol = this;
    this.makeConnection(wire);
  }
  protected override deliverNext(buffer: MessageBuffer): unknown {
    if (buffer.length === 0) return INCOMPLETE;
    const letter = ascii(buffer.take(1));
    if (letter === "!") {
      this.readNoMore();
      return this.framingFailed(new FramingError("!"));
    }
    this.seen.push(letter);
    return this.act(letter);
  }
  feed(text: string): void {
    this.dataReceived(bytes(text));
  }
}

class SwitchableWire extends ReasonWire implements ISwitchableTransport {
  static {
    implementer(ISwitchableTransport)(this);
  }
  protocol!: IProtocol;
  readonly #unread: Uint8Array[] = [];
  setProtocol(protocol: IProtocol): void {
    this.protocol = protocol;
  }
  unread(data: Uint8Array): void {
    if (data.length > 0) this.#unread.unshift(data);
  }
  /** The turns in which what was put back comes. */
  readUnread(): void {
    for (let data = this.#unread.shift(); data; data = this.#unread.shift())
      this.protocol.dataReceived(data);
  }
}

const settle = (): Promise<void> => new Promise((done) => setImmediate(done));

test("F3: paused within a callback, the rest waits; resumed within one, it comes when that has returned", () => {
  const letters = new Letters();
  letters.act = (letter) => letter === "b" && letters.pauseProducing();
  letters.feed("abcd");
  assert.deepEqual(letters.seen, ["a", "b"]);
  letters.act = () => {
    letters.pauseProducing();
    letters.resumeProducing();
    letters.seen.push(".");
  };
  letters.resumeProducing();
  assert.deepEqual(letters.seen, ["a", "b", "c", ".", "d", "."]);
});

test("F5: close and abort in a callback, and what is malformed: nothing more", () => {
  for (const end of ["loseConnection", "abortConnection"] as const) {
    const letters = new Letters();
    letters.act = () => letters.transport[end]();
    letters.feed("ab");
    letters.feed("c");
    assert.deepEqual(letters.seen, ["a"]);
  }
  const letters = new Letters();
  letters.feed("a!b");
  letters.feed("c");
  assert.deepEqual(letters.seen, ["a"]);
  assert.ok(letters.wire.reason instanceof FramingError);
});

test("F2: what is fed from within a callback waits for its turn", () => {
  const letters = new Letters();
  letters.act = (letter) => {
    if (letter === "a") letters.feed("xy");
    letters.seen.push(".");
  };
  letters.feed("ab");
  assert.deepEqual(letters.seen, ["a", ".", "b", ".", "x", ".", "y", "."]);
});

test("thousands of messages in one read leave others their turn, and come all and in order", () => {
  const text = "abcdefghij".repeat(2000);
  const letters = new Letters();
  letters.feed(text);
  const first = letters.seen.length;
  assert.ok(first < 10_000, `${first} in one turn`);
  letters.wire.readUnread();
  assert.equal(letters.seen.join(""), text);
});

test("X10: what a callback throws goes to whoever called; the message is used up", () => {
  const letters = new Letters();
  letters.act = (letter) => letter === "a" && assert.fail("mine");
  assert.throws(() => letters.feed("ab"), /mine/);
  assert.deepEqual(letters.wire.calls, []);
  letters.feed("");
  assert.deepEqual(letters.seen, ["a", "b"]);
});

test("X10: what is thrown while it resumes ends the connection as well", () => {
  const letters = new Letters();
  letters.pauseProducing();
  letters.feed("ab");
  letters.act = () => assert.fail("mine");
  assert.throws(() => letters.resumeProducing(), /mine/);
  assert.deepEqual(letters.seen, ["a"]);
  assert.equal(letters.wire.reason?.message, "mine");
});

test("X10: what an async callback rejects with ends the connection, and is logged once", async () => {
  for (const act of [async () => assert.fail("mine"), () => fail(new Error("mine"))]) {
    const logged = await capturedLogs(async () => {
      const letters = new Letters();
      letters.act = (letter) => (letter === "a" ? act() : Promise.resolve());
      letters.feed("xab");
      await settle();
      letters.feed("c");
      assert.equal(letters.wire.reason?.message, "mine");
      assert.equal(letters.seen.includes("c"), false);
    });
    assert.equal(logged.length, 1);
  }
});

test("X10: so does what the hooks for a broken framing reject with", async () => {
  const logged = await capturedLogs(async () => {
    const letters = new Letters();
    letters.framingFailed = async () => assert.fail("mine");
    Object.assign(letters.wire, { logPrefix: () => assert.fail("no prefix either") });
    letters.feed("!");
    await settle();
    assert.equal(letters.wire.reason?.message, "mine");
  });
  assert.equal(logged.length, 1);
});

test("X26: what came before TLS is dropped, wherever it waits", () => {
  const letters = new Letters();
  letters.act = () => Object.assign(letters.wire, { TLS: true });
  letters.feed("abc");
  letters.feed("d");
  assert.deepEqual(letters.seen, ["a", "d"]);
  const taken = new Letters();
  taken.act = () => {
    Object.assign(taken.wire, { TLS: true });
    assert.equal(taken.clearBuffer().length, 0);
  };
  taken.feed("abc");
});

class Next extends Protocol {
  readonly seen: string[] = [];
  override connectionMade(): void {
    this.seen.push("made");
  }
  override dataReceived(data: Uint8Array): void {
    this.seen.push(ascii(data));
  }
}

test("handOver: the next protocol is connected, and gets what was not used, in order and once", () => {
  const letters = new Letters();
  const next = new Next();
  letters.act = (letter) => letter === "b" && letters.handOver(next, bytes("B"));
  letters.feed("abc");
  assert.deepEqual(
    [letters.seen, next.seen],
    [["a", "b"], ["made"]],
    "nothing runs inside of something else",
  );
  letters.wire.readUnread();
  assert.deepEqual(next.seen, ["made", "Bc"]);
  assert.equal(letters.wire.protocol, next);
  letters.feed("d");
  assert.deepEqual(letters.seen, ["a", "b"]);
});

test("handOver: one that was paused reads again, one that ends at once gets nothing", () => {
  const letters = new Letters();
  letters.pauseProducing();
  letters.feed("ab");
  const next = new Next();
  next.connectionMade = () => next.transport.loseConnection();
  letters.handOver(next);
  assert.deepEqual([next.seen, letters.wire.calls], [[], ["pause", "resume", "lose"]]);
});

test("handOver: the next one may hand over at once, and what was not used goes along", () => {
  const letters = new Letters();
  const last = new Next();
  class Between extends FramedProtocol {
    override connectionMade(): void {
      this.handOver(last);
    }
    protected override deliverNext(): unknown {
      return assert.fail("it has handed over");
    }
  }
  letters.act = () => letters.handOver(new Between());
  letters.feed("abc");
  letters.wire.readUnread();
  assert.deepEqual(last.seen, ["made", "bc"]);
});

test("handOver: what the next one's async methods reject with ends the connection", async () => {
  const logged = await capturedLogs(async () => {
    const letters = new Letters();
    const next = new Next();
    next.connectionMade = async () => assert.fail("mine");
    letters.handOver(next);
    await settle();
    assert.equal(letters.wire.reason?.message, "mine");
  });
  assert.equal(logged.length, 1);
});

test("handOver: who has handed over, and does not know yet, does not meddle with the next one's reading", () => {
  const letters = new Letters();
  letters.pauseProducing();
  letters.feed("ab");
  letters.handOver(new Next());
  const before = [...letters.wire.calls];
  letters.resumeProducing();
  letters.pauseProducing();
  letters.stopProducing();
  assert.deepEqual(letters.wire.calls, before);
  assert.deepEqual(letters.seen, []);
});

test("handOver: so does what its connectionMade throws, from wherever it is handed over", () => {
  const letters = new Letters();
  const next = new Next();
  next.connectionMade = () => assert.fail("mine");
  assert.throws(() => letters.handOver(next), /mine/);
  assert.equal(letters.wire.reason?.message, "mine");
});

test("handOver: over a transport that cannot, it is an error, and nothing is lost", () => {
  const letters = new Letters();
  letters.makeConnection(new ReasonWire());
  letters.act = () => assert.throws(() => letters.handOver(new Next()), { name: "CannotAdapt" });
  letters.feed("ab");
  assert.deepEqual(letters.seen, ["a", "b"]);
});

test("once the transport has another protocol, nothing is delivered any more", () => {
  const letters = new Letters();
  letters.act = () => letters.wire.setProtocol(new Next());
  letters.feed("ab");
  letters.resumeProducing();
  assert.deepEqual(letters.seen, ["a"]);
});

test("one that stands behind the transport's protocol is heard until that is replaced", () => {
  const wire = new SwitchableWire();
  wire.protocol = new Next();
  const letters = new Letters(wire);
  letters.wire.setProtocol(new Next());
  const inner = new Letters(Object.assign(new SwitchableWire(), { setProtocol() {} }));
  inner.wire.protocol = new Next();
  inner.makeConnection(inner.wire);
  inner.feed("ab");
  assert.deepEqual(inner.seen, ["a", "b"]);
  inner.wire.protocol = new Next();
  inner.feed("c");
  assert.deepEqual(inner.seen, ["a", "b"]);
});

test("messages of no bytes, one after the other without end, are an error", () => {
  class Endless extends FramedProtocol {
    protected override deliverNext(): unknown {
      return undefined;
    }
  }
  const endless = new Endless();
  endless.makeConnection(new ReasonWire());
  assert.throws(() => endless.dataReceived(bytes("x")), /Endless: .* and no end/);
});

test("a reason is an end that nobody asked for", () =>
  assert.ok(new FramingError("x") instanceof ConnectionLost));
