/**
 * Whatever the platform, the protocol and the producer do, in whatever order and from inside whichever
 * hook: what the two rules of `stream-transport.ts` promise holds. `FakeSocket` checks the port's side.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { alsoProvides } from "../components/index.ts";
import { IHalfCloseableProtocol, type IProtocol, type ITransport } from "../net/index.ts";
import { PlatformError } from "../platform/index.ts";
import { FakeContext, FakeSocket } from "./fake-socket.test-fixture.ts";
import { StreamTransport } from "./stream-transport.ts";

const ACTIONS = [
  "write",
  "write much",
  "lose",
  "lose write",
  "abort",
  "pause",
  "resume",
  "push producer",
  "pull producer",
  "unregister",
  "throw",
] as const;
type Action = (typeof ACTIONS)[number];
const HAPPENINGS = [
  "data",
  "ended",
  "drained",
  "full",
  "roomy",
  "reset",
  "time",
  "loop",
  "stop",
] as const;
type Step = { happens: (typeof HAPPENINGS)[number] } | { asked: Action };

const action = fc.constantFrom(...ACTIONS);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ happens: fc.constantFrom(...HAPPENINGS) }),
  fc.record({ asked: action }),
);
/** What each hook does, call by call; after that, nothing. */
const scripts = fc.record({
  made: fc.array(action, { maxLength: 3 }),
  data: fc.array(fc.array(action, { maxLength: 2 }), { maxLength: 4 }),
  half: fc.array(action, { maxLength: 2 }),
  lost: fc.array(action, { maxLength: 2 }),
  resume: fc.array(fc.array(action, { maxLength: 2 }), { maxLength: 4 }),
  pause: fc.array(action, { maxLength: 1 }),
  stop: fc.array(action, { maxLength: 2 }),
  halfCloseable: fc.boolean(),
});
type Scripts = typeof scripts extends fc.Arbitrary<infer T> ? T : never;

class Run implements IProtocol {
  readonly context = new FakeContext();
  readonly socket = new FakeSocket();
  readonly events: string[] = [];
  readonly transport: StreamTransport;
  thrown = 0;
  told = 0;
  #inside = 0;
  #closed = false;
  #ended = false;
  #registered = 0;
  #stopped = 0;
  readonly #scripts: Scripts;

  constructor(script: Scripts) {
    this.#scripts = structuredClone(script);
    if (script.halfCloseable) alsoProvides(this, IHalfCloseableProtocol);
    this.transport = new StreamTransport(this.context, this.socket, this, () => {
      this.told += 1;
      assert.equal(this.events.at(-1), "lost", "X13: right after the protocol");
    });
    this.context.open.add(this.transport);
    this.transport.start();
  }

  // The protocol.

  makeConnection(_transport: ITransport): void {
    this.connectionMade();
  }
  connectionMade(): void {
    this.#hook("made", this.#scripts.made);
  }
  dataReceived(): void {
    assert.ok(!this.transport.disconnecting, "X3: nothing is read after loseConnection");
    this.#hook("data", this.#scripts.data.shift());
  }
  readConnectionLost(): void {
    this.#hook("read lost", this.#scripts.half);
  }
  writeConnectionLost(): void {
    this.#hook("write lost", this.#scripts.half);
  }
  connectionLost(): void {
    this.#hook("lost", this.#scripts.lost);
  }

  #hook(name: string, script: readonly Action[] = []): void {
    assert.equal(this.#inside, 0, `X8: ${name} runs inside of something else`);
    if (this.events.length === 0) assert.equal(name, "made", "connectionMade comes first");
    assert.ok(!this.events.includes("lost"), `${name} after connectionLost`);
    this.events.push(name);
    this.#inside += 1;
    try {
      for (const what of script) this.ask(what);
    } finally {
      this.#inside -= 1;
    }
  }

  /** What a protocol may do at any time, its producer's code included. */
  ask(what: Action): void {
    const { transport } = this;
    if (what === "write") transport.write(Uint8Array.of(1, 2, 3));
    else if (what === "write much") transport.write(new Uint8Array(70_000));
    else if (what === "lose") transport.loseConnection();
    else if (what === "lose write") transport.loseWriteConnection();
    else if (what === "abort") transport.abortConnection();
    else if (what === "pause") transport.pauseProducing();
    else if (what === "resume") transport.resumeProducing();
    else if (what === "unregister") transport.unregisterProducer();
    else if (what === "throw") {
      this.thrown += 1;
      throw new Error("on purpose");
    } else this.#register(what === "push producer");
  }

  #register(streaming: boolean): void {
    let stopped = false;
    const during = (script: readonly Action[] = []): void => {
      assert.ok(!stopped, "nothing is asked of a producer that was stopped");
      for (const what of script) this.ask(what);
    };
    const producer = {
      resumeProducing: () => during(this.#scripts.resume.shift()),
      pauseProducing: () => during(this.#scripts.pause.splice(0)),
      stopProducing: () => {
        assert.ok(!stopped, "X7: stopped once");
        this.#stopped += 1;
        const script = this.#scripts.stop.splice(0);
        during(script);
        stopped = true;
      },
    };
    try {
      if (streaming) this.transport.registerProducer(producer, true);
      else this.transport.registerProducer(producer, false);
      this.#registered += 1;
    } catch (thrown) {
      if ((thrown as Error).name !== "ProducerAlreadyRegistered") throw thrown;
    }
  }

  // The platform, which keeps to the port.

  happen(what: (typeof HAPPENINGS)[number]): void {
    const { socket, context } = this;
    if (what === "full") socket.roomy = false;
    else if (what === "roomy") socket.roomy = true;
    else if (what === "time") context.clock.advance(20);
    else if (what === "loop") this.loop();
    else if (what === "stop") this.transport.stop();
    else if (this.#closed || socket.ending !== null) return;
    else if (what === "data") {
      if (socket.reading && !this.#ended) socket.data("x");
    } else if (what === "drained") {
      if (socket.draining) socket.drained();
    } else if (what === "ended") {
      if (socket.reading && !this.#ended) {
        this.#ended = true;
        socket.sink!.ended();
      }
    } else this.#close(new PlatformError("ECONNRESET", "reset"));
  }

  loop(): void {
    this.context.pass();
    if (this.socket.ending !== null || (this.#ended && this.socket.shut)) this.#close();
  }

  #close(error?: PlatformError): void {
    if (this.#closed) return;
    this.#closed = true;
    this.socket.closed(error);
  }

  /** However far it got: it can be ended, and then nothing is left. */
  finish(): void {
    this.transport.unregisterProducer();
    this.transport.abortConnection();
    for (let i = 0; i < 5; i++) this.loop();
    assert.equal(this.events[0], "made");
    assert.equal(this.events.at(-1), "lost", "connectionLost came, last");
    assert.equal(this.told, 1);
    assert.equal(this.context.open.size, 0);
    assert.equal(this.context.clock.getDelayedCalls().length, 0);
    assert.equal(this.context.events.length, this.thrown, "each exception is logged once");
    assert.ok(this.#stopped <= this.#registered + this.thrown);
    const before = this.events.length;
    this.transport.write(Uint8Array.of(1));
    this.transport.loseConnection();
    this.transport.abortConnection();
    this.transport.stop();
    this.loop();
    assert.equal(this.events.length, before, "nothing comes after it");
  }
}

test("any order of events and calls: made first, lost once and last, nothing re-entrant, none lost", () => {
  fc.assert(
    fc.property(scripts, fc.array(step, { maxLength: 25 }), (script, steps) => {
      const run = new Run(script);
      for (const now of steps) {
        if ("happens" in now) run.happen(now.happens);
        else if (now.asked !== "throw") {
          try {
            run.ask(now.asked);
          } catch (thrown) {
            assert.fail(`a call from outside must not throw: ${String(thrown)}`);
          }
        }
      }
      run.finish();
    }),
    { numRuns: 5000 },
  );
});
