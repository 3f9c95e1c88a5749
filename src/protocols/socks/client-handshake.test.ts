import assert from "node:assert/strict";
import { test } from "node:test";
import { fromHex, toHex } from "../../bytes/index.ts";
import { Failure } from "../../deferred/index.ts";
import { type ConnectError, ConnectionLost, ConnectionRefusedError } from "../../net/index.ts";
import { StringTransport } from "../../testing/index.ts";
import { SOCKSClientHandshake, type SOCKSClientOptions } from "./client-handshake.ts";
import {
  SOCKSAuthenticationError,
  SOCKSMessageError,
  SOCKSProxyError,
  SOCKSReplyError,
} from "./errors.ts";

/** A handshake for `a:80`, the proxy of which is a test. */
function handshake(options: Partial<SOCKSClientOptions> = {}) {
  const outcome: (string | ConnectError)[] = [];
  const protocol = new SOCKSClientHandshake(
    { version: 5, host: "a", port: 80, ...options },
    {
      connected: (unread) => outcome.push(`connected, ${toHex(unread)}`),
      failed: (error) => outcome.push(error),
    },
  );
  const transport = new StringTransport();
  protocol.makeConnection(transport);
  /** What was written since it was asked last. */
  const written = (): string => {
    const hex = toHex(transport.value());
    transport.clear();
    return hex;
  };
  const hear = (hex: string): unknown => protocol.dataReceived(fromHex(hex));
  return { protocol, transport, outcome, written, hear };
}

const REQUEST = "05010003016100 50".replace(" ", "");
const GRANTED = "050000010102030400 01".replace(" ", "");

test("version 5: each message when the one before it was answered; what is behind the last is unread", () => {
  const { written, hear, outcome, transport } = handshake();
  assert.equal(written(), "050100");
  hear("0500");
  assert.equal(written(), REQUEST);
  assert.equal(typeof hear(`${GRANTED}aabb`), "number", "what connected gives is handed on (X10)");
  assert.deepEqual(outcome, ["connected, aabb"]);
  assert.equal(transport.disconnecting, false);
});

test("version 5 with a username: both methods are offered, and the proxy chooses", () => {
  const credentials = { username: "ab", password: "c" };
  const asked = handshake(credentials);
  assert.equal(asked.written(), "05020002");
  asked.hear("0502");
  assert.equal(asked.written(), "010261620163");
  asked.hear("0100");
  assert.equal(asked.written(), REQUEST);
  const notAsked = handshake(credentials);
  notAsked.written();
  notAsked.hear("0500");
  assert.equal(notAsked.written(), REQUEST);
});

test("versions 4 and 4a: one question, one answer", () => {
  const name = handshake({ version: "4a", username: "me" });
  assert.equal(name.written(), "04010050000000016d6500 6100".replace(" ", ""));
  name.hear("005a000000000000ff");
  assert.deepEqual(name.outcome, ["connected, ff"]);
  const address = handshake({ version: 4, host: "1.2.3.4" });
  assert.equal(address.written(), "040100500102030400");
  address.hear("005b000000000000");
  assert.ok(address.outcome[0] instanceof SOCKSReplyError);
});

test("cut at every byte, and byte by byte, it is the same", () => {
  for (const [options, answers] of [
    [{}, ["0500", `${GRANTED}aabb`]],
    [{ username: "a", password: "b" }, ["0502", "0100", `${GRANTED}aabb`]],
    [{ version: "4a" as const }, ["005a000000000000aabb"]],
  ] as const)
    for (const answer of answers)
      for (let cut = 1; cut < answer.length / 2 - 2; cut++) {
        const { hear, outcome } = handshake(options);
        for (const one of answers)
          if (one === answer) {
            hear(one.slice(0, 2 * cut));
            hear(one.slice(2 * cut));
          } else for (const byte of one.match(/../g) ?? []) if (outcome.length === 0) hear(byte);
        assert.match(String(outcome), /^connected, (aabb)?$/);
      }
});

test("a reply that is no success is the error that it stands for, and the connection is closed", () => {
  const refused = handshake();
  refused.hear("0500");
  refused.hear("05050001000000000000");
  assert.ok(refused.outcome[0] instanceof ConnectionRefusedError);
  assert.match((refused.outcome[0] as Error).message, /did not connect to a:80/);
  assert.equal(refused.transport.reason, refused.outcome[0]);
  refused.protocol.connectionLost(new Failure(new ConnectionLost()));
  assert.equal(refused.outcome.length, 1);
});

test("authentication that comes to nothing", () => {
  const wrong = handshake({ username: "a", password: "b" });
  wrong.hear("0502");
  wrong.hear("0101");
  const unasked = handshake();
  unasked.hear("0502");
  const none = handshake({ username: "a", password: "b" });
  none.hear("05ff");
  for (const { outcome, transport } of [wrong, unasked, none]) {
    assert.ok(outcome[0] instanceof SOCKSAuthenticationError);
    assert.ok(transport.disconnecting);
  }
});

test("what no proxy says: it is told as soon as it is there", () => {
  for (const [options, ...answers] of [
    [{}, "48"],
    [{}, "0503"],
    // It speaks before it was spoken to.
    [{}, `0500${GRANTED}`],
    [{ username: "a", password: "b" }, "05020100"],
    [{ username: "a", password: "b" }, "0502", `0100${GRANTED}`],
    [{}, "0500", "050001"],
    [{}, "0500", "05000002"],
    [{ version: "4a" as const }, "04"],
    [{ version: "4a" as const }, "0005"],
  ] as const) {
    const { hear, outcome, transport } = handshake(options);
    for (const answer of answers) hear(answer);
    assert.equal(outcome.length, 1, String(answers));
    assert.ok(outcome[0] instanceof SOCKSProxyError, String(outcome[0]));
    assert.ok(transport.disconnecting);
  }
});

test("a proxy that closes has failed, once", () => {
  for (const answers of [[], ["05"], ["0500"], ["0500", GRANTED.slice(0, -2)]]) {
    const { hear, outcome, protocol } = handshake();
    for (const answer of answers) hear(answer);
    const reason = new ConnectionLost("gone");
    protocol.connectionLost(new Failure(reason));
    assert.equal(outcome.length, 1);
    assert.ok(outcome[0] instanceof SOCKSProxyError);
    assert.equal(outcome[0].cause, reason);
  }
});

test("what cannot be said is not begun", () => {
  for (const options of [
    { host: "a b" },
    { host: "x".repeat(256) },
    { port: 70_000 },
    { version: 4 as const },
    { username: "", password: "" },
    { username: "u".repeat(256), password: "x" },
  ])
    assert.throws(() => handshake(options), SOCKSMessageError);
});
