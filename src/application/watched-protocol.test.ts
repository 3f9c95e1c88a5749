import assert from "node:assert/strict";
import test from "node:test";
import { implementer, verifyObject } from "../components/index.ts";
import { Failure } from "../deferred/index.ts";
import {
  ConnectionDone,
  hostAddress,
  IHalfCloseableProtocol,
  ILoggingContext,
  IProtocol,
  IProtocolFactory,
  type ITransport,
} from "../net/index.ts";
import { Protocol } from "../protocols/index.ts";
import { type ProtocolWatcher, WatchingFactory } from "./watched-protocol.ts";

const peer = hostAddress("TCP", "b", 80);
const transport = { getPeer: () => peer } as unknown as ITransport;

class Half extends Protocol implements IHalfCloseableProtocol, ILoggingContext {
  static {
    implementer(IHalfCloseableProtocol, ILoggingContext)(this);
  }
  readonly #log: unknown[];
  ends = 0;
  constructor(log: unknown[]) {
    super();
    this.#log = log;
  }
  override connectionMade(): void {
    this.#log.push("made");
  }
  override dataReceived(data: Uint8Array): void {
    this.#log.push(data.length);
  }
  override connectionLost(): void {
    this.#log.push("lost");
    throw new Error("in connectionLost");
  }
  readConnectionLost(): void {
    this.#log.push("read lost");
    this.ends += 1;
  }
  writeConnectionLost(): void {}
  override logPrefix(): string {
    return "half";
  }
}

function build() {
  const log: unknown[] = [];
  const half = new Half(log);
  const watcher: ProtocolWatcher<Half> = {
    isOver: false,
    begins: (protocol, on) => log.push(["begins", protocol === half, on === transport]),
    ends: () => log.push("ends"),
    ended: (reason) => log.push(["ended", reason.value.name]),
  };
  const factory = {
    buildProtocol: () => half,
    doStart: () => log.push("start"),
    doStop: () => log.push("stop"),
  };
  const watching = new WatchingFactory(factory, watcher);
  return { log, half, watching, standIn: watching.buildProtocol(peer)! };
}

test("the watcher hears of the beginning first and of the end last, even if that throws", () => {
  const { log, standIn } = build();
  verifyObject(IProtocol, standIn);
  standIn.makeConnection(transport);
  standIn.dataReceived(new Uint8Array(3));
  assert.throws(
    () => standIn.connectionLost(new Failure(new ConnectionDone())),
    /in connectionLost/,
  );
  assert.deepEqual(log, [
    ["begins", true, true],
    "made",
    3,
    "ends",
    "lost",
    ["ended", "ConnectionDone"],
  ]);
});

test("whatever else the protocol is and can, the stand-in is and can", () => {
  const { log, half, standIn } = build();
  const thing: unknown = standIn;
  assert.ok(IHalfCloseableProtocol.providedBy(thing));
  assert.ok(ILoggingContext.providedBy(thing));
  assert.ok(thing instanceof Half);
  assert.equal(thing.constructor.name, "Half");
  assert.equal(thing.logPrefix(), "half");
  thing.readConnectionLost();
  assert.deepEqual(log, ["read lost"]);
  thing.ends = 7;
  assert.equal(half.ends, 7);
});

test("the user's factory is started and stopped, and may refuse", () => {
  const { log, watching } = build();
  verifyObject(IProtocolFactory, watching);
  watching.doStart();
  watching.doStop();
  assert.deepEqual(log, ["start", "stop"]);
  const refusing = { buildProtocol: () => null, doStart() {}, doStop() {} };
  const watcher = { isOver: false, begins() {}, ends() {}, ended() {} };
  assert.equal(new WatchingFactory(refusing, watcher).buildProtocol(peer), null);
});
