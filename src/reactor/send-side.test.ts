import assert from "node:assert/strict";
import { test } from "node:test";
import { ProducerAlreadyRegistered } from "../net/index.ts";
import { SendSide, type SendSideOwner } from "./send-side.ts";
import { Turn } from "./turn.ts";

class Owner implements SendSideOwner {
  readonly calls: string[] = [];
  takes = true;
  readonly later: (() => void)[] = [];
  readonly #soon: (() => void)[] = [];
  readonly side: SendSide = new SendSide(this, new Turn((run) => void this.#soon.push(run)));
  settle(): void {
    while (this.#soon.length > 0) this.#soon.shift()?.();
  }
  writeToHost(data: Uint8Array): boolean {
    this.calls.push(`write ${data.length}`);
    return this.takes;
  }
  sentAll(): void {
    this.calls.push("all");
  }
  sentAllOfOurHalf(): void {
    this.calls.push("half");
  }
  guard(userCode: () => void): void {
    userCode();
  }
  nextTurn(run: () => void): void {
    this.later.push(run);
  }
}

const kilobytes = (count: number): Uint8Array => new Uint8Array(count * 1024);

class Producer {
  readonly calls: string[] = [];
  pauseProducing(): void {
    this.calls.push("pause");
  }
  resumeProducing(): void {
    this.calls.push("resume");
  }
  stopProducing(): void {
    this.calls.push("stop");
  }
}

test("writes of one turn are one write to the host; while it has not taken them it is given no more", () => {
  const owner = new Owner();
  owner.takes = false;
  for (let i = 0; i < 10; i++) owner.side.write(new Uint8Array(10));
  assert.deepEqual(owner.calls, []);
  owner.settle();
  owner.side.write(new Uint8Array(5));
  owner.settle();
  assert.deepEqual(owner.calls, ["write 100"]);
  assert.equal(owner.side.buffered, 105);
  owner.takes = true;
  owner.side.drained();
  assert.deepEqual(owner.calls, ["write 100", "write 5"]);
  assert.equal(owner.side.buffered, 0);
});

test("close and half close come after all has been taken, once; later writes are dropped", () => {
  for (const [close, said] of [
    ["close", "all"],
    ["closeHalf", "half"],
  ] as const) {
    const owner = new Owner();
    owner.takes = false;
    owner.side.write(new Uint8Array(3));
    owner.side[close]();
    owner.side[close]();
    owner.side.write(new Uint8Array(4));
    owner.settle();
    assert.deepEqual(owner.calls, ["write 3"]);
    owner.side.drained();
    owner.side.write(new Uint8Array(4));
    owner.settle();
    assert.deepEqual(owner.calls, ["write 3", said]);
  }
});

test("a half close may be followed by a close", () => {
  const owner = new Owner();
  owner.side.closeHalf();
  owner.settle();
  owner.side.close();
  owner.settle();
  assert.deepEqual(owner.calls, ["half", "all"]);
});

test("X4: a close waits for the producer, whose writes go on", () => {
  const owner = new Owner();
  owner.side.register(new Producer(), true);
  owner.side.close();
  owner.side.write(new Uint8Array(2));
  owner.settle();
  assert.deepEqual(owner.calls, ["write 2"]);
  owner.side.unregister();
  owner.settle();
  assert.deepEqual(owner.calls, ["write 2", "all"]);
});

test("X5: one producer at a time; registered too late it is stopped at once", () => {
  const owner = new Owner();
  owner.side.register(new Producer(), true);
  assert.throws(() => owner.side.register(new Producer(), true), ProducerAlreadyRegistered);
  owner.side.end();
  const late = new Producer();
  owner.side.register(late, false);
  assert.deepEqual(late.calls, ["stop"]);
});

test("X6: paused above 64 KiB, resumed when the host has taken everything", () => {
  const owner = new Owner();
  const producer = new Producer();
  owner.takes = false;
  owner.side.register(producer, true);
  owner.side.write(kilobytes(64));
  assert.deepEqual(producer.calls, []);
  owner.side.write(kilobytes(1));
  owner.side.write(kilobytes(1));
  assert.deepEqual(producer.calls, ["pause"]);
  owner.settle();
  owner.takes = true;
  owner.side.drained();
  assert.deepEqual(producer.calls, ["pause", "resume"]);
});

test("a producer is helped once a turn, so that one that never tires starves nobody", () => {
  const owner = new Owner();
  let asked = 0;
  const tireless = {
    resumeProducing: () => {
      asked += 1;
      owner.side.write(new Uint8Array(1));
    },
    stopProducing: () => {},
  };
  owner.side.register(tireless, false);
  owner.settle();
  assert.equal(asked, 1);
  for (let i = 0; i < 5; i++) {
    owner.later.shift()?.();
    owner.settle();
  }
  assert.equal(asked, 6);
});

test("X7: the end drops what waits and stops the producer, once", () => {
  const owner = new Owner();
  const producer = new Producer();
  owner.takes = false;
  owner.side.register(producer, true);
  owner.side.write(new Uint8Array(5));
  owner.side.end();
  owner.side.end();
  owner.settle();
  owner.side.drained();
  assert.deepEqual(producer.calls, ["stop"]);
  assert.deepEqual(owner.calls, []);
  assert.equal(owner.side.buffered, 0);
});
