import assert from "node:assert/strict";
import { test } from "node:test";
import { utf8 } from "../../bytes/index.ts";
import { CancelledError, Failure } from "../../deferred/index.ts";
import { ConnectionDone, ConnectionLost } from "../../net/index.ts";
import { Clock } from "../../time/index.ts";
import { CONVERSATION, connected, outcome } from "./connected.test-fixture.ts";
import {
  AnswerTooLongError,
  ClientError,
  NoAnswerError,
  NoSuchCommand,
  NotConnectedError,
  ServerError,
  TooManyPendingError,
  UnexpectedAnswerError,
} from "./errors.ts";
import { MemCacheProtocol } from "./memcache-protocol.ts";

test("Q5: commands are pipelined, and answered in their order, wherever the answers are cut", () => {
  const said = CONVERSATION.map(([, , text]) => text).join("");
  const run = (...pieces: string[]): void => {
    const { cache, say, sent, clock } = connected();
    const log: unknown[] = [];
    for (const [ask] of CONVERSATION) ask(cache).addCallback((result) => void log.push(result));
    assert.equal(sent(), CONVERSATION.map(([, text]) => text).join(""));
    for (const piece of pieces) say(piece);
    assert.deepEqual(
      log,
      CONVERSATION.map(([, , , result]) => result),
      `cut into ${JSON.stringify(pieces)}`,
    );
    assert.equal(cache.pending, 0);
    assert.equal(clock.getDelayedCalls().length, 0);
  };
  run(said);
  run(...said);
  for (let at = 1; at < said.length; at++) run(said.slice(0, at), said.slice(at));
});

test("an answer comes when it is there, not when the next one is", () => {
  for (const [ask, , said, result] of CONVERSATION) {
    const { cache, say } = connected();
    const seen = outcome(ask(cache));
    say(said.slice(0, -1));
    assert.equal(seen.now, "waits");
    say(said.slice(-1));
    assert.deepEqual(seen.now, result);
  }
});

test("a command may be sent from within the answer to another", () => {
  const { cache, say, sent } = connected();
  const seen = outcome(cache.version().addCallback(() => cache.delete("a")));
  say("VERSION 1\r\nDELETED\r\n");
  assert.equal(seen.now, true);
  assert.equal(sent(), "version\r\ndelete a\r\n");
});

test("the three errors are one command's own, and the connection goes on", () => {
  const { cache, say, transport } = connected();
  const seen = [cache.touch("a", 1), cache.get("a"), cache.set("b", "x"), cache.delete("a")].map(
    outcome,
  );
  say("ERROR\r\nCLIENT_ERROR bad key\r\nSERVER_ERROR out of memory\r\nDELETED\r\n");
  const [unknown, client, server, fine] = seen.map(({ now }) => now);
  assert.ok(unknown instanceof NoSuchCommand);
  assert.ok(client instanceof ClientError && client.message === "bad key");
  assert.ok(server instanceof ServerError && server.message === "out of memory");
  assert.equal(fine, true);
  assert.equal(transport.disconnecting, false);
});

test("an error in the middle of an answer is that answer's", () => {
  const { cache, say } = connected();
  const seen = [cache.getMultiple(["a", "b"]), cache.get("b")].map(outcome);
  say("VALUE a 0 1\r\n1\r\nSERVER_ERROR out of memory\r\nVALUE b 0 1\r\n2\r\nEND\r\n");
  assert.ok(seen[0]?.now instanceof ServerError);
  assert.deepEqual(seen[1]?.now, { value: utf8("2"), flags: 0 });
});

test("a command with a value that is not known leaves nobody knowing what answers what: the connection ends", () => {
  const { cache, say, transport } = connected();
  const seen = [cache.set("a", "version"), cache.delete("b")].map(outcome);
  say("ERROR\r\nERROR\r\n");
  assert.ok(seen[0]?.now instanceof NoSuchCommand);
  assert.ok(seen[1]?.now instanceof UnexpectedAnswerError);
  assert.equal(transport.reason, seen[1]?.now);
});

test("what is no answer ends the connection, and all that wait fail once with the reason", () => {
  for (const [said, Kind] of [
    ["STORED\r\n", UnexpectedAnswerError],
    ["VALUE other 0 1\r\n", UnexpectedAnswerError],
    ["VALUE a 0 1\r\nxyEND\r\n", UnexpectedAnswerError],
    ["VALUE a 0 1\r\nx\nEND\r\n", UnexpectedAnswerError],
    ["VALUE a 0 99999999999\r\n", UnexpectedAnswerError],
    ["VALUE a 0 9999999999\r\n", AnswerTooLongError],
    ["HTTP/1.1 400 Bad Request\r\n", UnexpectedAnswerError],
    ["\r\n", UnexpectedAnswerError],
    [`VALUE ${"a".repeat(20_000)}`, AnswerTooLongError],
    ["\0".repeat(16_386), AnswerTooLongError],
  ] as const)
    for (const pieces of [[said], [...said.slice(0, 100), said.slice(100)]]) {
      const { cache, say, transport, clock } = connected();
      const first = outcome(cache.get("a"));
      let times = 0;
      cache.delete("b").addErrback(() => {
        times += 1;
      });
      for (const piece of pieces) if (!transport.disconnecting) say(piece);
      assert.ok(first.now instanceof Kind, `${said.slice(0, 50)}: ${first.now}`);
      assert.ok(first.now instanceof ConnectionLost);
      assert.equal(transport.reason, first.now);
      assert.equal(transport.disconnected, true);
      cache.connectionLost(new Failure(first.now));
      assert.equal(times, 1);
      assert.equal(clock.getDelayedCalls().length, 0);
    }
});

test("a line that nobody has asked for ends the connection", () => {
  const { say, transport, cache } = connected();
  say("ERROR Too many open connections\r\n");
  assert.ok(transport.reason instanceof UnexpectedAnswerError);
  assert.match(transport.reason.message, /Too many open connections/);
  assert.ok(outcome(cache.get("a")).now instanceof NotConnectedError);
});

test("an answer without an end has a limit: statistics, lines, values", () => {
  for (const [ask, more] of [
    [(c: MemCacheProtocol) => c.stats(), (i: number) => `STAT name${i} value\r\n`],
    [
      (c: MemCacheProtocol) => c.getMultiple(Array.from({ length: 50 }, (_, i) => `k${i}`)),
      (i: number) => `VALUE k${i} 0 50\r\n${"v".repeat(50)}\r\n`,
    ],
  ] as const) {
    const { cache, say, transport } = connected({ maxAnswerLength: 1000 });
    const seen = outcome(ask(cache));
    let count = 0;
    while (!transport.disconnecting && count < 50_000) say(more(count++));
    assert.ok(count < 100, String(count));
    assert.ok(seen.now instanceof AnswerTooLongError);
  }
});

test("Q5: after 60 s in which nothing came, all that wait fail, and the connection ends without waiting for the peer", () => {
  const { cache, say, clock, transport } = connected();
  const seen = [cache.get("a"), cache.get("b")].map(outcome);
  clock.advance(59);
  say("VAL");
  clock.advance(59);
  say("UE a 0 3\r\nx");
  clock.advance(59);
  assert.equal(seen[0]?.now, "waits");
  clock.advance(1);
  for (const { now } of seen) {
    assert.ok(now instanceof NoAnswerError);
    assert.equal(now.seconds, 60);
  }
  assert.deepEqual([transport.disconnected, transport.reason], [true, seen[0]?.now]);
});

test("who waits for nothing has no time limit, and each wait one of its own", () => {
  const { cache, say, clock, transport } = connected({ seconds: 10 });
  for (let i = 0; i < 5; i++) {
    const seen = outcome(cache.delete("a"));
    clock.advance(9);
    say("DELETED\r\n");
    assert.equal(seen.now, true);
    clock.advance(100);
  }
  assert.equal(transport.disconnecting, false);
  const patient = connected({ seconds: null });
  const seen = outcome(patient.cache.delete("a"));
  patient.clock.advance(1e6);
  patient.say("DELETED\r\n");
  assert.equal(seen.now, true);
});

test("the connection is lost: everything that waits fails once with the reason, and what comes later at once", () => {
  const { cache, say, clock } = connected();
  const later: { now: unknown }[] = [];
  const seen = outcome(
    cache.get("a").addErrback((failure) => {
      later.push(outcome(cache.get("again")));
      return failure;
    }),
  );
  const second = outcome(cache.set("b", "x"));
  say("VALUE a 0 100\r\nhalf");
  const reason = new ConnectionDone("closed");
  cache.connectionLost(new Failure(reason));
  assert.deepEqual([seen.now, second.now], [reason, reason]);
  for (const { now } of [...later, outcome(cache.version())]) {
    assert.ok(now instanceof NotConnectedError);
    assert.equal(now.cause, reason);
  }
  assert.equal(clock.getDelayedCalls().length, 0);
});

test("before there is a connection, and after loseConnection, nothing is promised", () => {
  assert.ok(outcome(new MemCacheProtocol(new Clock()).get("a")).now instanceof NotConnectedError);
  const { cache, transport, sent, clock } = connected();
  transport.loseConnection();
  assert.ok(outcome(cache.get("a")).now instanceof NotConnectedError);
  assert.deepEqual([sent(), clock.getDelayedCalls().length], ["", 0]);
});

test("after loseConnection, or a pause, from inside of an answer no other comes", () => {
  const { cache, say, transport } = connected();
  cache.version().addCallback(() => transport.loseConnection());
  const seen = outcome(cache.version());
  say("VERSION 1\r\nVERSION 2\r\n");
  assert.equal(seen.now, "waits");
  const reason = new ConnectionDone("closed");
  cache.connectionLost(new Failure(reason));
  assert.equal(seen.now, reason);

  const other = connected();
  other.cache.get("a").addCallback(() => other.cache.pauseProducing());
  const paused = outcome(other.cache.get("b"));
  other.say("END\r\nVALUE b 0 1\r\n1\r\nEND\r\n");
  assert.equal(paused.now, "waits");
  other.cache.resumeProducing();
  assert.deepEqual(paused.now, { value: utf8("1"), flags: 0 });
});

test("a cancelled command is answered all the same, and takes that answer out of the way", () => {
  for (const [ask, , said] of CONVERSATION) {
    const { cache, say } = connected();
    const abort = new AbortController();
    const cancelled = ask(cache);
    const seen = outcome(cancelled);
    const aborted = outcome(cache.version({ signal: abort.signal }));
    const after = outcome(cache.increment("n"));
    say(said.slice(0, 5));
    cancelled.cancel();
    abort.abort();
    say(`${said.slice(5)}VERSION 1\r\n7\r\n`);
    // A short answer was there before it was cancelled.
    if (said.length > 5) assert.ok(seen.now instanceof CancelledError);
    assert.ok(aborted.now instanceof CancelledError);
    assert.equal(after.now, 7n);
  }
});

test("a signal that is aborted already sends nothing", () => {
  const { cache, sent } = connected();
  const seen = outcome(cache.set("a", "1", { signal: AbortSignal.abort() }));
  assert.ok(seen.now instanceof CancelledError);
  assert.deepEqual([sent(), cache.pending], ["", 0]);
});

test("no more waits than may: neither commands nor bytes, cancelled ones among them", () => {
  const { cache, say } = connected({ maxPending: 2 });
  cache.delete("a").addErrback(() => {});
  const second = cache.delete("b");
  second.addErrback(() => {});
  second.cancel();
  assert.ok(outcome(cache.delete("c")).now instanceof TooManyPendingError);
  say("DELETED\r\n");
  assert.equal(outcome(cache.delete("d")).now, "waits");

  const bytes = connected({ maxPendingLength: 30 });
  const first = outcome(bytes.cache.set("a", "0123456"));
  assert.ok(outcome(bytes.cache.set("b", "0")).now instanceof TooManyPendingError);
  bytes.say("STORED\r\n");
  assert.equal(first.now, true);
  assert.equal(outcome(bytes.cache.set("b", "0")).now, "waits");
});

test("a megabyte that comes byte by byte is as long, and costs no more than its length", () => {
  const { cache } = connected();
  const seen = outcome(cache.get("a"));
  cache.dataReceived(utf8(`VALUE a 0 ${2 ** 20}\r\n`));
  for (let i = 0; i < 2 ** 20; i++) cache.dataReceived(Uint8Array.of(i & 0xff));
  cache.dataReceived(utf8("\r\nEND\r\n"));
  const { value } = seen.now as { value: Uint8Array };
  assert.equal(value.length, 2 ** 20);
  assert.ok(value.every((byte, i) => byte === (i & 0xff)));
});
