import assert from "node:assert/strict";
import { test } from "node:test";
import { implementer } from "../components/index.ts";
import { IHalfCloseableProtocol } from "../net/index.ts";
import { Protocol } from "../protocols/index.ts";
import { standIn } from "./stand-in.ts";

class Secretive extends Protocol implements IHalfCloseableProtocol {
  static {
    implementer(IHalfCloseableProtocol)(this);
  }
  readonly #heard: string[] = [];
  note = "";
  override dataReceived(): void {
    this.#heard.push("data");
  }
  readConnectionLost(): void {
    this.#heard.push("read lost");
  }
  writeConnectionLost(): void {}
  get heard(): readonly string[] {
    return this.#heard;
  }
}

test("it is what the protocol is, and does what that does, but for what is its own", () => {
  const protocol = new Secretive();
  const other: unknown = standIn(protocol, { dataReceived: () => {} });
  assert.ok(other instanceof Secretive);
  assert.ok(IHalfCloseableProtocol.providedBy(other));
  other.dataReceived();
  other.readConnectionLost();
  assert.deepEqual(protocol.heard, ["read lost"]);
  assert.equal(other.constructor, Secretive);
});

test("what is set on it is set on the protocol, unless it is its own", () => {
  const protocol = new Secretive();
  const other = standIn(protocol, {}) as Secretive;
  other.note = "set";
  assert.equal(protocol.note, "set");
});
