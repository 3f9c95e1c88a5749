/**
 * What a call of the logger costs: where nobody listens, where the level leaves it out, with observers that write;
 * and with pino on the same events, into the same sink.
 */

import { pino } from "pino";
import {
  FilteringLogObserver,
  jsonFileLogObserver,
  Logger,
  type LogObserver,
  LogPublisher,
  logLevelsFrom,
  pinoFileLogObserver,
  textFileLogObserver,
} from "torsion/logger";
import type { Benchmark, Side } from "./compare.ts";
import { perOperation } from "./per-operation.ts";

const COUNT = 20_000;
const sink = { written: 0 };
const write = (text: string): void => {
  sink.written += text.length;
};
const clock = (): number => Date.now() / 1000;

/** One event with three fields: who, what, how much. */
function ours(name: string, ...observers: LogObserver[]): Side {
  const log = new Logger({
    namespace: "shop.orders",
    observer: new LogPublisher(...observers),
    clock,
  });
  return perOperation(name, COUNT, (count) => {
    for (let i = 0; i < count; i++)
      log.info("{customer} has ordered {count} of {what}", {
        customer: "Ada",
        count: i,
        what: "tea",
      });
  });
}

function theirs(level: string): Side {
  const log = pino({ name: "shop.orders", level, base: { pid: 1 } }, { write });
  return perOperation("pino", COUNT, (count) => {
    for (let i = 0; i < count; i++)
      log.info({ customer: "Ada", count: i, what: "tea" }, `Ada has ordered ${i} of tea`);
  });
}

const text = textFileLogObserver(write);
const filtered = new FilteringLogObserver(text, [logLevelsFrom("warn,library=debug")]);

export const loggerBenchmarks: readonly Benchmark[] = [
  {
    name: "log call, no observer",
    unit: "ns",
    ours: ours("ours"),
    theirs: theirs("silent"),
    limit: 100,
  },
  {
    name: "log call, filtered by level and namespace",
    unit: "ns",
    ours: ours("ours", filtered),
    theirs: theirs("warn"),
    limit: 100,
  },
  {
    name: "log call, JSON observer",
    unit: "ns",
    ours: ours("ours", jsonFileLogObserver(write)),
    theirs: theirs("info"),
    goal: 2,
  },
  {
    name: "log call, lines of pino's",
    unit: "ns",
    ours: ours("ours", pinoFileLogObserver(write, { pid: 1 })),
    theirs: theirs("info"),
  },
  { name: "log call, text observer", unit: "ns", ours: ours("ours", text), theirs: theirs("info") },
];
