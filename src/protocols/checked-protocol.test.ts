import assert from "node:assert/strict";
import test from "node:test";
import { hostAddress, type IProtocolFactory } from "../net/index.ts";
import { checkedProtocol } from "./checked-protocol.ts";
import { NotAProtocolError } from "./errors.ts";
import { Protocol } from "./protocol.ts";

class Builder implements IProtocolFactory {
  readonly #builds: unknown;
  constructor(builds: unknown) {
    this.#builds = builds;
  }
  buildProtocol(): Protocol | null {
    return this.#builds as Protocol | null;
  }
  doStart(): void {}
  doStop(): void {}
}
const peer = hostAddress("TCP", "b", 80);
const check = (builds: unknown) => checkedProtocol(new Builder(builds), peer);

test("a protocol, or null, is given as it is", () => {
  const protocol = new Protocol();
  assert.equal(check(protocol), protocol);
  assert.equal(check(null), null);
});

test("nothing, and what is no protocol, are errors that name the factory", () => {
  const name = new NotAProtocolError().name;
  assert.throws(() => check(undefined), { name, message: /^Builder\.buildProtocol gave nothing/ });
  for (const wrong of [{}, 3, "protocol", Protocol, { dataReceived() {} }])
    assert.throws(() => check(wrong), {
      name,
      message: /^Builder\.buildProtocol gave what is no protocol: no makeConnection/,
    });
});
