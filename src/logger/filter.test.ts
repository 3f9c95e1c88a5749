import assert from "node:assert/strict";
import { test } from "node:test";
import { InvalidLogLevelError } from "./errors.ts";
import {
  FilteringLogObserver,
  ILogFilterPredicate,
  LogLevelFilterPredicate,
  PredicateResult,
  shouldLogEvent,
} from "./filter.ts";
import { LogLevel } from "./levels.ts";
import type { LogEvent, LogTrace } from "./observer.ts";

const { yes, no, maybe } = PredicateResult;

test("the first predicate that decides, decides; undecided events are logged", () => {
  const rows: [PredicateResult[], boolean][] = [
    [[], true],
    [[maybe], true],
    [[no, yes], false],
    [[yes, no], true],
    [[maybe, no, yes], false],
  ];
  for (const [results, expected] of rows) {
    const predicates = results.map((result, i) =>
      i % 2 ? () => result : { evaluate: () => result },
    );
    assert.equal(shouldLogEvent(predicates, {}), expected, results.join());
  }
  assert.throws(() => shouldLogEvent([() => true as unknown as PredicateResult], {}), TypeError);
});

test("L7: events without a level or a namespace are dropped", () => {
  const predicate = new LogLevelFilterPredicate();
  assert.ok(ILogFilterPredicate.providedBy(predicate));
  assert.equal(predicate.evaluate({}), no);
  assert.equal(predicate.evaluate({ log_level: LogLevel.critical }), no);
  assert.equal(predicate.evaluate({ log_level: LogLevel.critical, log_namespace: "" }), no);
  assert.equal(predicate.evaluate({ log_namespace: "x" }), no);
});

test("L7: the default level is info", () => {
  const predicate = new LogLevelFilterPredicate();
  assert.equal(predicate.evaluate({ log_level: LogLevel.debug, log_namespace: "x" }), no);
  assert.equal(predicate.evaluate({ log_level: LogLevel.info, log_namespace: "x" }), maybe);
});

test("L7: namespaces are hierarchical, by whole segments", () => {
  const { debug, info, warn, error } = LogLevel;
  const predicate = new LogLevelFilterPredicate({ defaultLogLevel: error });
  predicate.setLogLevelForNamespace("shop", warn);
  predicate.setLogLevelForNamespace("shop.orders.late", debug);
  const level = (namespace: string): LogLevel => predicate.logLevelForNamespace(namespace);
  assert.equal(level("shop"), warn);
  assert.equal(level("shop.orders"), warn);
  assert.equal(level("shop.orders.late"), debug);
  assert.equal(level("shop.orders.late.very"), debug);
  assert.equal(level("shopping"), error);
  assert.equal(level(".shop"), error);
  assert.equal(level(""), error);
  predicate.setLogLevelForNamespace("", info);
  assert.equal(level("elsewhere"), info);
  predicate.clearLogLevels();
  assert.equal(level("shop"), error);
  assert.throws(
    () => predicate.setLogLevelForNamespace("x", "info" as unknown as LogLevel),
    InvalidLogLevelError,
  );
});

test("a filter passes on what its predicates let through, and the rest to the other observer", () => {
  const passed: LogEvent[] = [];
  const rest: LogEvent[] = [];
  const trace: LogTrace = [];
  const observer = (event: LogEvent): unknown => passed.push(event);
  const filter = new FilteringLogObserver(observer, [(event) => (event.n === 1 ? no : maybe)], {
    negativeObserver: (event) => rest.push(event),
  });
  filter.observe({ n: 1 });
  filter.observe({ n: 2, log_trace: trace });
  assert.deepEqual([passed.map((e) => e.n), rest.map((e) => e.n)], [[2], [1]]);
  assert.equal(trace[0]?.[1], observer);
});

test("isEnabled never says no to an event that observe would pass on", () => {
  const levels = new LogLevelFilterPredicate();
  const always = (): PredicateResult => yes;
  const never = { observe: (): void => {}, isEnabled: () => false };
  const heard = (): void => {};
  const rows: [FilteringLogObserver, boolean][] = [
    [new FilteringLogObserver(heard, [levels]), false],
    [new FilteringLogObserver(heard, [always, levels]), true],
    [new FilteringLogObserver(heard, [levels, always]), false],
    [new FilteringLogObserver(heard, [levels], { negativeObserver: heard }), true],
    [new FilteringLogObserver(heard, [{ evaluate: always, evaluateLevel: always }, levels]), true],
    [new FilteringLogObserver(heard, [{ evaluate: always }, levels]), true],
    [new FilteringLogObserver(never, []), false],
  ];
  rows.forEach(([filter, expected], i) => {
    assert.equal(filter.isEnabled(LogLevel.debug, "x"), expected, `row ${i}`);
  });
});
