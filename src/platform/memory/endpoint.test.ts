import assert from "node:assert/strict";
import { test } from "node:test";
import { Endpoint } from "./endpoint.ts";
import type { EndpointHost } from "./endpoint-host.ts";
import { WorldEvents } from "./events.ts";
import type { Packet } from "./packet.ts";
import { Sink } from "./sink.test-fixture.ts";

const A = { host: "a", port: 1 };
const B = { host: "b", port: 2 };
const ends = (local: typeof A, peer: typeof A) => ({ local, peer });
const DELAY = 0.01;

/** Two endpoints and the wire between them, which can be cut. */
class Wire {
  readonly events = new WorldEvents();
  readonly packets: string[] = [];
  readonly opened: string[] = [];
  readonly forgotten = new Set<Endpoint>();
  readonly active: Endpoint;
  readonly passive: Endpoint;
  cut = false;
  numbers = 1000;
  chunking = -1;

  constructor() {
    const told = (name: string) => (error?: { code: string }) =>
      void this.opened.push(`${name} ${error?.code ?? "open"}`);
    this.active = new Endpoint(this.#host(), ends(A, B), told("active"));
    this.passive = new Endpoint(this.#host(), ends(B, A), told("passive"));
  }

  #host(): EndpointHost {
    return {
      now: () => this.events.now(),
      initialNumber: () => this.numbers,
      segmentSize: () => 1460,
      rechunk: () => this.chunking,
      after: (seconds, run) => this.events.after(seconds, run),
      lane: 0,
      schedule: (event, seconds) => this.events.add(event, this.events.now() + seconds),
      unschedule: (event) => this.events.remove(event),
      soon: (run) => this.events.soon(run),
      paused: false,
      tell: (run) => run(),
      forget: (endpoint) => void this.forgotten.add(endpoint),
      transmit: (endpoint, packet) => this.#carry(endpoint, packet),
    };
  }

  #carry(from: Endpoint, packet: Packet): void {
    const to = from === this.active ? this.passive : this.active;
    this.packets.push(`${from.local.host} ${packet.flags}${packet.fin ? " FIN" : ""}`);
    if (this.cut) return;
    this.events.after(DELAY, () => {
      if (packet.flags === "SYN" && this.packets.filter((text) => text === "a SYN").length === 1)
        to.answerSyn(packet);
      else if (!this.forgotten.has(to)) to.receive(packet);
    });
  }

  open(): { active: Sink; passive: Sink } {
    this.active.sendSyn();
    this.events.advance(1);
    const sinks = { active: new Sink(this.active), passive: new Sink(this.passive) };
    this.events.advance(0);
    return sinks;
  }

  over(): void {
    assert.deepEqual([this.forgotten.size, this.events.nextAt()], [2, Number.POSITIVE_INFINITY]);
  }
}

test("three packets open a connection, and both sides are told once", () => {
  const wire = new Wire();
  wire.active.sendSyn();
  assert.deepEqual(wire.opened, [], "not from inside of the call");
  wire.events.advance(10);
  assert.deepEqual(wire.packets, ["a SYN", "b SYN-ACK", "a ACK"]);
  assert.deepEqual(wire.opened, ["active open", "passive open"]);
  assert.equal(wire.events.nextAt(), Number.POSITIVE_INFINITY, "an idle connection has no timer");
});

test("a SYN without an answer is repeated at doubling intervals, and then given up", () => {
  const wire = new Wire();
  wire.cut = true;
  wire.active.sendSyn();
  wire.events.advance(126);
  assert.equal(wire.packets.length, 7);
  assert.deepEqual(wire.opened, []);
  wire.events.advance(2);
  assert.deepEqual(wire.opened, ["active ETIMEDOUT"]);
  assert.ok(wire.forgotten.has(wire.active));
  assert.equal(wire.events.nextAt(), Number.POSITIVE_INFINITY);
});

test("both close: four packets of ends, each told once, nothing left", () => {
  const wire = new Wire();
  const { active, passive } = wire.open();
  wire.active.write(Uint8Array.of(1, 2, 3));
  wire.active.close();
  assert.deepEqual(active.events, [], "rule 1: not from inside of the call");
  wire.events.advance(1);
  assert.deepEqual(passive.events, ["data", "ended"]);
  assert.deepEqual(passive.received, [1, 2, 3]);
  wire.passive.close();
  wire.events.advance(1);
  assert.deepEqual(active.events, ["closed"]);
  assert.deepEqual(passive.events, ["data", "ended", "closed"]);
  wire.over();
});

test("both shut down: the end is in order, without anybody closing", () => {
  const wire = new Wire();
  const { active, passive } = wire.open();
  wire.active.shutdown();
  wire.events.advance(1);
  wire.passive.write(Uint8Array.of(7));
  wire.passive.shutdown();
  wire.events.advance(1);
  assert.deepEqual(active.events, ["data", "ended", "closed"]);
  assert.deepEqual(passive.events, ["ended", "closed"]);
  wire.over();
});

test("a peer that never closes is not waited for longer than a minute", () => {
  const wire = new Wire();
  const { passive } = wire.open();
  wire.active.close();
  wire.events.advance(59);
  assert.ok(!wire.forgotten.has(wire.active));
  wire.events.advance(2);
  assert.ok(wire.forgotten.has(wire.active));
  assert.deepEqual(passive.events, ["ended"]);
});

test("abort: the peer sees a reset, we an end without error, and neither from inside of the call", () => {
  const wire = new Wire();
  const { active, passive } = wire.open();
  wire.active.abort();
  assert.deepEqual(active.events, []);
  wire.events.advance(1);
  assert.deepEqual([active.events, passive.events], [["closed"], ["closed ECONNRESET"]]);
  wire.over();
});

test("closing with data unread is a FIN and a reset (RFC 2525): who then writes learns of it", () => {
  const wire = new Wire();
  const { active, passive } = wire.open();
  wire.active.pauseReading();
  wire.passive.write(Uint8Array.of(1));
  wire.events.advance(1);
  wire.active.close();
  wire.events.advance(1);
  assert.deepEqual([active.events, passive.events], [["closed"], ["ended"]]);
  wire.over();
  wire.passive.write(Uint8Array.of(2));
  wire.events.advance(0);
  assert.deepEqual(passive.events, ["ended", "closed EPIPE"]);
});

test("a reset is not seen by who reads nothing, and writes nothing", () => {
  for (const [learn, events] of [
    [(end: Endpoint) => end.resumeReading(), ["data", "closed ECONNRESET"]],
    [(end: Endpoint) => end.write(Uint8Array.of(2)), ["closed ECONNRESET"]],
    [(end: Endpoint) => end.close(), ["closed"]],
    [(end: Endpoint) => end.abort(), ["closed"]],
    [(end: Endpoint) => end.shutdown(), []],
  ] as const) {
    const wire = new Wire();
    const { passive } = wire.open();
    wire.passive.pauseReading();
    wire.active.write(Uint8Array.of(1));
    wire.events.advance(1);
    wire.active.abort();
    wire.events.advance(1);
    assert.deepEqual(passive.events, []);
    learn(wire.passive);
    wire.events.advance(0);
    assert.deepEqual(passive.events, events);
    wire.over();
  }
});

test("… but by who waits for room to write it is", () => {
  const wire = new Wire();
  const { passive } = wire.open();
  wire.passive.pauseReading();
  wire.active.pauseReading();
  wire.passive.write(new Uint8Array(5_000_000));
  wire.events.advance(1);
  wire.active.abort();
  wire.events.advance(1);
  assert.deepEqual(passive.events, ["closed ECONNRESET"]);
});

test("after pauseReading nothing is delivered, not even what has come; the FIN waits behind it", () => {
  const wire = new Wire();
  const { passive } = wire.open();
  wire.passive.pauseReading();
  wire.active.write(Uint8Array.of(1, 2));
  wire.active.shutdown();
  wire.events.advance(5);
  assert.deepEqual(passive.events, []);
  wire.passive.resumeReading();
  assert.deepEqual(passive.events, [], "rule 1");
  wire.events.advance(1);
  assert.deepEqual(passive.events, ["data", "ended"]);
});

test("write: false when the host has taken too much, and drained once it has room", () => {
  const wire = new Wire();
  const { active, passive } = wire.open();
  wire.passive.pauseReading();
  assert.equal(wire.active.write(new Uint8Array(1_000_000)), true);
  assert.equal(wire.active.write(new Uint8Array(2_000_000)), false);
  wire.events.advance(600);
  assert.deepEqual(active.events, [], "while the peer reads nothing, for minutes");
  wire.passive.resumeReading();
  wire.events.advance(60);
  assert.deepEqual(active.events, ["drained"]);
  assert.equal(passive.received.length, 3_000_000);
  assert.equal(wire.events.nextAt(), Number.POSITIVE_INFINITY);
});

test("what is written may be changed afterwards", () => {
  const wire = new Wire();
  const { passive } = wire.open();
  const data = Uint8Array.of(1);
  wire.cut = true;
  wire.active.write(data);
  data[0] = 9;
  wire.cut = false;
  wire.events.advance(5);
  assert.deepEqual(passive.received, [1]);
});

test("no answer for a quarter of an hour is ETIMEDOUT", () => {
  const wire = new Wire();
  const { active } = wire.open();
  wire.cut = true;
  wire.active.write(Uint8Array.of(1));
  wire.events.advance(600);
  assert.deepEqual(active.events, []);
  wire.events.advance(900);
  assert.deepEqual(active.events, ["closed ETIMEDOUT"]);
  assert.ok(wire.forgotten.has(wire.active));
});

test("giveUp while connecting: nobody is told, and the peer is reset", () => {
  const wire = new Wire();
  wire.active.sendSyn();
  wire.active.giveUp();
  wire.events.advance(300);
  assert.deepEqual(wire.opened, ["passive ECONNRESET"]);
  wire.over();
});

test("an end that was vanished says nothing any more", () => {
  const wire = new Wire();
  const { active } = wire.open();
  wire.active.vanish();
  wire.passive.write(Uint8Array.of(1));
  wire.events.advance(1);
  assert.deepEqual(active.events, []);
});

test("calls on a connection that is over do nothing", () => {
  const wire = new Wire();
  const { active } = wire.open();
  wire.active.abort();
  wire.events.advance(1);
  const before = wire.packets.length;
  assert.equal(wire.active.write(Uint8Array.of(1)), true);
  wire.active.shutdown();
  wire.active.close();
  wire.active.abort();
  wire.active.giveUp();
  wire.active.resumeReading();
  wire.events.advance(1);
  assert.deepEqual([wire.packets.length, active.events], [before, ["closed"]]);
});

test("done both ways, a program hears of a reset: it will neither read nor write", () => {
  const wire = new Wire();
  const { active, passive } = wire.open();
  wire.passive.shutdown();
  wire.events.advance(1);
  wire.cut = true;
  wire.active.write(Uint8Array.of(1));
  wire.active.shutdown();
  wire.cut = false;
  wire.passive.abort();
  wire.events.advance(1);
  assert.deepEqual(active.events, ["ended", "closed EPIPE"], "its byte is lost");
  assert.deepEqual(passive.events, ["closed"]);
  wire.over();
});

test("after the end and a reset, to shut down is to hear of it: of what was lost, if anything was", () => {
  for (const [last, heard] of [
    [[], "closed"],
    [[1], "closed EPIPE"],
  ] as const) {
    const wire = new Wire();
    const { active } = wire.open();
    wire.passive.shutdown();
    wire.events.advance(1);
    wire.passive.abort();
    wire.events.advance(1);
    assert.deepEqual(active.events, ["ended"]);
    if (last.length > 0) wire.active.write(Uint8Array.from(last));
    wire.active.shutdown();
    wire.events.advance(0);
    assert.deepEqual(active.events, ["ended", heard]);
  }
});

test("a reset while the program does not read: it hears of it behind the peer's end", () => {
  const wire = new Wire();
  const { active } = wire.open();
  wire.active.pauseReading();
  wire.passive.write(Uint8Array.of(1));
  wire.passive.shutdown();
  wire.events.advance(1);
  wire.cut = true;
  wire.active.write(Uint8Array.of(2));
  wire.active.shutdown();
  wire.cut = false;
  wire.passive.abort();
  wire.events.advance(1);
  assert.deepEqual(active.events, []);
  wire.active.resumeReading();
  wire.events.advance(0);
  assert.deepEqual(active.events, ["data", "ended", "closed EPIPE"]);
});

test("a late packet's reset takes nothing from a connection that has ended both ways (RFC 1337)", () => {
  const wire = new Wire();
  const { active } = wire.open();
  wire.active.shutdown();
  wire.events.advance(1);
  wire.active.pauseReading();
  wire.passive.write(Uint8Array.of(1, 2));
  wire.passive.shutdown();
  wire.events.advance(1);
  // The last acknowledgement came twice, and the second one found nobody.
  wire.active.cutOff();
  wire.events.advance(1);
  wire.active.resumeReading();
  wire.events.advance(0);
  assert.deepEqual(active.events, ["data", "ended", "closed"]);
  assert.deepEqual(active.received, [1, 2]);
  wire.over();
});
