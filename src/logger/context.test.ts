import assert from "node:assert/strict";
import { AsyncLocalStorage } from "node:async_hooks";
import { afterEach, test } from "node:test";
import {
  currentLogContext,
  enterLogContext,
  inLogContext,
  keepLogContext,
  type LogContext,
  leaveLogContext,
  logContextOf,
  withLogContext,
} from "./context.ts";
import { eventAsText } from "./format.ts";
import { eventAsJSON } from "./json.ts";
import { Logger } from "./logger.ts";
import type { LogEvent } from "./observer.ts";

const events: LogEvent[] = [];
const log = new Logger({ namespace: "shop", observer: (event) => events.push(event) });
const about = (): unknown[] => events.splice(0).map(({ a, b }) => [a, b]);
afterEach(() => {
  keepLogContext(null);
  events.length = 0;
});

test("an event has the fields of its context; the author's win, and inner ones over outer ones", () => {
  log.info("none");
  withLogContext({ a: 1, b: 1 }, () => {
    log.info("outer");
    withLogContext({ b: 2 }, () => log.info("inner"));
    log.info("author", { a: 3 });
  });
  log.info("none again");
  assert.deepEqual(about(), [
    [undefined, undefined],
    [1, 1],
    [1, 2],
    [3, 1],
    [undefined, undefined],
  ]);
});

test("what a body gives or throws is passed on, and its context is over", () => {
  assert.equal(
    withLogContext({ a: 1 }, () => 7),
    7,
  );
  assert.throws(() => withLogContext({ a: 1 }, () => assert.fail("no")), /no/);
  assert.equal(currentLogContext(), null);
});

test("a context is over at the first await, unless the program keeps it", async () => {
  const body = async (): Promise<void> => {
    await null;
    log.info("later");
  };
  await withLogContext({ a: 1 }, body);
  keepLogContext(new AsyncLocalStorage<LogContext | null>());
  const done = [withLogContext({ a: 2 }, body), withLogContext({ a: 3 }, body), body()];
  log.info("meanwhile");
  await Promise.all(done);
  assert.deepEqual(
    about().map((pair) => (pair as unknown[])[0]),
    [undefined, undefined, 2, 3, undefined],
  );
});

test("fields are asked for when there is an event, and not before", () => {
  let asked = 0;
  const context: LogContext = {
    logParent: null,
    logFields() {
      asked += 1;
      return { a: asked };
    },
  };
  inLogContext(context, () => {});
  const silent = new Logger({ observer: { observe: () => {}, isEnabled: () => false } });
  inLogContext(context, () => silent.info("x"));
  assert.equal(asked, 0);
  inLogContext(context, () => log.info("x"));
  assert.equal(asked, 1);
});

test("a context that fails costs its own fields alone, and none can forge what an event is", () => {
  const broken: LogContext = {
    logParent: logContextOf({ b: 1, log_level: "forged", ...JSON.parse('{"__proto__": 1}') }),
    logFields(): never {
      throw new Error("no");
    },
  };
  inLogContext(broken, () => log.info("x"));
  const [event] = events;
  assert.deepEqual([event?.b, event?.log_context_failed], [1, "Error: no"]);
  assert.equal(event?.log_level?.name, "info");
});

test("a context that is made in another for ever does not grow", () => {
  let context: LogContext | null = null;
  for (let n = 0; n < 1000; n++) context = inLogContext(context, () => logContextOf({ n }));
  assert.equal(context?.logParent, null);
  assert.deepEqual(context?.logFields(), { n: 999 });
});

test("enter gives what to come back to", () => {
  const inner = logContextOf({ a: 1 });
  const outer = enterLogContext(inner);
  assert.equal(currentLogContext(), inner);
  leaveLogContext(outer);
  assert.equal(currentLogContext(), null);
});

test("text shows connection, service and test behind the namespace; JSON has them as fields", () => {
  const fields = {
    log_protocol: "Orders",
    log_connection: 3,
    log_peer: "tcp:192.0.2.1:5050",
    log_service: "shop/web",
  };
  withLogContext(fields, () => log.info("hello"));
  assert.equal(eventAsText(events[0]!), "- [shop#info shop/web Orders,3,tcp:192.0.2.1:5050] hello");
  assert.equal(JSON.parse(eventAsJSON(events[0]!)).log_connection, 3);
  assert.equal(eventAsText({ log_format: "x", log_test: "t" }), "- [-#- t] x");
  assert.equal(eventAsText({ log_format: "x", log_system: "s", log_test: "t" }), "- [s] x");
});
