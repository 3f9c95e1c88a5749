import assert from "node:assert/strict";
import { test } from "node:test";
import { ProducerAlreadyRegistered } from "../net/index.ts";
import { FakeContext } from "./fake-socket.test-fixture.ts";
import { type AnyProducer, SendSide, type SendSideOwner } from "./send-side.ts";

/** The connection: writes down what the sending half does, and answers writes as it is told. */
class Owner implements SendSideOwner {
  readonly context = new FakeContext();
  readonly calls: string[] = [];
  readonly thrown: unknown[] = [];
  roomy = true;
  readonly send: SendSide = new SendSide(this, this.context.turn);

  writeToHost(data: Uint8Array): boolean {
    this.calls.push(`write ${data.length}`);
    return this.roomy;
  }
  sentAll(): void {
    this.calls.push("sent all");
  }
  sentAllOfOurHalf(): void {
    this.calls.push("sent our half");
  }
  guard(userCode: () => unknown): void {
    this.context.inTurn(() => {
      try {
        userCode();
      } catch (thrown) {
        this.thrown.push(thrown);
      }
    });
  }
  nextTurn(run: () => void): void {
    this.context.nextTurn(run);
  }
  write(length: number): void {
    this.send.write(new Uint8Array(length));
  }
  turn(run: () => void): void {
    this.context.inTurn(run);
  }
  drain(): void {
    this.turn(() => this.send.drained());
  }
  /** What was done since the last time. */
  take(): string[] {
    return this.calls.splice(0);
  }
}

class Recorder implements AnyProducer {
  readonly calls: string[] = [];
  readonly #onResume: () => void;
  constructor(onResume: () => void = () => {}) {
    this.#onResume = onResume;
  }
  pauseProducing(): void {
    this.calls.push("pause");
  }
  resumeProducing(): void {
    this.calls.push("resume");
    this.#onResume();
  }
  stopProducing(): void {
    this.calls.push("stop");
  }
}

test("the writes of a turn go out together when it ends", () => {
  const owner = new Owner();
  owner.turn(() => {
    owner.write(3);
    owner.write(4);
    assert.deepEqual(owner.calls, []);
    assert.equal(owner.send.buffered, 7);
  });
  assert.deepEqual(owner.take(), ["write 7"]);
  assert.equal(owner.send.buffered, 0);
});

test("a write outside of a turn goes out soon, and an empty one never", () => {
  const owner = new Owner();
  owner.write(0);
  assert.equal(owner.context.soon.length, 0);
  owner.write(1);
  owner.context.settle();
  assert.deepEqual(owner.take(), ["write 1"]);
});

test("while the host has bytes it is given no more; then all that came meanwhile", () => {
  const owner = new Owner();
  owner.roomy = false;
  owner.turn(() => owner.write(10));
  owner.turn(() => owner.write(20));
  owner.turn(() => owner.write(30));
  assert.deepEqual(owner.take(), ["write 10"]);
  assert.deepEqual([owner.send.buffered, owner.send.inFlight], [60, 10]);
  owner.drain();
  assert.deepEqual(owner.take(), ["write 50"]);
  owner.roomy = true;
  owner.drain();
  assert.deepEqual(owner.take(), []);
  assert.equal(owner.send.buffered, 0);
});

test("X2: what is written before a close is flushed, what is written after it is dropped", () => {
  const owner = new Owner();
  owner.roomy = false;
  owner.turn(() => {
    owner.write(5);
    owner.send.close();
    owner.write(6);
  });
  assert.deepEqual(owner.take(), ["write 5"]);
  owner.turn(() => owner.write(7));
  owner.drain();
  assert.deepEqual(owner.take(), ["sent all"]);
  owner.turn(() => {
    owner.write(8);
    owner.send.close();
    owner.send.closeHalf();
  });
  owner.drain();
  assert.deepEqual(owner.take(), []);
});

test("X11: half a close flushes too; a whole one after it still comes", () => {
  const owner = new Owner();
  owner.turn(() => {
    owner.write(5);
    owner.send.closeHalf();
    owner.write(6);
  });
  assert.deepEqual(owner.take(), ["write 5", "sent our half"]);
  owner.turn(() => owner.write(7));
  assert.deepEqual(owner.take(), []);
  owner.turn(() => owner.send.close());
  assert.deepEqual(owner.take(), ["sent all"]);
});

test("X11: between our FIN and the end no producer begins to write", () => {
  const owner = new Owner();
  owner.turn(() => owner.send.closeHalf());
  owner.turn(() => {
    owner.send.close();
    const pull = new Recorder(() => owner.write(1));
    owner.send.register(pull, false);
    assert.deepEqual(pull.calls, ["stop"]);
  });
  assert.deepEqual(owner.take(), ["sent our half", "sent all"]);
});

test("a whole close before the half one was flushed takes its place", () => {
  const owner = new Owner();
  owner.roomy = false;
  owner.turn(() => {
    owner.write(5);
    owner.send.closeHalf();
    owner.send.close();
  });
  owner.drain();
  assert.deepEqual(owner.take(), ["write 5", "sent all"]);
});

test("X4: a close waits for a producer, whose writes go on, until it unregisters", () => {
  const owner = new Owner();
  const push = new Recorder();
  owner.turn(() => {
    owner.send.register(push, true);
    owner.send.close();
  });
  owner.turn(() => owner.write(9));
  assert.deepEqual(owner.take(), ["write 9"]);
  owner.turn(() => owner.send.unregister());
  assert.deepEqual(owner.take(), ["sent all"]);
  assert.deepEqual(push.calls, [], "it ended by itself");
});

test("X5: a second producer is refused; one for what is closed is stopped at once", () => {
  const owner = new Owner();
  const pull = new Recorder();
  owner.send.register(pull, false);
  assert.deepEqual(pull.calls, ["resume"]);
  assert.throws(() => owner.send.register(new Recorder(), true), ProducerAlreadyRegistered);
  owner.send.end();
  const late = new Recorder();
  owner.send.register(late, true);
  owner.send.register(late, false);
  assert.deepEqual(late.calls, ["stop", "stop"]);
});

test("X6: a push producer is paused above 65,536 bytes, once, and resumed when all has gone", () => {
  const owner = new Owner();
  owner.roomy = false;
  const push = new Recorder();
  owner.send.register(push, true);
  owner.turn(() => owner.write(65_536));
  assert.deepEqual(push.calls, []);
  owner.turn(() => owner.write(1));
  owner.turn(() => owner.write(1));
  assert.deepEqual(push.calls, ["pause"]);
  owner.drain();
  assert.deepEqual(push.calls, ["pause"], "the two bytes are under way");
  owner.drain();
  assert.deepEqual(push.calls, ["pause", "resume"]);
});

test("X6: one registered while more than that waits is paused at once", () => {
  const owner = new Owner();
  owner.roomy = false;
  owner.turn(() => owner.write(100_000));
  const push = new Recorder();
  owner.send.register(push, true);
  assert.deepEqual(push.calls, ["pause"]);
});

test("a producer's writes that the host takes at once do not resume it in the same turn", () => {
  const owner = new Owner();
  const push = new Recorder(() => owner.write(100_000));
  owner.turn(() => {
    owner.send.register(push, true);
    owner.write(100_000);
  });
  assert.deepEqual(push.calls, ["pause"]);
  for (let i = 0; i < 3; i++) owner.context.pass();
  assert.deepEqual(push.calls, ["pause", ...Array(3).fill(["resume", "pause"]).flat()]);
});

test("a pull producer that never tires gets one helping a turn", () => {
  const owner = new Owner();
  const pull = new Recorder(() => owner.write(10));
  owner.send.register(pull, false);
  assert.equal(pull.calls.length, 1);
  for (let i = 2; i < 10; i++) {
    owner.context.pass();
    assert.equal(pull.calls.length, i);
    assert.equal(owner.context.later.length, 1);
  }
  owner.send.unregister();
  owner.context.pass();
  assert.equal(pull.calls.length, 9);
});

test("a helping that is to come is that producer's: the next one is not asked in its place", () => {
  const owner = new Owner();
  const pull = new Recorder(() => owner.write(10));
  owner.send.register(pull, false);
  assert.equal(owner.context.later.length, 1);
  owner.send.unregister();
  const push = new Recorder();
  owner.send.register(push, true);
  owner.context.pass();
  assert.deepEqual(push.calls, [], "it was never paused");
  owner.send.unregister();

  owner.send.register(pull, false);
  owner.send.unregister();
  const second = new Recorder(() => owner.write(10));
  owner.send.register(second, false);
  owner.context.pass();
  assert.equal(second.calls.length, 2, "asked at once, and once more in the turn that came");
});

test("X7: the end stops the producer, once, and drops everything", () => {
  const owner = new Owner();
  const push = new Recorder();
  owner.send.register(push, true);
  owner.turn(() => {
    owner.write(100);
    owner.send.end();
    owner.send.end();
  });
  owner.send.unregister();
  owner.context.pass();
  assert.deepEqual(push.calls, ["stop"]);
  assert.deepEqual(owner.take(), []);
  assert.equal(owner.send.buffered, 0);
});

test("a host that drains after the end changes nothing", () => {
  const owner = new Owner();
  owner.roomy = false;
  owner.turn(() => owner.write(100));
  owner.send.end();
  owner.drain();
  assert.deepEqual(owner.take(), ["write 100"]);
});

test("what a producer throws goes to the connection", () => {
  const owner = new Owner();
  const broken = new Recorder(() => {
    throw new RangeError("broken");
  });
  owner.send.register(broken, false);
  assert.equal((owner.thrown[0] as Error).message, "broken");
});

test("a producer that unregisters itself while it is paused is left alone", () => {
  const owner = new Owner();
  owner.roomy = false;
  const push = new Recorder();
  push.pauseProducing = () => {
    push.calls.push("pause");
    owner.send.unregister();
  };
  owner.send.register(push, true);
  owner.turn(() => owner.write(100_000));
  owner.drain();
  owner.turn(() => owner.send.close());
  assert.deepEqual(push.calls, ["pause"]);
  assert.deepEqual(owner.take(), ["write 100000", "sent all"]);
});
