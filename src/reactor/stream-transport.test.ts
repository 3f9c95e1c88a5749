import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { alsoProvides, verifyClass } from "../components/index.ts";
import type { Failure } from "../deferred/index.ts";
import {
  IHalfCloseableProtocol,
  type IProtocol,
  ITCPTransport,
  type ITransport,
} from "../net/index.ts";
import { PlatformError } from "../platform/index.ts";
import { ScriptedContext, ScriptedSocket } from "./socket.test-fixture.ts";
import { StreamTransport } from "./stream-transport.ts";

type Hook = "made" | "data" | "readLost" | "writeLost" | "lost";

class Recorder implements IProtocol {
  readonly seen: string[] = [];
  transport!: ITCPTransport;
  /** What to do inside each callback. */
  readonly inside: { [H in Hook]?: () => void } = {};
  #depth = 0;
  nested = false;
  #note(what: string): void {
    this.seen.push(what);
    this.nested ||= this.#depth > 0;
    this.#depth += 1;
    try {
      this.inside[what.split(" ")[0] as Hook]?.();
    } finally {
      this.#depth -= 1;
    }
  }
  makeConnection(transport: ITransport): void {
    this.transport = transport as ITCPTransport;
    this.connectionMade();
  }
  connectionMade(): void {
    this.#note("made");
  }
  dataReceived(data: Uint8Array): void {
    this.#note(`data ${data.length}`);
  }
  readConnectionLost(): void {
    this.#note("readLost");
  }
  writeConnectionLost(): void {
    this.#note("writeLost");
  }
  connectionLost(reason: Failure): void {
    this.#note(`lost ${reason.value.name}`);
  }
}

function setUp({ halfCloseable = false } = {}) {
  const context = new ScriptedContext();
  const socket = new ScriptedSocket();
  const protocol = new Recorder();
  if (halfCloseable) alsoProvides(protocol, IHalfCloseableProtocol);
  const lost: string[] = [];
  const transport = new StreamTransport(context, socket, protocol, ({ value }) => {
    lost.push(value.name);
  });
  return { context, socket, protocol, transport, lost };
}

const boom = (): never => {
  throw new RangeError("from user code");
};

test("it provides ITCPTransport", () => verifyClass(ITCPTransport, StreamTransport));

test("X3: loseConnection stops reading at once, flushes, closes; then ConnectionDone", () => {
  const { context, socket, protocol, transport, lost } = setUp();
  transport.start();
  socket.takes = false;
  transport.write(new Uint8Array(7));
  transport.loseConnection();
  transport.data(new Uint8Array(1));
  context.settle();
  assert.deepEqual(socket.calls, ["pause", "write 7"]);
  transport.drained();
  assert.deepEqual(socket.calls, ["pause", "write 7", "close"]);
  transport.closed(new PlatformError("ECONNRESET", "too late to matter"));
  assert.deepEqual(protocol.seen, ["made", "lost ConnectionDone"]);
  assert.deepEqual([lost, context.endedTransports], [["ConnectionDone"], [transport]]);
});

test("X9: an error before all was sent is ConnectionLost", () => {
  const { context, socket, protocol, transport } = setUp();
  transport.start();
  socket.takes = false;
  transport.write(new Uint8Array(7));
  transport.loseConnection();
  context.settle();
  transport.closed(new PlatformError("ECONNRESET", "reset"));
  assert.deepEqual(protocol.seen, ["made", "lost ConnectionLost"]);
});

for (const hook of ["made", "data", "readLost", "writeLost"] as const)
  test(`X10: an exception in ${hook} is logged once and is the reason of the end`, () => {
    const { context, socket, protocol, transport } = setUp({ halfCloseable: true });
    protocol.inside[hook] = boom;
    transport.start();
    if (hook === "data") transport.data(new Uint8Array(1));
    if (hook === "readLost") transport.ended();
    if (hook === "writeLost") transport.loseWriteConnection();
    context.settle();
    assert.equal(socket.calls.filter((call) => call === "close").length, 1);
    transport.closed();
    assert.equal(protocol.seen.at(-1), "lost RangeError");
    assert.equal(context.events.length, 1);
  });

test("X10: one in connectionLost, too, is logged, and the others are told all the same", () => {
  const { context, protocol, transport, lost } = setUp();
  protocol.inside.data = boom;
  protocol.inside.lost = boom;
  transport.start();
  transport.data(new Uint8Array(1));
  transport.closed();
  assert.deepEqual(protocol.seen, ["made", "data 1", "lost RangeError"]);
  assert.equal(context.events.length, 2);
  assert.deepEqual(lost, ["RangeError"]);
});

test("X10: a logPrefix that throws does not come out", () => {
  const { context, protocol, transport } = setUp();
  alsoProvides(protocol, IHalfCloseableProtocol);
  Object.assign(protocol, { logPrefix: boom });
  protocol.inside.data = boom;
  transport.start();
  transport.data(new Uint8Array(1));
  transport.closed();
  assert.equal(protocol.seen.at(-1), "lost RangeError");
  assert.equal(context.events.length, 1);
});

test("the peer's FIN: a flush that makes no headway is given up after 30 seconds", () => {
  const { context, socket, protocol, transport } = setUp();
  transport.start();
  socket.takes = false;
  transport.write(new Uint8Array(9));
  context.settle();
  transport.ended();
  context.settle(29);
  transport.write(new Uint8Array(1));
  assert.equal(socket.calls.includes("abort"), false);
  context.settle(2);
  assert.equal(socket.calls.at(-1), "abort");
  transport.closed();
  assert.equal(protocol.seen.at(-1), "lost ConnectionLost");
  assert.equal(context.calls.pending().length, 0);
});

test("the peer's FIN: as long as the peer takes some, the flush goes on, and is an orderly end", () => {
  const { context, socket, protocol, transport } = setUp();
  transport.start();
  socket.takes = false;
  transport.write(new Uint8Array(9));
  context.settle();
  transport.write(new Uint8Array(5));
  transport.ended();
  context.settle(20);
  transport.drained();
  context.settle(20);
  assert.equal(socket.calls.includes("abort"), false);
  transport.drained();
  assert.equal(socket.calls.at(-1), "close");
  transport.closed();
  assert.equal(protocol.seen.at(-1), "lost ConnectionDone");
  assert.equal(context.calls.pending().length, 0);
});

test("R12: stop ends it at once with ConnectionLost, and what the socket says later is not heard", () => {
  const { protocol, socket, transport } = setUp();
  transport.start();
  transport.stop();
  assert.deepEqual(protocol.seen, ["made", "lost ConnectionLost"]);
  assert.deepEqual(socket.calls, ["close"]);
  transport.closed();
  transport.stop();
  assert.equal(protocol.seen.length, 2);
});

test("whatever happens in whatever order: made first, lost once and last, nothing inside anything", () => {
  const acts = {
    write: (t: ITCPTransport) => t.write(new Uint8Array(3)),
    lose: (t: ITCPTransport) => t.loseConnection(),
    loseWrite: (t: ITCPTransport) => t.loseWriteConnection(),
    abort: (t: ITCPTransport) => t.abortConnection(),
    pause: (t: ITCPTransport) => t.pauseProducing(),
    resume: (t: ITCPTransport) => t.resumeProducing(),
    boom,
  };
  const act = fc.constantFrom(...(Object.keys(acts) as (keyof typeof acts)[]));
  const hook = fc.constantFrom("made", "data", "readLost", "writeLost", "lost");
  const happens = fc.constantFrom("data", "drained", "ended", "settle", "late", "full", "free");
  fc.assert(
    fc.property(
      fc.boolean(),
      fc.dictionary(hook, act),
      fc.array(fc.oneof(act, happens), { maxLength: 30 }),
      fc.boolean(),
      (halfCloseable, inside, steps, withError) => {
        const { context, socket, protocol, transport } = setUp({ halfCloseable });
        for (const [name, what] of Object.entries(inside))
          protocol.inside[name as Hook] = () => acts[what](transport);
        transport.start();
        for (const step of steps) {
          if (step === "data") transport.data(new Uint8Array(1));
          else if (step === "drained") transport.drained();
          else if (step === "ended") transport.ended();
          else if (step === "settle") context.settle();
          else if (step === "late") context.settle(40);
          else if (step === "full") socket.takes = false;
          else if (step === "free") socket.takes = true;
          else if (step !== "boom") acts[step](transport);
        }
        context.settle();
        transport.closed(withError ? new PlatformError("ECONNRESET", "x") : undefined);
        transport.closed();
        transport.data(new Uint8Array(1));
        transport.drained();
        transport.ended();
        context.settle(100);
        const { seen } = protocol;
        assert.equal(seen[0], "made");
        assert.equal(seen.filter((what) => what === "made").length, 1);
        assert.match(seen.at(-1) ?? "", /^lost /);
        assert.equal(seen.filter((what) => what.startsWith("lost ")).length, 1);
        assert.equal(protocol.nested, false);
        assert.equal(context.calls.pending().length, 0);
        const ends = socket.calls.findIndex((call) => call === "close" || call === "abort");
        const after = ends < 0 ? [] : socket.calls.slice(ends + 1);
        assert.ok(
          after.every((call) => !call.startsWith("write")),
          "nothing is written after the end",
        );
      },
    ),
    { numRuns: 2000 },
  );
});
