/**
 * Policies stacked in any order around protocols that do anything at any time, on a simulated network. Whatever it is: each
 * protocol hears its beginning and its end once, nothing while it has paused, and its bytes in order; an orderly
 * end loses none; and no timer, connection or count is left.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { alsoProvides } from "../../components/index.ts";
import type { Failure } from "../../deferred/index.ts";
import {
  ConnectionClosed,
  ConnectionDone,
  IHalfCloseableProtocol,
  type IReactorTime,
  ISwitchableTransport,
} from "../../net/index.ts";
import { ClientFactory } from "../client-factory.ts";
import { Protocol } from "../protocol.ts";
import type { ProtocolSource } from "../protocol-source.ts";
import {
  DeadlineFactory,
  LimitBytesFactory,
  LimitConnectionRateFactory,
  LimitConnectionsByPeer,
  LimitTotalConnectionsFactory,
  SpewingFactory,
  ThrottlingFactory,
  TimeoutFactory,
  TrafficLoggingFactory,
  WrappingFactory,
} from "./index.ts";
import { Wires } from "./wires.test-fixture.ts";

type Clock = Pick<IReactorTime, "callLater" | "seconds">;
type Policy = (wrapped: ProtocolSource, clock: Clock) => WrappingFactory;

const POLICIES: Readonly<Record<string, Policy>> = {
  wrapping: (wrapped) => new WrappingFactory(wrapped),
  timeout: (wrapped, clock) => new TimeoutFactory(wrapped, clock, { seconds: 4, graceSeconds: 2 }),
  throttling: (wrapped, clock) =>
    new ThrottlingFactory(wrapped, clock, {
      readLimit: 2500,
      writeLimit: 2500,
      connectionReadLimit: 1500,
      connectionWriteLimit: 1500,
      burstSeconds: 0.1,
    }),
  total: (wrapped, clock) =>
    new LimitTotalConnectionsFactory(wrapped, clock, { connectionLimit: 1 }),
  byPeer: (wrapped, clock) =>
    new LimitConnectionsByPeer(wrapped, clock, { maxConnectionsPerPeer: 1 }),
  rate: (wrapped, clock) =>
    new LimitConnectionRateFactory(wrapped, clock, { perPeer: { perSecond: 5 } }),
  deadlines: (wrapped, clock) =>
    new DeadlineFactory(wrapped, clock, {
      firstByteSeconds: 3,
      lifetimeSeconds: 12,
      graceSeconds: 2,
    }),
  bytes: (wrapped, clock) =>
    new LimitBytesFactory(wrapped, clock, { read: 9000, written: 9000, buffered: 6000 }),
  traffic: (wrapped) => new TrafficLoggingFactory(wrapped, () => {}),
  spewing: (wrapped) => new SpewingFactory(wrapped, () => {}),
};

const ACTS = [
  "write",
  "write much",
  "pause",
  "resume",
  "lose",
  "lose write",
  "abort",
  "push",
  "pull",
  "unregister",
  "throw",
  "put back",
] as const;
type Act = (typeof ACTS)[number];

const MINE = new RangeError("on purpose");
const PUSHED = 400;
const EVERY_SECONDS = 0.05;

/** Its bytes count from 0, so that what is lost or out of order can be seen. */
class Actor extends Protocol {
  readonly reactor: Clock;
  /** What its callbacks are to do, in order. */
  readonly inside: Act[];
  sent = 0;
  came = 0;
  made = 0;
  reason: Error | null = null;
  hasClosed = false;
  #halfClosed = false;
  #paused = false;
  #producer: object | null = null;

  constructor(reactor: Clock, inside: readonly Act[]) {
    super();
    this.reactor = reactor;
    this.inside = [...inside];
  }

  override connectionMade(): void {
    this.made += 1;
    this.#doNext();
  }

  override dataReceived(data: Uint8Array): void {
    assert.ok(this.made === 1 && this.reason === null, "data out of its time");
    assert.ok(!this.#paused, "data while paused");
    assert.ok(!this.hasClosed, "data after loseConnection");
    const isPuttingBack = this.inside[0] === "put back" && !this.transport.disconnecting;
    const length = isPuttingBack ? data.length >> 1 : data.length;
    for (const byte of data.subarray(0, length))
      assert.equal(byte, this.came++ & 0xff, "a byte is missing");
    if (isPuttingBack) ISwitchableTransport(this.transport).unread(data.subarray(length));
    this.#doNext();
  }

  readConnectionLost(): void {
    this.#doNext();
  }

  writeConnectionLost(): void {}

  override connectionLost(reason: Failure): void {
    assert.equal(this.made, 1);
    assert.equal(this.reason, null, "lost twice");
    this.reason = reason.value;
    assert.equal(this.#producer, null, "a producer was not stopped");
  }

  #doNext(): void {
    const act = this.inside.shift();
    if (act !== undefined) this.act(act, true);
  }

  act(act: Act, isInside = false): void {
    if (this.made === 0 || this.reason !== null) return;
    const { transport } = this;
    if (act === "write") this.#write(100);
    else if (act === "write much") this.#write(3000);
    else if (act === "pause") {
      this.#paused = true;
      transport.pauseProducing();
    } else if (act === "resume") {
      this.#paused = false;
      transport.resumeProducing();
    } else if (act === "lose" || act === "abort") {
      this.hasClosed = true;
      if (act === "lose") transport.loseConnection();
      else transport.abortConnection();
    } else if (act === "lose write") {
      if (!transport.disconnecting) this.#halfClosed = true;
      transport.loseWriteConnection();
    } else if (act === "throw" && isInside) {
      this.hasClosed = true;
      throw MINE;
    } else if (act === "unregister" && this.#producer !== null) {
      this.#producer = null;
      transport.unregisterProducer();
    } else if (act === "push" && this.#producer === null) this.#push();
    else if (act === "pull" && this.#producer === null) this.#pull();
  }

  #write(length: number): void {
    const isOpen = !this.transport.disconnecting && !this.#halfClosed;
    const data = Uint8Array.from({ length }, (_, i) => (this.sent + i) & 0xff);
    if (isOpen || this.#producer !== null) this.sent += length;
    this.transport.write(data);
  }

  #push(): void {
    let [left, isPaused] = [10, false];
    const check = (what: string): void =>
      assert.equal(this.#producer, producer, `${what} of a producer that is not registered`);
    const tick = (): void => {
      if (this.#producer !== producer || isPaused) return;
      this.#write(PUSHED);
      left -= 1;
      if (this.#producer !== producer) return;
      if (left === 0) {
        this.act("unregister");
        return;
      }
      if (!isPaused) this.reactor.callLater(EVERY_SECONDS, tick);
    };
    const producer = {
      pauseProducing: (): void => {
        check("a pause");
        isPaused = true;
      },
      resumeProducing: (): void => {
        check("a resume");
        assert.ok(isPaused, "resumed, and was not paused");
        isPaused = false;
        tick();
      },
      stopProducing: (): void => {
        check("a stop");
        this.#producer = null;
      },
    };
    this.#producer = producer;
    this.transport.registerProducer(producer, true);
    this.reactor.callLater(0, tick);
  }

  #pull(): void {
    let left = 10;
    const check = (what: string): void =>
      assert.equal(this.#producer, producer, `${what} of a producer that is not registered`);
    const producer = {
      resumeProducing: (): void => {
        check("a resume");
        this.#write(PUSHED);
        left -= 1;
        if (left === 0 && this.#producer === producer) this.act("unregister");
      },
      stopProducing: (): void => {
        check("a stop");
        this.#producer = null;
      },
    };
    this.#producer = producer;
    this.transport.registerProducer(producer, false);
  }
}

interface Script {
  readonly server: readonly string[];
  readonly client: readonly string[];
  readonly inside: readonly [readonly Act[], readonly Act[]];
  /** At which tenth of a second who of the two sides does what. */
  readonly acts: readonly (readonly [tenth: number, side: number, act: Act])[];
  readonly halves: boolean;
}

function stacked(names: readonly string[], inner: ProtocolSource, clock: Clock): WrappingFactory[] {
  const stack: WrappingFactory[] = [];
  for (const name of names) stack.push(POLICIES[name]!(stack.at(-1) ?? inner, clock));
  return stack;
}

function play({ server, client, inside, acts, halves }: Script): void {
  const wires = new Wires();
  const failures: unknown[] = [];
  const sides: [Actor[], Actor[]] = [[], []];
  const build = (side: 0 | 1, clock: Clock) => (): Actor => {
    const actor = new Actor(clock, inside[side]);
    if (halves) alsoProvides(actor, IHalfCloseableProtocol);
    sides[side].push(actor);
    return actor;
  };
  const wrapped = (
    names: readonly string[],
    side: 0 | 1,
    clock: Clock,
  ): [WrappingFactory, WrappingFactory[]] => {
    const factory = new ClientFactory();
    factory.noisy = false;
    factory.buildProtocol = build(side, clock);
    const stack = stacked(["wrapping", ...names], factory, clock);
    return [stack.at(-1)!, stack];
  };
  const clients = [wires.reactor("c"), wires.reactor("c")];
  const [atServer, serverStack] = wrapped(server, 0, wires.server);
  const stacks = [...serverStack];
  wires.server.listenTCP(80, atServer);
  for (const reactor of clients) {
    const [factory, stack] = wrapped(client, 1, reactor);
    stacks.push(...stack);
    reactor.connectTCP("s", 80, factory);
  }
  for (let tenth = 0; tenth < 60; tenth++) {
    for (const [at, side, act] of acts)
      if (at === tenth)
        for (const actor of sides[side]!) {
          try {
            actor.act(act);
          } catch (thrown) {
            failures.push(thrown);
          }
        }
    wires.advance(0.1);
  }
  wires.advance(14);
  for (const actor of sides.flat()) actor.act("abort");
  wires.advance(60);
  assert.deepEqual(failures, []);
  for (const actor of sides.flat()) {
    assert.ok(actor.made === 0 || actor.reason !== null, "a connection has no end");
    if (
      actor.reason !== null &&
      !(actor.reason instanceof ConnectionClosed || actor.reason === MINE)
    )
      throw actor.reason;
  }
  for (const stack of stacks) assert.equal(stack.protocols.size, 0, "a protocol is counted");
  for (const reactor of [wires.server, ...clients])
    assert.equal(reactor.getDelayedCalls().length, 0, "a timer is left");
  whole(sides);
}

/** Who has not closed, and hears of an orderly end, has got all that was sent. Clients that were refused are in no pair. */
function whole([servers, clients]: readonly [readonly Actor[], readonly Actor[]]): void {
  const made = (actors: readonly Actor[]): readonly Actor[] =>
    actors.filter((actor) => actor.made === 1);
  const pairs = made(servers).flatMap((server) =>
    made(clients)
      .filter((client) => String(client.transport.getHost()) === String(server.transport.getPeer()))
      .map((client) => [server, client] as const),
  );
  for (const [one, other] of [...pairs, ...pairs.map(([a, b]) => [b, a] as const)])
    if (!one.hasClosed && one.reason instanceof ConnectionDone)
      assert.equal(one.came, other.sent, "what was sent before an orderly end");
}

const names = fc.shuffledSubarray(Object.keys(POLICIES));
const act = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom<Act>("write", "write much", "push", "pull") },
  { weight: 3, arbitrary: fc.constantFrom<Act>("pause", "resume") },
  { weight: 2, arbitrary: fc.constantFrom<Act>(...ACTS) },
);
const RUNS = Number(process.env.STACKS_RUNS ?? 60);

test("F10–F12, X5, X8: any policies in any order, around protocols that do anything at any time", () => {
  const script = fc.record({
    server: names,
    client: names,
    inside: fc.tuple(fc.array(act, { maxLength: 4 }), fc.array(act, { maxLength: 4 })),
    acts: fc.array(fc.tuple(fc.nat(50), fc.nat(1), act), { maxLength: 12 }),
    halves: fc.boolean(),
  });
  fc.assert(fc.property(script, play), { numRuns: RUNS });
});
