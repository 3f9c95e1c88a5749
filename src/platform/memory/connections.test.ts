import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { SocketAddress } from "../port.ts";
import { Connections } from "./connections.ts";
import type { Endpoint } from "./endpoint.ts";
import type { Ends } from "./endpoint-host.ts";

const address: fc.Arbitrary<SocketAddress> = fc.record({
  host: fc.constantFrom("a", "b", "127.0.0.1"),
  port: fc.constantFrom(0, 1, 80, 32_767, 32_768, 65_535),
});
const ends: fc.Arbitrary<Ends<SocketAddress>> = fc.record({ local: address, peer: address });
const keyOf = ({ local, peer }: Ends<SocketAddress>): string => JSON.stringify([local, peer]);

test("finds each by its two ends, as a map of all four parts would", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), ends), { maxLength: 80 }), (steps) => {
      const connections = new Connections();
      const model = new Map<string, Endpoint>();
      for (const [adds, route] of steps) {
        const known = model.get(keyOf(route));
        assert.equal(connections.get(route), known);
        const another = route as Endpoint;
        assert.equal(connections.delete(another), false);
        if (adds && known === undefined) {
          connections.add(another);
          model.set(keyOf(route), another);
        } else if (!adds && known !== undefined) {
          assert.equal(connections.delete(known), true);
          model.delete(keyOf(route));
        }
        assert.equal(connections.size, model.size);
      }
      assert.deepEqual(new Set(connections), new Set(model.values()));
    }),
  );
});
