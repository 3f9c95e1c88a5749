import assert from "node:assert/strict";
import { test } from "node:test";
import { text, utf8 } from "../../bytes/index.ts";
import { bytewisePumpPolicy, identityPumpPolicy, type PumpPolicy } from "./pump-policy.ts";
import { WireEnd } from "./wire.ts";

class Side {
  readonly events: string[] = [];
  readonly end: WireEnd;
  onData: (() => void) | undefined;
  constructor(end: WireEnd) {
    this.end = end;
    end.start({
      data: (bytes) => {
        this.events.push(text(bytes));
        this.onData?.();
      },
      drained: () => this.events.push("drained"),
      ended: () => this.events.push("ended"),
      closed: (error) => this.events.push(`closed${error ? ` ${error.code}` : ""}`),
    });
  }
}

function joined() {
  const soon: (() => void)[] = [];
  const ends = WireEnd.pair({ pipe: "a" }, { pipe: "b" }, (run) => soon.push(run));
  const [a, b] = [new Side(ends[0]), new Side(ends[1])];
  const settle = (): void => {
    for (const run of soon.splice(0)) run();
  };
  const pump = (policy: PumpPolicy = identityPumpPolicy): boolean => {
    settle();
    const waiting = [a.end.waiting, b.end.waiting] as const;
    const moved = [a.end.carry(waiting[0], policy), b.end.carry(waiting[1], policy)];
    settle();
    return moved.includes(true);
  };
  return { a, b, pump, settle };
}

test("nothing moves until it is carried, and then in pieces as written, copied", () => {
  const { a, b, pump } = joined();
  const data = utf8("one");
  assert.equal(a.end.write(data), true);
  data.fill(0);
  a.end.write(utf8("two"));
  assert.deepEqual(b.events, []);
  assert.equal(pump(), true);
  assert.deepEqual(b.events, ["one", "two"]);
  assert.equal(pump(), false);
});

test("a round carries what was there when it began", () => {
  const { a, b, pump } = joined();
  a.onData = () => a.end.write(utf8("pong"));
  b.onData = () => b.end.write(utf8("ping"));
  a.end.write(utf8("serve"));
  pump();
  assert.deepEqual([a.events, b.events], [[], ["serve"]]);
  pump();
  assert.deepEqual([a.events, b.events], [["ping"], ["serve"]]);
});

test("a writer is told to wait, and when it need not", () => {
  const { a, pump } = joined();
  assert.equal(a.end.write(new Uint8Array(65_536)), true);
  assert.equal(a.end.write(new Uint8Array(1)), false);
  pump();
  assert.deepEqual(a.events, ["drained"]);
});

test("an end that does not read is given nothing, in the middle of a piece neither", () => {
  const { a, b, pump } = joined();
  b.onData = () => b.end.pauseReading();
  a.end.write(utf8("abc"));
  a.end.write(utf8("d"));
  a.end.shutdown();
  pump(bytewisePumpPolicy);
  assert.deepEqual(b.events, ["a"]);
  assert.equal(pump(bytewisePumpPolicy), false);
  b.onData = undefined;
  b.end.resumeReading();
  pump(bytewisePumpPolicy);
  pump(bytewisePumpPolicy);
  assert.deepEqual(b.events, ["a", "b", "c", "d", "ended"]);
});

test("half a close: the other half goes on; both are an end", () => {
  const { a, b, pump } = joined();
  a.end.write(utf8("last"));
  a.end.shutdown();
  a.end.write(utf8("too late"));
  pump();
  assert.deepEqual(b.events, ["last", "ended"]);
  b.end.write(utf8("still"));
  b.end.shutdown();
  pump();
  assert.deepEqual(a.events, ["still", "ended", "closed"]);
  assert.deepEqual(b.events, ["last", "ended", "closed"]);
  assert.equal(pump(), false);
});

test("closed: what was written is carried, and each is told once, later", () => {
  const { a, b, pump, settle } = joined();
  a.end.write(utf8("bye"));
  a.end.close();
  a.end.close();
  assert.deepEqual(a.events, []);
  settle();
  assert.deepEqual(a.events, ["closed"]);
  pump();
  assert.deepEqual(b.events, ["bye", "ended"]);
  b.end.close();
  pump();
  assert.deepEqual([a.events, b.events], [["closed"], ["bye", "ended", "closed"]]);
});

test("who writes to an end that was closed is reset", () => {
  const { a, b, pump } = joined();
  a.end.close();
  b.end.write(utf8("nobody"));
  pump();
  assert.deepEqual(a.events, ["closed"]);
  assert.deepEqual(b.events, ["ended", "closed ECONNRESET"]);
});

test("aborted: nothing that was written arrives", () => {
  const { a, b, pump } = joined();
  a.end.write(utf8("lost"));
  a.end.abort();
  pump();
  assert.deepEqual([a.events, b.events], [["closed"], ["closed ECONNRESET"]]);
  assert.equal(pump(), false);
});

test("to close with something unread is a reset", () => {
  const { a, b, pump } = joined();
  b.onData = () => b.end.pauseReading();
  a.end.write(utf8("ab"));
  pump(bytewisePumpPolicy);
  b.end.close();
  pump();
  assert.deepEqual([a.events, b.events], [["closed ECONNRESET"], ["a", "closed"]]);
});

test("a policy cannot take more than there is", () => {
  const { a, pump } = joined();
  a.end.write(utf8("a"));
  assert.throws(
    () =>
      pump((queue) => {
        queue.get();
        queue.get();
      }),
    RangeError,
  );
});
