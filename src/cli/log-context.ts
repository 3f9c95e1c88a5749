/** `--log-context`: what a log event is about, its connection say, is known after an `await` as well. */
import { AsyncLocalStorage } from "node:async_hooks";
import { keepLogContext, type LogContext } from "../logger/index.ts";
import type { Feature } from "./feature.ts";

export const LOG_CONTEXT: Feature = {
  options: [
    {
      name: "log-context",
      group: "Log",
      help: "say which connection a log entry is about after an await, too: promises get slower",
    },
  ],
  join({ options }) {
    if (options["log-context"] !== true) return null;
    return {
      starting: () => keepLogContext(new AsyncLocalStorage<LogContext | null>()),
      stopped: () => keepLogContext(null),
    };
  },
};
