import assert from "node:assert/strict";
import { test } from "node:test";
import { classLogger } from "./class-logger.ts";
import type { Logger } from "./logger.ts";
import type { LogEvent } from "./observer.ts";

const events: LogEvent[] = [];

class Order {
  declare readonly log: Logger;
  declare static readonly log: Logger;
  static {
    classLogger(this, { namespace: "shop.orders", observer: (event) => events.push(event) });
  }
}
class Subscription extends Order {}

test("L5: a logger of a class has each instance as its source", () => {
  const [one, two, sub] = [new Order(), new Order(), new Subscription()];
  for (const { log } of [one, two, sub]) log.info("x");
  Order.log.info("x");
  Subscription.log.info("x");
  assert.deepEqual(
    events.map(({ log_source }) => log_source),
    [one, two, sub, Order, Subscription],
  );
  assert.ok(events.every(({ log_namespace }) => log_namespace === "shop.orders"));
});

test("L5: it is made once, when it is asked for, and is not among the fields of the instance", () => {
  const order = new Order();
  assert.ok(!Object.hasOwn(order, "log"));
  assert.equal(order.log, order.log);
  assert.deepEqual(Object.keys(order), []);
  assert.equal(Order.prototype.log.source, undefined);
  const frozen = Object.freeze(new Order());
  assert.equal(frozen.log.source, frozen);
});

test("L5: the namespace is the name of the class unless told otherwise, and so is the member's", () => {
  class Till {
    declare readonly journal: Logger;
    static {
      classLogger(this, { name: "journal" });
    }
  }
  assert.equal(new Till().journal.namespace, "Till");
});
