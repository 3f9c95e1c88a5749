import assert from "node:assert/strict";
import { test } from "node:test";
import type { Failure } from "../deferred/index.ts";
import type { IProtocol, ITransport } from "../net/index.ts";
import { type AcceptContext, accept } from "./accept.ts";
import { FakeContext, FakeSocket } from "./fake-socket.test-fixture.ts";

const protocol: IProtocol = {
  makeConnection() {},
  connectionMade() {},
  dataReceived() {},
  connectionLost() {},
};

function run(build: (() => IProtocol | null) | null) {
  const context: FakeContext & AcceptContext = Object.assign(new FakeContext(), {
    began: () => {},
  });
  const socket = new FakeSocket();
  const factory = build && { buildProtocol: build, doStart() {}, doStop() {} };
  return { built: accept(context, socket, factory), context, socket };
}

test("the protocol is given, and its connection has begun", () => {
  const { built, socket } = run(() => protocol);
  assert.equal(built, protocol);
  assert.notEqual(socket.sink, null);
});

test("a watcher hears when connectionMade has gone well, and when all is over; what it throws is logged", () => {
  const watched = (makeConnection: () => void) => {
    const context: FakeContext & AcceptContext = Object.assign(new FakeContext(), {
      began: () => {},
    });
    const socket = new FakeSocket();
    const log: string[] = [];
    const connectionLost = (): void => void log.push("protocol lost");
    const told: IProtocol = { ...protocol, makeConnection, connectionLost };
    const factory = { buildProtocol: () => told, doStart() {}, doStop() {} };
    const watcher = {
      made: (one: IProtocol, transport: ITransport) => {
        log.push(`made ${one === told} ${transport.getPeer()}`);
      },
      lost: ({ value }: Failure): never => {
        log.push(`lost: ${value.name}`);
        throw new RangeError("watcher");
      },
    };
    accept(context, socket, factory, { watcher });
    socket.closed();
    return [log, context.logged.map((error) => (error as Error).name)];
  };
  assert.deepEqual(
    watched(() => {}),
    [["made true 10.0.0.2:50000", "protocol lost", "lost: ConnectionDone"], ["RangeError"]],
  );
  const throws = (): never => {
    throw new TypeError("made");
  };
  assert.deepEqual(watched(throws), [
    ["protocol lost", "lost: TypeError"],
    ["TypeError", "RangeError"],
  ]);
});

test("X14: no factory any more, one that refuses, throws or gives nothing: closed, and the last two logged", () => {
  const cases = [
    [null, 0],
    [() => null, 0],
    [(): never => assert.fail("broken"), 1],
    [() => undefined as unknown as IProtocol, 1],
  ] as const;
  for (const [build, logged] of cases) {
    const { built, socket, context } = run(build);
    assert.equal(built, null);
    assert.deepEqual(socket.calls, ["close"]);
    assert.equal(context.logged.length, logged);
  }
});
