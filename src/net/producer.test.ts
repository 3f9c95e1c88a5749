import assert from "node:assert/strict";
import { test } from "node:test";
import { directlyProvides, verifyObject } from "../components/index.ts";
import { basesOf, membersOf } from "./members.test-fixture.ts";
import {
  IConsumer,
  IProducer,
  IPullProducer,
  IPushProducer,
  IWrappedProducer,
} from "./producer.ts";

test("producers: the members of Twisted's, and both kinds are IProducer", () => {
  assert.deepEqual(membersOf(IProducer), ["stopProducing()"]);
  assert.deepEqual(membersOf(IPushProducer), [
    "pauseProducing()",
    "resumeProducing()",
    "stopProducing()",
  ]);
  assert.deepEqual(membersOf(IPullProducer), ["resumeProducing()", "stopProducing()"]);
  assert.deepEqual(basesOf(IPushProducer), ["torsion.IProducer"]);
  assert.deepEqual(basesOf(IPullProducer), ["torsion.IProducer"]);
});

test("a producer that stands for another one says which", () => {
  assert.deepEqual(membersOf(IWrappedProducer), ["producer", "stopProducing()"]);
  assert.deepEqual(basesOf(IWrappedProducer), ["torsion.IProducer"]);
});

test("IConsumer: the members of Twisted's", () => {
  assert.deepEqual(membersOf(IConsumer), ["registerProducer()", "unregisterProducer()", "write()"]);
});

test("a plain object can be a push producer; one that cannot pause is none", () => {
  const producer = { pauseProducing() {}, resumeProducing() {}, stopProducing() {} };
  directlyProvides(producer, IPushProducer);
  verifyObject(IPushProducer, producer);
  assert.ok(IProducer.providedBy(producer));
  assert.ok(!IPullProducer.providedBy(producer as unknown));
  const lame = { resumeProducing() {}, stopProducing() {} };
  // @ts-expect-error the compiler finds it out too
  directlyProvides(lame, IPushProducer);
  assert.throws(() => verifyObject(IPushProducer, lame), /pauseProducing/);
});
