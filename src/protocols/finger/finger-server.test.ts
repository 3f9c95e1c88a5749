import assert from "node:assert/strict";
import { test } from "node:test";
import { text, utf8 } from "../../bytes/index.ts";
import { Deferred, Failure } from "../../deferred/index.ts";
import { capturedLogs } from "../../logger/index.ts";
import { ConnectionDone } from "../../net/index.ts";
import { StringTransport } from "../../testing/index.ts";
import { FingerQueryError } from "./errors.ts";
import { Finger, type FingerAnswer } from "./finger-server.ts";

function ask(finger: Finger, ...pieces: string[]) {
  const transport = new StringTransport();
  finger.makeConnection(transport);
  for (const piece of pieces) if (!transport.disconnecting) finger.dataReceived(utf8(piece));
  return { transport, said: () => text(transport.value()) };
}

test("Q6: as it is it tells nothing, and asks nobody else", () => {
  for (const [query, answer] of [
    ["ada\r\n", "Login: ada\r\nNo such user\r\n"],
    ["/W ada\r\n", "Login: ada\r\nNo such user\r\n"],
    ["\r\n", "Finger online list denied\r\n"],
    ["ada@elsewhere\r\n", "Finger forwarding service denied\r\n"],
    ["@elsewhere\r\n", "Finger forwarding service denied\r\n"],
  ] as const)
    for (let at = 0; at <= query.length; at++) {
      const { said, transport } = ask(new Finger(), query.slice(0, at), query.slice(at));
      assert.equal(said(), answer);
      assert.equal(transport.disconnecting, true);
    }
});

class Known extends Finger {
  readonly waiting: Deferred<FingerAnswer> = new Deferred();
  override getUser(slashW: boolean, user: string) {
    if (user === "later") return this.waiting;
    if (user === "wrong") throw new RangeError("mine");
    if (user === "bytes") return utf8("as\x07 it is");
    return slashW ? `${user}\nat home\n` : `${user}\x1b[2J`;
  }
  override getDomain() {
    return "";
  }
}

test("a class of yours tells; text has no control characters, bytes are sent as they are", () => {
  assert.equal(ask(new Known(), "ada\r\n").said(), "ada[2J\r\n");
  assert.equal(ask(new Known(), "/W ada\r\n").said(), "ada\r\nat home\r\n");
  assert.equal(ask(new Known(), "bytes\r\n").said(), "as\x07 it is");
  assert.equal(ask(new Known(), "\r\n").said(), "\r\n");
});

test("an answer may take its time; what comes behind the question is dropped", () => {
  const finger = new Known();
  const { said, transport } = ask(finger, "later\r\nada\r\n", "bob\r\n");
  assert.deepEqual([said(), transport.disconnecting], ["", false]);
  finger.waiting.callback("here");
  assert.deepEqual([said(), transport.disconnecting], ["here\r\n", true]);
});

test("a client that goes away takes the search along", () => {
  const events = capturedLogs(() => {
    const finger = new Known();
    const { said } = ask(finger, "later\r\n");
    finger.connectionLost(new Failure(new ConnectionDone("closed")));
    assert.equal(finger.waiting.called, true);
    assert.equal(said(), "");
  });
  assert.deepEqual(events, []);
});

test("what is thrown is logged, and is why the connection ends", () => {
  const events = capturedLogs(() => {
    const { transport, said } = ask(new Known(), "wrong\r\n");
    assert.ok(transport.reason instanceof RangeError);
    assert.equal(said(), "");
  });
  assert.equal(events.length, 1);
});

test("what is no query, or is endless, ends the connection with a reason", () => {
  for (const query of ["a b\r\n", "\x1b\r\n", "a".repeat(515)]) {
    const { transport, said } = ask(new Finger(), query);
    assert.ok(transport.reason instanceof FingerQueryError);
    assert.equal(said(), "");
  }
});

test("drain: a question that was asked is answered first", async () => {
  const finger = new Known();
  const { said } = ask(finger, "later\r\n");
  const drained = finger.drain();
  assert.equal(drained.called, false);
  finger.waiting.callback("here");
  await drained;
  assert.equal(said(), "here\r\n");
  assert.equal(ask(new Known(), "hal").transport.disconnecting, false);
  const idle = new Known();
  ask(idle, "hal");
  assert.equal(idle.drain().called, true);
});
