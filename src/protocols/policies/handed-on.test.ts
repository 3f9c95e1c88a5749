import assert from "node:assert/strict";
import { test } from "node:test";
import { handedOn } from "./handed-on.ts";

test("a method is called on the transport, an attribute read and set there; both are the same for all", () => {
  const symbol = Symbol("s");
  class Transport {
    volume = 1;
    shout(text: string): string {
      return text + this.volume;
    }
    [symbol](): Transport {
      return this;
    }
  }
  const transport = new Transport();
  const wrapper = Object.defineProperties({ transport } as { transport: Transport } & Transport, {
    volume: handedOn("volume", "attribute"),
    shout: handedOn("shout", "method"),
    [symbol]: handedOn(symbol, "method"),
  });
  assert.equal(wrapper.shout("a"), "a1");
  wrapper.volume = 2;
  assert.deepEqual([transport.volume, wrapper.volume, wrapper.shout("a")], [2, 2, "a2"]);
  assert.equal(wrapper[symbol](), transport);
  assert.equal(handedOn("shout", "method"), handedOn("shout", "method"));
  assert.notEqual(handedOn("shout", "method"), handedOn("shout", "attribute"));
});
