/** What each kind of fault on links does to a program: an echo over TCP, and a sender of datagrams. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Socket } from "../port.ts";
import type { DatagramSocket } from "../udp-port.ts";
import { linkFaultKinds } from "./faults-links.ts";
import { MemoryNetwork } from "./network.ts";
import { outcome, Sink } from "./sink.test-fixture.ts";

const PORT = { host: "b", port: 80 };
const SIZE = 20_000;

class World {
  readonly network = new MemoryNetwork({ seed: 3, latency: 0.01 });
  readonly client: Sink;
  readonly server: Sink;
  /** Pieces in which the server saw what came. */
  readonly pieces: number[] = [];
  readonly datagrams: string[] = [];
  readonly #sender: DatagramSocket;

  constructor() {
    const accepted: Sink[] = [];
    const a = this.network.host("a");
    const b = this.network.host("b");
    this.network.host("c");
    b.tcp.listen(PORT, { backlog: 5 }, (socket) => accepted.push(new Sink(socket)));
    const attempt = outcome(a.tcp.connect(PORT, {}));
    const receiver = {
      datagram: (data: Uint8Array) =>
        void this.datagrams.push(String.fromCharCode(...data.subarray(0, 3))),
      failed: () => {},
    };
    b.udp.bind({ host: "b", port: 53 }, { share: false }, receiver);
    const sender = outcome(a.udp.bind({ host: "a", port: 0 }, { share: false }, receiver));
    this.network.advance(1);
    this.client = new Sink(attempt.now as Socket);
    this.server = accepted[0]!;
    this.#sender = sender.now as DatagramSocket;
    const data = this.server.data.bind(this.server);
    this.server.data = (bytes) => {
      this.pieces.push(bytes.length);
      data(bytes);
    };
    this.network.advance(0);
  }

  /** Begin the fault of that name, bad as `draw` says; gives what undoes it. */
  begin(name: string, on: readonly string[] = ["a", "b"], draw = () => 0.9): () => void {
    return linkFaultKinds.find((kind) => kind.name === name)!.begin(this.network, on, draw);
  }

  /** What the server has got of `size` bytes that the client wrote, after so many seconds. */
  gets(seconds: number, size = SIZE): number {
    const before = this.server.received.length;
    this.client.socket!.write(new Uint8Array(size));
    this.network.advance(seconds);
    return this.server.received.length - before;
  }

  /** How many seconds the server waits for `size` bytes of the client's. */
  secondsFor(size = SIZE): number {
    const until = this.server.received.length + size;
    const began = this.network.now();
    this.client.socket!.write(new Uint8Array(size));
    while (this.server.received.length < until && this.network.now() < began + 300)
      this.network.advance(0.01);
    return this.network.now() - began;
  }

  /** Send 100 datagrams of so many bytes; how those begin that the server has got. */
  sends(size = 3): readonly string[] {
    this.datagrams.length = 0;
    for (let i = 0; i < 100; i++) {
      const data = new Uint8Array(size);
      data.set(Uint8Array.from(`${i}`.padStart(3, "0"), (digit) => digit.charCodeAt(0)));
      this.#sender.send(data, { host: "b", port: 53 });
      this.network.advance(0.001);
    }
    this.network.advance(5);
    return this.datagrams;
  }

  /** What becomes of an attempt to connect, after a second. */
  connects(): string {
    const attempt = outcome(this.network.host("a").tcp.connect(PORT, {}));
    this.network.advance(1);
    return typeof attempt.now === "string" ? attempt.now : "connected";
  }
}

const tested = new Set<string>();
function effect(name: string, about: string, run: (world: World) => void): void {
  tested.add(name);
  test(`${name}: ${about}`, () => run(new World()));
}

for (const [name, on] of [
  ["partition", ["a", "b"]],
  ["one-way-cut", ["a", "b"]],
  ["isolate", ["b"]],
  ["deaf", ["b"]],
  ["mute", ["a"]],
  ["split", []],
] as const)
  effect(name, "the server gets nothing until it is undone, and then all", (world) => {
    let draws = 0;
    const undo = world.begin(name, on, () => [0.1, 0.9, 0.9][draws++ % 3]!);
    assert.equal(world.gets(5), 0);
    undo();
    world.network.advance(30);
    assert.equal(world.server.received.length, SIZE);
  });

effect("mute", "the host still hears", (world) => {
  world.begin("mute", ["b"]);
  assert.equal(world.gets(1, 1000), 1000);
});

effect("clog", "what was sent meanwhile arrives at once when it is undone", (world) => {
  const undo = world.begin("clog");
  assert.equal(world.gets(0.1, 1000), 0);
  undo();
  world.network.advance(0);
  assert.equal(world.server.received.length, 1000);
});

for (const [name, on] of [
  ["reset-connections", ["a", "b"]],
  ["reset-all", []],
] as const)
  effect(name, "both programs are told, once", (world) => {
    world.begin(name, on);
    assert.deepEqual([world.client.events, world.server.events], [[], []], "not from inside");
    world.network.advance(1);
    assert.deepEqual(world.client.events, ["closed ECONNRESET"]);
    assert.deepEqual(world.server.events, ["closed ECONNRESET"]);
    assert.equal(world.connects(), "connected");
  });

effect("slow", "what took milliseconds takes a second", (world) => {
  assert.ok(world.secondsFor(10) < 0.1);
  const undo = world.begin("slow");
  assert.ok(world.secondsFor(10) > 1);
  undo();
  world.network.advance(10);
  assert.ok(world.secondsFor(10) < 0.1);
});

effect("jitter-spike", "datagrams overtake each other", (world) => {
  assert.deepEqual(world.sends(), [...world.datagrams].sort());
  world.begin("jitter-spike");
  assert.notDeepEqual(world.sends(), [...world.datagrams].sort());
});

effect("long-tail", "some of a hundred questions take many times as long as most", (world) => {
  world.begin("long-tail");
  const seconds = Array.from({ length: 100 }, () => world.secondsFor(1)).sort((x, y) => x - y);
  assert.ok(seconds.at(-1)! > 8 * seconds[50]!, `${seconds[50]} and ${seconds.at(-1)}`);
});

effect("loss", "datagrams are missing, and TCP takes longer", (world) => {
  const usual = world.secondsFor();
  const undo = world.begin("loss");
  const { length } = world.sends();
  assert.ok(length > 40 && length < 90, String(length));
  assert.ok(world.secondsFor() > 3 * usual);
  undo();
  assert.equal(world.sends().length, 100);
});

effect("burst-loss", "datagrams are missing many in a row", (world) => {
  world.begin("burst-loss");
  const got = new Set(world.sends());
  const shown = Array.from({ length: 100 }, (_, i) =>
    got.has(`${i}`.padStart(3, "0")) ? "." : "x",
  );
  assert.match(shown.join(""), /x{5}/);
});

effect("duplicates", "datagrams come twice, and TCP's bytes once", (world) => {
  world.begin("duplicates");
  assert.ok(world.sends().length > 120);
  assert.equal(new Set(world.datagrams).size, 100);
  assert.equal(world.gets(30), SIZE);
});

effect("reorder", "datagrams overtake each other, and TCP's bytes do not", (world) => {
  world.begin("reorder");
  assert.notDeepEqual(world.sends(), [...world.datagrams].sort());
  const numbered = Uint8Array.from({ length: SIZE }, (_, i) => i % 251);
  world.client.socket!.write(numbered);
  world.network.advance(30);
  assert.deepEqual(Uint8Array.from(world.server.received), numbered);
});

effect("corrupt", "datagrams come with a wrong byte, and TCP's bytes are right", (world) => {
  world.begin("corrupt");
  const wrong = world.sends().filter((text) => !/^\d{3}$/.test(text));
  assert.ok(wrong.length > 10, String(wrong.length));
  world.gets(60);
  assert.deepEqual(new Set(world.server.received), new Set([0]));
  assert.equal(world.server.received.length, SIZE);
});

effect("narrow", "twenty thousand bytes take seconds", (world) => {
  assert.ok(world.secondsFor() < 0.5);
  world.begin("narrow");
  const seconds = world.secondsFor();
  assert.ok(seconds > 1 && seconds < 10, String(seconds));
});

effect("short-queue", "of a burst of datagrams most are lost, and TCP finds its pace", (world) => {
  const undo = world.begin("short-queue", ["a", "b"], () => 0);
  assert.ok(world.sends(1000).length < 10);
  assert.equal(world.gets(60), SIZE);
  undo();
  assert.equal(world.sends(1000).length, 100);
});

effect("tiny-segments", "the server sees many small pieces", (world) => {
  world.begin("tiny-segments");
  assert.equal(world.gets(30), SIZE);
  assert.ok(Math.max(...world.pieces) < 100);
});

effect("rechunk", "the server sees other pieces than were sent", (world) => {
  world.begin("rechunk");
  for (let i = 0; i < 50; i++) world.gets(0.002, 100);
  world.network.advance(1);
  assert.equal(world.server.received.length, 5000);
  assert.ok(world.pieces.some((size) => size < 100) && world.pieces.some((size) => size > 100));
});

effect("filter", "an attempt to connect has no answer, and a connection lives on", (world) => {
  const undo = world.begin("filter", ["b"]);
  assert.equal(world.connects(), "waiting");
  assert.deepEqual(world.sends(), []);
  assert.equal(world.gets(1), SIZE);
  undo();
  assert.equal(world.connects(), "connected");
});

effect("bad-weather", "everything takes longer, everywhere", (world) => {
  const usual = world.secondsFor();
  const undo = world.begin("bad-weather", []);
  assert.ok(world.secondsFor() > 3 * usual);
  undo();
  world.network.advance(60);
  assert.ok(world.secondsFor() < 3 * usual);
});

test("of two faults that overlap, each is undone for itself", () => {
  const world = new World();
  const first = world.begin("partition");
  const second = world.begin("one-way-cut");
  first();
  assert.equal(world.gets(5, 10), 0);
  second();
  world.network.advance(30);
  assert.equal(world.server.received.length, 10);
});

test("every kind is shown by its effect", () => {
  assert.deepEqual([...linkFaultKinds.map(({ name }) => name)].sort(), [...tested].sort());
});
