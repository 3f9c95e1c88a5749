import assert from "node:assert/strict";
import { test } from "node:test";
import { formatEvent, globalLogPublisher, type LogEvent } from "../../logger/index.ts";
import { Clock } from "../../time/index.ts";
import { type Answer, HandOver, type Taker } from "./hand-over.ts";

class Connection {
  closed = 0;
  destroy(): void {
    this.closed += 1;
  }
}

class Worker implements Taker<Connection> {
  readonly given: { readonly key: string; readonly id: number; readonly socket: Connection }[] = [];
  readonly asked: number[] = [];
  readonly name = "worker 7";
  wanted = new Set(["a"]);
  wants(key: string): boolean {
    return this.wanted.has(key);
  }
  take(key: string, id: number, socket: Connection): void {
    this.given.push({ key, id, socket });
  }
  ask(id: number): void {
    this.asked.push(id);
  }
}

function world(count: number, most?: number) {
  const clock = new Clock();
  const handOver = new HandOver<Connection>(clock, most === undefined ? {} : { most });
  const workers = Array.from({ length: count }, () => new Worker());
  for (const worker of workers) handOver.join(worker);
  const add = (key = "a"): Connection => {
    const socket = new Connection();
    handOver.add(key, socket);
    return socket;
  };
  return { clock, handOver, workers, add };
}

test("connections go round, one at a time each, and are closed here once they are taken", () => {
  const { handOver, workers, add } = world(2);
  const [one, two] = workers as [Worker, Worker];
  const sockets = [add(), add(), add()];
  assert.deepEqual([one.given.length, two.given.length, handOver.size], [1, 1, 3]);
  assert.deepEqual(
    sockets.map(({ closed }) => closed),
    [0, 0, 0],
  );
  handOver.answered(two, two.given[0]!.id, "taken");
  assert.equal(two.given.length, 2, "who is busy is not waited for");
  assert.equal(sockets[1]!.closed, 1);
});

test("what a worker has not taken goes to another when it dies, before all others", () => {
  const { handOver, workers, add } = world(2);
  const [one, two] = workers as [Worker, Worker];
  const [first, second, third] = [add(), add(), add()];
  handOver.leave(one);
  handOver.answered(two, two.given[0]!.id, "taken");
  assert.equal(two.given[1]!.socket, first);
  handOver.answered(two, two.given[1]!.id, "taken");
  assert.equal(two.given[2]!.socket, third);
  handOver.answered(one, one.given[0]!.id, "taken");
  assert.equal(second!.closed, 1);
});

test("what one refuses goes to another, and waits where there is none", () => {
  const { handOver, workers, add } = world(2);
  const [one, two] = workers as [Worker, Worker];
  const socket = add();
  handOver.answered(one, one.given[0]!.id, "refused");
  assert.equal(two.given[0]!.socket, socket);
  handOver.answered(two, two.given[0]!.id, "refused");
  assert.deepEqual([handOver.size, one.given.length, two.given.length], [1, 1, 1]);
  const three = new Worker();
  handOver.join(three);
  handOver.go();
  assert.equal(three.given[0]!.socket, socket);
});

test("only those who listen there are asked", () => {
  const { workers, add } = world(2);
  workers[1]!.wanted = new Set(["a", "b"]);
  add("b");
  assert.deepEqual(
    workers.map(({ given }) => given.length),
    [0, 1],
  );
});

test("what waits is bounded: more are closed", () => {
  const { handOver, add } = world(0, 2);
  const sockets = [add(), add(), add()];
  assert.deepEqual(
    sockets.map(({ closed }) => closed),
    [0, 0, 1],
  );
  assert.equal(handOver.size, 2);
});

test("drop: nobody listens there any more, and what is refused later is closed as well", () => {
  const { handOver, workers, add } = world(1);
  const [one] = workers as [Worker];
  const [given, waits] = [add(), add()];
  handOver.drop("a");
  assert.deepEqual([given.closed, waits.closed], [0, 1]);
  handOver.answered(one, one.given[0]!.id, "refused");
  assert.deepEqual([given.closed, handOver.size], [1, 0]);
});

test("whenEmpty fires when all have been taken, and abandon closes what has not", () => {
  const { handOver, workers, add } = world(1);
  const [one] = workers as [Worker];
  assert.equal(handOver.whenEmpty().called, true);
  const [first, second] = [add(), add()];
  const empty = handOver.whenEmpty();
  handOver.answered(one, one.given[0]!.id, "taken");
  assert.deepEqual([empty.called, first.closed, second.closed], [false, 1, 0]);
  handOver.abandon();
  assert.deepEqual([empty.called, second.closed], [true, 1]);
});

test("who does not answer is asked once; what never arrived there is given to somebody, to the same one at last", () => {
  const { handOver, workers, add, clock } = world(1);
  const [one] = workers as [Worker];
  const socket = add();
  clock.advance(0.9);
  assert.deepEqual(one.asked, []);
  clock.advance(5);
  assert.deepEqual(one.asked, [one.given[0]!.id]);
  handOver.answered(one, one.given[0]!.id, "lost");
  assert.deepEqual([one.given.length, one.given[1]!.socket], [2, socket]);
  const two = new Worker();
  handOver.join(two);
  handOver.answered(one, one.given[1]!.id, "lost");
  assert.equal(two.given[0]!.socket, socket);
  handOver.answered(two, two.given[0]!.id, "taken");
  assert.deepEqual([socket.closed, clock.getDelayedCalls().length], [1, 0]);
});

test("a worker that has hung is named in the log, once for a connection", () => {
  const { workers, add, clock } = world(1);
  add();
  const lines: string[] = [];
  const observer = (event: LogEvent): void => void lines.push(formatEvent(event));
  globalLogPublisher.addObserver(observer);
  for (let i = 0; i < 60; i++) clock.advance(1);
  globalLogPublisher.removeObserver(observer);
  assert.deepEqual(lines, [
    "worker 7 has been busy, or has hung, for 10 s: a connection waits for it",
  ]);
  assert.equal(workers[0]!.asked.length, 1);
});

test("in whichever order: each connection is taken once or closed at the end, and never lost", () => {
  for (let seed = 1; seed <= 300; seed++) {
    let state = seed;
    const draw = (below: number): number => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return (state >>> 16) % below;
    };
    const { handOver, add, clock } = world(0);
    const living = new Set<Worker>();
    const answered = new Set<string>();
    const takenBy = new Map<Connection, number>();
    const all: Connection[] = [];
    for (let step = 0; step < 60; step++) {
      const move = draw(5);
      const worker = [...living][draw(Math.max(1, living.size))];
      if (move === 0) {
        const next = new Worker();
        living.add(next);
        handOver.join(next);
        handOver.go();
      } else if (move === 1 && worker) {
        living.delete(worker);
        handOver.leave(worker);
      } else if (move === 2 && worker) {
        const last = worker.given.at(-1);
        if (last === undefined || answered.has(`${last.id}`)) continue;
        answered.add(`${last.id}`);
        const answer: Answer = (["taken", "taken", "refused", "lost"] as const)[draw(4)]!;
        if (answer === "taken") takenBy.set(last.socket, (takenBy.get(last.socket) ?? 0) + 1);
        handOver.answered(worker, last.id, answer);
      } else all.push(add());
    }
    handOver.abandon();
    assert.deepEqual([handOver.size, clock.getDelayedCalls().length], [0, 0]);
    for (const socket of all) {
      assert.equal(socket.closed, 1, `closed here once (seed ${seed})`);
      assert.ok((takenBy.get(socket) ?? 0) <= 1, `taken twice (seed ${seed})`);
    }
  }
});
