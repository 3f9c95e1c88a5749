import assert from "node:assert/strict";
import { test } from "node:test";
import { ChildReader, ChildWriter, type PipeOwner } from "./child-pipe.ts";
import { FakeContext, FakeSocket } from "./fake-socket.test-fixture.ts";

function owner(context: FakeContext): PipeOwner & { readonly told: string[] } {
  const told: string[] = [];
  return {
    told,
    turn: context.turn,
    nextTurn: (run) => context.nextTurn(run),
    guard: (_fd, run) => void run(),
    received: (fd, data) => told.push(`received ${fd} ${data.length}`),
    lost: (fd) => told.push(`lost ${fd}`),
  };
}

test("a reader: what comes is told, until it is closed; then the rest is dropped", () => {
  const told = owner(new FakeContext());
  const socket = new FakeSocket();
  const reader = new ChildReader(told, 1, socket);
  reader.start();
  socket.data("abc");
  reader.close();
  reader.close();
  reader.resume();
  socket.data("d");
  socket.closed();
  assert.deepEqual(told.told, ["received 1 3", "lost 1"]);
  assert.deepEqual(socket.calls, ["close"]);
});

test("a reader: the end of the stream is that of the pipe", () => {
  const told = owner(new FakeContext());
  const socket = new FakeSocket();
  new ChildReader(told, 2, socket).start();
  socket.sink!.ended();
  assert.equal(socket.ending, "close");
  socket.closed();
  assert.deepEqual(told.told, ["lost 2"]);
});

test("a writer: closes when all has been taken, not before", () => {
  const context = new FakeContext();
  const socket = new FakeSocket();
  const writer = new ChildWriter(owner(context), 0, socket);
  writer.start();
  socket.roomy = false;
  context.inTurn(() => writer.write(new Uint8Array(5)));
  writer.close();
  context.settle();
  assert.equal(socket.ending, null);
  socket.drained();
  assert.equal(socket.ending, "close");
});

test("a writer: what the other side says on it is dropped", () => {
  const told = owner(new FakeContext());
  const socket = new FakeSocket();
  new ChildWriter(told, 0, socket).start();
  socket.data("what?");
  assert.deepEqual(told.told, []);
});

test("a writer that quits drops the rest", () => {
  const context = new FakeContext();
  const socket = new FakeSocket();
  const writer = new ChildWriter(owner(context), 0, socket);
  writer.start();
  writer.write(new Uint8Array(5));
  writer.quit();
  context.settle();
  assert.deepEqual(socket.calls, ["abort"]);
});
