import assert from "node:assert/strict";
import { test } from "node:test";
import type { IProtocol } from "../net/index.ts";
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
