import assert from "node:assert/strict";
import { test } from "node:test";
import type { ExitStatus } from "../process-port.ts";
import { hostFaultKinds } from "./faults-hosts.ts";
import type { MemoryPlatform } from "./host.ts";
import { MemoryNetwork } from "./network.ts";
import { outcome, Sink } from "./sink.test-fixture.ts";

/** A server on b, which counts its boots and is rung every second; a fault can be begun there, or on the client's host a. */
class World {
  readonly network = new MemoryNetwork();
  boots = 0;
  rings: number[] = [];
  readonly accepted: Sink[] = [];
  readonly a: MemoryPlatform = this.network.host("a");

  constructor() {
    this.network.boot("b", (platform) => {
      this.boots += 1;
      platform.tcp.listen({ host: "b", port: 80 }, { backlog: 5 }, (socket) => {
        this.accepted.push(new Sink(socket));
      });
      const ring = (): void => {
        this.rings.push(this.network.now());
        platform.alarm(1, ring);
      };
      platform.alarm(1, ring);
    });
    this.network.setName("www", ["b", "a"]);
    this.network.executable("/bin/yes", function* (child) {
      yield* child.stdout.write(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10));
      yield* child.wait(5);
    });
  }

  begin(name: string, host: string, draw = 0.5): () => void {
    const kind = hostFaultKinds.find((it) => it.name === name)!;
    return kind.begin(this.network, [host], () => draw);
  }

  /** What becomes of an attempt to connect within so many seconds. */
  connect(seconds = 1): Sink | string {
    const attempt = this.a.tcp
      .connect({ host: "b", port: 80 }, {})
      .addCallback((socket) => new Sink(socket));
    const seen = outcome(attempt);
    this.network.advance(seconds);
    const { now } = seen;
    if (typeof now === "string") attempt.cancel();
    return now;
  }

  lookup(seconds = 0): string {
    const seen = outcome(this.a.names.lookup("www"));
    this.network.advance(seconds);
    return String(seen.now);
  }

  spawn(): { readonly ended: () => ExitStatus | string; readonly chunks: number[] } {
    const chunks: number[] = [];
    let status: ExitStatus | string = "lives";
    const spawned = this.a.processes.spawn({
      executable: "yes",
      args: ["yes"],
      env: {},
      descriptors: new Map([[1, "pipe"]]),
      leader: true,
    });
    spawned.addCallbacks(
      (child) => {
        child.start({
          exited: (told) => {
            status = told;
          },
        });
        const sink = new Sink();
        sink.data = ({ length }) => void chunks.push(length);
        child.pipes.get(1)!.start(sink);
      },
      (failure) => {
        status = `failed ${(failure.value as { code?: string }).code}`;
      },
    );
    return { ended: () => status, chunks };
  }
}

const effects: Readonly<Record<string, (world: World) => void>> = {
  crash(world) {
    const client = world.connect() as Sink;
    const undo = world.begin("crash", "b");
    world.network.advance(10);
    assert.deepEqual([client.events, world.connect()], [[], "waiting"]);
    undo();
    assert.deepEqual([world.boots, typeof world.connect()], [2, "object"]);
  },
  "power-cycle"(world) {
    const client = world.connect() as Sink;
    world.begin("power-cycle", "b");
    assert.equal(world.boots, 2);
    client.socket!.write(Uint8Array.of(1));
    world.network.advance(1);
    assert.deepEqual(client.events, ["closed ECONNRESET"]);
  },
  kill(world) {
    const client = world.connect() as Sink;
    const undo = world.begin("kill", "b");
    world.network.advance(1);
    assert.deepEqual([client.events, world.connect()], [["ended"], "failed ECONNREFUSED"]);
    assert.deepEqual(world.accepted[0]!.events, [], "the dead hear nothing");
    undo();
    assert.deepEqual([world.boots, typeof world.connect()], [2, "object"]);
  },
  "program-restart"(world) {
    const client = world.connect() as Sink;
    world.begin("program-restart", "b");
    world.network.advance(1);
    assert.deepEqual([client.events, world.boots], [["ended"], 2]);
    assert.equal(typeof world.connect(), "object");
  },
  stop(world) {
    const client = world.connect() as Sink;
    const undo = world.begin("stop", "b");
    world.network.advance(5);
    assert.deepEqual([client.events, world.network.isUp("b")], [["ended"], false]);
    undo();
    assert.deepEqual([world.boots, typeof world.connect()], [2, "object"]);
  },
  pause(world) {
    const client = world.connect(2.5) as Sink;
    const undo = world.begin("pause", "b");
    client.socket!.write(Uint8Array.of(1));
    world.network.advance(5);
    assert.deepEqual(world.accepted[0]!.events, []);
    assert.deepEqual(world.rings, [1, 2]);
    undo();
    world.network.advance(2);
    assert.deepEqual(world.accepted[0]!.events, ["data"]);
    assert.deepEqual(world.rings, [1, 2, 7.5, 8.5, 9.5]);
  },
  "slow-clock"(world) {
    const undo = world.begin("slow-clock", "b");
    world.network.advance(4);
    assert.deepEqual(world.rings, [1 / 0.75, 2 / 0.75, 4]);
    undo();
    world.network.advance(2);
    assert.deepEqual(world.rings.slice(3), [5, 6]);
  },
  "fast-clock"(world) {
    world.begin("fast-clock", "b");
    world.network.advance(2);
    assert.deepEqual(world.rings, [1 / 1.5, 2 / 1.5, 2]);
  },
  "clock-forward"(world) {
    const before = world.a.wallClock();
    const undo = world.begin("clock-forward", "a");
    assert.ok(Math.abs(world.a.wallClock() - before - (1 + 86_399 / 256)) < 1e-6);
    assert.equal(world.a.now(), 0);
    undo();
    assert.equal(world.a.wallClock(), before);
  },
  "clock-back"(world) {
    const before = world.a.wallClock();
    world.begin("clock-back", "a", 0);
    assert.equal(world.a.wallClock(), before - 1);
  },
  refuse(world) {
    const undo = world.begin("refuse", "b");
    assert.equal(world.connect(), "failed ECONNREFUSED");
    undo();
    assert.equal(typeof world.connect(), "object");
  },
  "backlog-full"(world) {
    const undo = world.begin("backlog-full", "b");
    const attempt = outcome(world.a.tcp.connect({ host: "b", port: 80 }, {}));
    world.network.advance(2);
    assert.equal(attempt.now, "waiting");
    undo();
    world.network.advance(2);
    assert.equal(typeof attempt.now, "object", "the SYN is sent again");
  },
  "no-descriptors"(world) {
    const undo = world.begin("no-descriptors", "a");
    assert.equal(world.connect(), "failed EMFILE");
    undo();
    world.begin("no-descriptors", "b");
    const client = world.connect() as Sink;
    assert.deepEqual([client.events, world.accepted.length], [["closed ECONNRESET"], 0]);
  },
  "no-ports"(world) {
    const undo = world.begin("no-ports", "a");
    assert.equal(world.connect(), "failed EADDRNOTAVAIL");
    undo();
    assert.equal(typeof world.connect(), "object");
  },
  "names-slow"(world) {
    const undo = world.begin("names-slow", "a");
    assert.deepEqual([world.lookup(14.9), world.lookup(15)], ["waiting", "b,a"]);
    undo();
    assert.equal(world.lookup(), "b,a");
  },
  "names-failing"(world) {
    const undo = world.begin("names-failing", "a");
    assert.equal(world.lookup(), "failed EAI_AGAIN");
    undo();
    assert.equal(world.lookup(), "b,a");
  },
  "names-silent"(world) {
    const undo = world.begin("names-silent", "a");
    assert.equal(world.lookup(1000), "waiting");
    undo();
    assert.equal(world.lookup(), "b,a");
  },
  "names-empty"(world) {
    const undo = world.begin("names-empty", "a");
    assert.equal(world.lookup(), "failed ENOTFOUND");
    undo();
    assert.equal(world.lookup(), "b,a");
  },
  "names-stale"(world) {
    world.network.setName("www", ["a"]);
    const undo = world.begin("names-stale", "a");
    assert.equal(world.lookup(), "b,a");
    undo();
    assert.equal(world.lookup(), "a");
  },
  "names-wrong-first"(world) {
    const undo = world.begin("names-wrong-first", "a");
    assert.equal(world.lookup(), "203.0.113.1,b,a");
    const seen = outcome(world.a.tcp.connect({ host: "203.0.113.1", port: 80 }, {}));
    world.network.advance(30);
    assert.equal(seen.now, "waiting", "nobody is there to say no");
    undo();
    assert.equal(world.lookup(), "b,a");
  },
  "names-changing"(world) {
    const undo = world.begin("names-changing", "a");
    assert.deepEqual([world.lookup(), world.lookup(), world.lookup()], ["b,a", "a,b", "b,a"]);
    undo();
    assert.equal(world.lookup(), "b,a");
  },
  "children-killed"(world) {
    const child = world.spawn();
    world.network.advance(1);
    world.begin("children-killed", "a");
    world.network.advance(0);
    assert.deepEqual(child.ended(), { exitCode: null, signal: "SIGKILL" });
  },
  "children-doomed"(world) {
    const undo = world.begin("children-doomed", "a");
    const child = world.spawn();
    world.network.advance(1);
    assert.deepEqual(child.ended(), { exitCode: null, signal: "SIGKILL" });
    undo();
    const well = world.spawn();
    world.network.advance(6);
    assert.deepEqual(well.ended(), { exitCode: 0, signal: null });
  },
  "children-exit"(world) {
    world.begin("children-exit", "a");
    const child = world.spawn();
    world.network.advance(0);
    assert.deepEqual([child.ended(), child.chunks], [{ exitCode: 1, signal: null }, []]);
  },
  "children-hang"(world) {
    world.begin("children-hang", "a");
    const child = world.spawn();
    world.network.advance(1000);
    assert.deepEqual([child.ended(), child.chunks], ["lives", []]);
  },
  "children-chunks"(world) {
    world.begin("children-chunks", "a");
    const { chunks } = world.spawn();
    world.network.advance(1);
    assert.ok(chunks.length > 1, `${chunks}`);
    assert.equal(
      chunks.reduce((sum, length) => sum + length, 0),
      10,
    );
  },
  "spawn-fails"(world) {
    const undo = world.begin("spawn-fails", "a");
    assert.equal(world.spawn().ended(), "failed EAGAIN");
    undo();
    assert.equal(world.spawn().ended(), "lives");
  },
};

for (const [name, shows] of Object.entries(effects))
  test(`${name}: what a program sees`, () => shows(new World()));

test("each kind has its effect shown", () => {
  assert.deepEqual(Object.keys(effects).sort(), hostFaultKinds.map(({ name }) => name).sort());
});

test("what ends a program does nothing where none runs", () => {
  for (const name of ["crash", "power-cycle", "kill", "program-restart", "stop", "pause"]) {
    const world = new World();
    world.network.crash("b");
    world.begin(name, "b")();
    assert.deepEqual([world.boots, world.network.isUp("b")], [1, false], name);
  }
});
