import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { hostAddress } from "../net/index.ts";
import { AddressOrder, isV6 } from "./address-order.ts";

const address = (host: string) => hostAddress("TCP", host, 80);

test("RFC 8305, 4: the families in turn, IPv6 first, each in the order given; what comes later joins in", () => {
  const order = new AddressOrder();
  for (const host of ["10.0.0.1", "10.0.0.2", "::1"]) order.add(address(host));
  assert.equal(order.next()?.host, "::1");
  assert.equal(order.next()?.host, "10.0.0.1");
  order.add(address("::2"));
  assert.equal(order.next()?.host, "::2");
  assert.equal(order.next()?.host, "10.0.0.2");
  assert.equal(order.next(), undefined);
});

test("each address once, however often it is told; two of one family only where the other has none left", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom("::1", "::2", "::3", "1.0.0.1", "1.0.0.2")), (hosts) => {
      const order = new AddressOrder();
      for (const host of hosts) order.add(address(host));
      const given: string[] = [];
      for (let next = order.next(); next; next = order.next()) given.push(next.host);
      assert.deepEqual([...given].sort(), [...new Set(hosts)].sort());
      const families = given.map((host) => isV6(address(host)));
      for (const [index, family] of families.entries())
        if (index > 0 && families[index - 1] === family)
          assert.ok(families.slice(index).every((later) => later === family));
    }),
  );
});

test("a resolver that tells without end is not kept in memory", () => {
  const order = new AddressOrder();
  for (let index = 0; index < 1000; index++)
    order.add(address(`10.0.${index >> 8}.${index & 255}`));
  let count = 0;
  while (order.next()) count += 1;
  assert.equal(count, 64);
});
