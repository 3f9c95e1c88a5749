import assert from "node:assert/strict";
import { test } from "node:test";
import { utf8 } from "../../bytes/index.ts";
import { ISwitchableTransport } from "../../net/index.ts";
import { Protocol } from "../../protocols/index.ts";
import { linesSetup } from "./framing-broken.test-fixture.ts";
import { cutsOf, FramingTransport, FramingWorld, textOf } from "./framing-world.ts";

class Recorder extends Protocol {
  readonly seen: string[] = [];
  override dataReceived(data: Uint8Array): void {
    this.seen.push(textOf(data));
    if (textOf(data) === "throw") throw new RangeError("mine");
  }
}

test("its transport reads nothing while it is paused, and nothing after a close", () => {
  const recorder = new Recorder();
  const transport = new FramingTransport(recorder);
  assert.ok(ISwitchableTransport.providedBy(transport));
  recorder.makeConnection(transport);
  transport.pauseProducing();
  transport.arrive(utf8("a"));
  transport.arrive(utf8("b"));
  assert.deepEqual(recorder.seen, []);
  transport.resumeProducing();
  assert.deepEqual(recorder.seen, []);
  transport.readAll();
  assert.deepEqual(recorder.seen, ["a", "b"]);
  transport.loseConnection();
  transport.arrive(utf8("c"));
  assert.deepEqual(recorder.seen, ["a", "b"]);
});

test("what its protocol throws ends it, and is kept", () => {
  const recorder = new Recorder();
  const transport = new FramingTransport(recorder);
  recorder.makeConnection(transport);
  transport.arrive(utf8("throw"));
  assert.equal((transport.thrown as Error).message, "mine");
  assert.equal(transport.reason, transport.thrown);
});

test("every cut in two, and byte by byte", () => {
  const cuts = [...cutsOf(utf8("abc"))].map(([, chunks]) => chunks.map(textOf).join("|"));
  assert.deepEqual(cuts, ["abc", "a|bc", "ab|c", "a|b|c"]);
});

test("a long stream is cut near its ends, and at many places between them", () => {
  const places = [...cutsOf(new Uint8Array(70_000))]
    .slice(1, -1)
    .map(([, [first]]) => first?.length);
  assert.deepEqual(places.slice(0, 3), [1, 2, 3]);
  assert.deepEqual(places.slice(-2), [69_998, 69_999]);
  assert.ok(places.length > 700 && places.length < 800, String(places.length));
});

test("a suite of too few messages would prove little", () =>
  assert.throws(() => new FramingWorld({ ...linesSetup(), messages: [] }), /three messages/));

test("it knows which messages are whole", () => {
  const world = new FramingWorld({ ...linesSetup(), messages: ["a", "", "bc"].map(utf8) });
  assert.deepEqual(
    [0, 1, 2, 3, 5, 6].map((length) => world.wholeWithin(length)),
    [0, 0, 1, 2, 2, 3],
  );
});
