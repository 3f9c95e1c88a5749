import assert from "node:assert/strict";
import { test } from "node:test";
import { ascii, bytes } from "../wire.test-fixture.ts";
import { MessageTooLongError } from "./errors.ts";
import { ReasonWire } from "./recording.test-fixture.ts";
import { type State, StatefulProtocol } from "./stateful-protocol.ts";

/** A digit, and as many bytes; `9` counts bytes one by one from then on. */
class Digits extends StatefulProtocol {
  readonly seen: string[] = [];
  readonly wire: ReasonWire = new ReasonWire();
  constructor() {
    super();
    this.makeConnection(this.wire);
  }
  override getInitialState(): State {
    return [this.digit, 1];
  }
  digit(data: Uint8Array): State {
    const length = Number(ascii(data));
    return length === 9 ? [this.each, 1] : [this.body, length];
  }
  body(data: Uint8Array): State {
    this.seen.push(ascii(data));
    return [this.digit, 1];
  }
  each(data: Uint8Array): undefined {
    this.seen.push(ascii(data));
  }
}

test("each state gets as many bytes as it wants, however they are cut; giving nothing is to stay", () => {
  const stream = "3one04four9xyz";
  for (let cut = 0; cut <= stream.length; cut++) {
    const digits = new Digits();
    digits.dataReceived(bytes(stream.slice(0, cut)));
    digits.dataReceived(bytes(stream.slice(cut)));
    assert.deepEqual(digits.seen, ["one", "", "four", "x", "y", "z"]);
  }
});

test("a state that wants more than the limit ends the connection, when it wants it", () => {
  const digits = new Digits();
  digits.maxLength = 4;
  digits.dataReceived(bytes("4four5"));
  assert.deepEqual(digits.seen, ["four"]);
  assert.ok(digits.wire.reason instanceof MessageTooLongError);
  assert.equal(digits.wire.reason.length, 5);
  digits.dataReceived(bytes("fives"));
  assert.deepEqual(digits.seen, ["four"]);
});

test("a state that wants no number of bytes is a mistake, and so are states that never want any", () => {
  for (const wanted of [-1, 0.5, Number.NaN]) {
    const digits = new Digits();
    digits.getInitialState = () => [digits.each, wanted];
    assert.throws(() => digits.dataReceived(bytes("x")), /Digits: not a number of bytes/);
  }
  const digits = new Digits();
  digits.getInitialState = () => [digits.each, 0];
  assert.throws(() => digits.dataReceived(bytes("x")), /no bytes, and no end/);
});

test("nothing is delivered after loseConnection, and what is left can be taken", () => {
  const digits = new Digits();
  digits.body = () => {
    digits.seen.push(ascii(digits.clearBuffer()));
    digits.transport.loseConnection();
    return [digits.digit, 1];
  };
  digits.dataReceived(bytes("1arest"));
  assert.deepEqual(digits.seen, ["rest"]);
});
