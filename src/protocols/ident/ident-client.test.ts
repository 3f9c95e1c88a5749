import assert from "node:assert/strict";
import { test } from "node:test";
import { text, utf8 } from "../../bytes/index.ts";
import { CancelledError, type Deferred, Failure } from "../../deferred/index.ts";
import { ConnectionDone } from "../../net/index.ts";
import { StringTransport } from "../../testing/index.ts";
import { IdentError, InvalidPort, MalformedIdentError, NoUser } from "./errors.ts";
import { IdentClient, type IdentClientOptions } from "./ident-client.ts";

function connected(options?: IdentClientOptions) {
  const transport = new StringTransport();
  const client = new IdentClient(options);
  client.makeConnection(transport);
  const say = (line: string): void => client.dataReceived(utf8(line));
  const sent = (): string => text(transport.value());
  return { client, transport, say, sent };
}

function outcome(deferred: Deferred<unknown>): { now: unknown } {
  const seen: { now: unknown } = { now: "waits" };
  deferred.addBoth((result) => {
    seen.now = result instanceof Failure ? result.value : result;
  });
  return seen;
}

test("Q6: lookups are asked one at a time, in order", () => {
  const { client, say, sent } = connected();
  const seen = [client.lookup(1, 2), client.lookup(3, 4), client.lookup(5, 6)].map(outcome);
  assert.equal(sent(), "1, 2\r\n");
  say("1, 2 : USERID : UNIX : ada\r");
  assert.equal(seen[0]?.now, "waits");
  say("\n");
  assert.deepEqual(seen[0]?.now, { system: "UNIX", user: "ada" });
  assert.equal(sent(), "1, 2\r\n3, 4\r\n");
  say("3, 4 : ERROR : NO-USER\r\n");
  assert.ok(seen[1]?.now instanceof NoUser);
  say("5,6:USERID:OTHER:x\r\n");
  assert.deepEqual(seen[2]?.now, { system: "OTHER", user: "x" });
});

test("what is no answer, or an answer to nothing, ends the connection, and every lookup", () => {
  for (const line of ["3, 4 : USERID : UNIX : root\r\n", "hello\r\n", "1".repeat(1003)]) {
    const { client, say, transport } = connected();
    const seen = [client.lookup(1, 2), client.lookup(3, 4)].map(outcome);
    say(line);
    assert.ok(transport.reason instanceof MalformedIdentError);
    for (const { now } of seen) {
      assert.ok(now instanceof IdentError);
      assert.equal(now.cause, transport.reason);
    }
    client.connectionLost(new Failure(transport.reason));
  }
  const { say, transport } = connected();
  say("1, 2 : USERID : UNIX : ada\r\n");
  assert.ok(transport.reason instanceof MalformedIdentError);
});

test("the connection is lost: all that wait fail once, and what comes later at once", () => {
  const { client } = connected();
  const later: { now: unknown }[] = [];
  const first = outcome(
    client.lookup(1, 2).addErrback((failure) => {
      later.push(outcome(client.lookup(7, 8)));
      return failure;
    }),
  );
  const second = outcome(client.lookup(3, 4));
  const reason = new ConnectionDone("closed");
  client.connectionLost(new Failure(reason));
  for (const { now } of [first, second, ...later]) {
    assert.ok(now instanceof IdentError);
    assert.equal(now.cause, reason);
  }
  assert.ok(outcome(new IdentClient().lookup(1, 2)).now instanceof IdentError);
});

test("a lookup that is cancelled is not asked, or its answer is nobody's", () => {
  const { client, say, sent } = connected();
  const abort = new AbortController();
  const asked = client.lookup(1, 2);
  const seen = [asked, client.lookup(3, 4, { signal: abort.signal }), client.lookup(5, 6)].map(
    outcome,
  );
  asked.cancel();
  abort.abort();
  say("1, 2 : USERID : UNIX : ada\r\n");
  assert.equal(sent(), "1, 2\r\n5, 6\r\n");
  say("5, 6 : USERID : UNIX : bob\r\n");
  assert.ok(seen[0]?.now instanceof CancelledError);
  assert.ok(seen[1]?.now instanceof CancelledError);
  assert.deepEqual(seen[2]?.now, { system: "UNIX", user: "bob" });
  const never = outcome(client.lookup(7, 8, { signal: AbortSignal.abort() }));
  assert.ok(never.now instanceof CancelledError);
  assert.equal(sent(), "1, 2\r\n5, 6\r\n");
});

test("what is no port is not asked, and no more wait than may", () => {
  const { client, sent } = connected({ maxPending: 2 });
  for (const [server, peer] of [
    [0, 1],
    [1, 65_536],
    [1.5, 1],
    ["1\r\n2" as never, 1],
  ] as const)
    assert.ok(outcome(client.lookup(server, peer)).now instanceof InvalidPort);
  assert.equal(sent(), "");
  const seen = [1, 2, 3, 4].map((port) => outcome(client.lookup(port, 1)));
  assert.deepEqual(
    seen.map(({ now }) => now === "waits"),
    [true, true, true, false],
  );
});
