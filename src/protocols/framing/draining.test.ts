/** What has been delivered is answered before a framed protocol has been drained, and nothing more is delivered. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Deferred } from "../../deferred/index.ts";
import { IDrainable } from "../../net/index.ts";
import { bytes } from "../wire.test-fixture.ts";
import { LineReceiver } from "./line-receiver.ts";
import { ReasonWire } from "./recording.test-fixture.ts";

class Server extends LineReceiver {
  override delimiter = bytes("\n");
  readonly seen: string[] = [];
  act: (line: string) => unknown = () => {};
  constructor() {
    super();
    this.makeConnection(new ReasonWire());
  }
  override lineReceived(line: Uint8Array): unknown {
    const text = new TextDecoder().decode(line);
    this.seen.push(text);
    return this.act(text);
  }
  feed(text: string): void {
    this.dataReceived(bytes(text));
  }
  started(): () => void {
    return this.inFlight.begin();
  }
}

test("each framed protocol can be drained, at once where nothing is being answered", () => {
  const server = new Server();
  assert.ok(IDrainable.providedBy(server));
  server.feed("a\nb");
  assert.equal(server.drain().called, true);
  server.feed("\nc\n");
  assert.deepEqual(server.seen, ["a"]);
});

test("messages whose methods give something to wait for are answered first, however that goes", async () => {
  const server = new Server();
  const answers = [new Deferred<void>(), new Deferred<void>()];
  server.act = (line) => answers[Number(line)];
  server.feed("0\n1\n");
  const drained = server.drain();
  answers[1]?.callback(undefined);
  await answers[1];
  assert.equal(drained.called, false);
  answers[0]?.errback(new Error("not found"));
  answers[0]?.addErrback(() => {});
  await drained;
});

test("… and async ones", async () => {
  const server = new Server();
  let go = (): void => {};
  const answer = new Promise<void>((resolve) => {
    go = resolve;
  });
  server.act = () => answer;
  server.feed("a\n");
  const drained = server.drain();
  assert.equal(drained.called, false);
  go();
  await drained;
});

test("what the protocol counts by itself is waited for", () => {
  const server = new Server();
  const answered = server.started();
  const drained = server.drain();
  assert.equal(drained.called, false);
  answered();
  assert.equal(drained.called, true);
});

test("one that has paused to answer is done when it goes on, with nothing of what waited", () => {
  const server = new Server();
  server.act = () => server.pauseProducing();
  server.feed("a\nb\n");
  const drained = server.drain();
  assert.equal(drained.called, false);
  server.resumeProducing();
  assert.deepEqual([drained.called, server.seen], [true, ["a"]]);
});

test("drained from within a message: that one is delivered to its end, and no other", () => {
  const server = new Server();
  const order: string[] = [];
  server.act = () => {
    server.drain().addCallback(() => void order.push("drained"));
    order.push("answered");
  };
  server.feed("a\nb\n");
  assert.deepEqual([order, server.seen], [["answered", "drained"], ["a"]]);
});

test("drained from within a message that pauses, or gives a Deferred: when that is over", async () => {
  const server = new Server();
  const answer = new Deferred<void>();
  let drained = new Deferred<void>();
  server.act = () => {
    drained = server.drain();
    server.pauseProducing();
    return answer;
  };
  server.feed("a\n");
  answer.callback(undefined);
  await answer;
  assert.equal(drained.called, false);
  server.resumeProducing();
  await drained;
});

test("a message that throws does not keep the drain from being done", () => {
  const server = new Server();
  let drained = new Deferred<void>();
  server.act = () => {
    drained = server.drain();
    throw new Error("broken");
  };
  assert.throws(() => server.feed("a\n"), /broken/);
  assert.equal(drained.called, true);
});
