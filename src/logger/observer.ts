/** What an event is, and who receives it. */
import { defineInterface, type Interface, method } from "../components/index.ts";
import type { FailureLike } from "./failure.ts";
import type { LogLevel } from "./levels.ts";

/** What the caller adds to an event; its format refers to these by name. */
export type LogFields = { readonly [key: string]: unknown };

/** The way an event took: pairs of who passed it on, and to whom. */
export type LogTrace = [from: object, to: LogObserver][];

/**
 * One thing that happened: Twisted's keys, and the caller's fields beside them.
 *
 * An event is shared by every observer and is kept by some: it must not be changed.
 */
export interface LogEvent extends LogFields {
  readonly log_level?: LogLevel;
  /** Dotted name of the code that logs, `"shop.orders"`. */
  readonly log_namespace?: string;
  /** See `formatEvent`. */
  readonly log_format?: string;
  /** The object that logs. */
  readonly log_source?: unknown;
  /** Seconds since the Unix epoch; absent while nobody has set a clock. */
  readonly log_time?: number;
  readonly log_logger?: { readonly namespace: string };
  readonly log_failure?: FailureLike;
  /** Shown instead of `namespace#level`. */
  readonly log_system?: string;
  /** The connection in whose callback it was logged: its number, as `describe()` of its reactor has it. */
  readonly log_connection?: number;
  /** … its protocol, and the address of its peer. */
  readonly log_protocol?: string;
  readonly log_peer?: string;
  /** The path of the service that it is of, `"shop/web"`. */
  readonly log_service?: string;
  /** Of `twist --workers`, the number of the worker. */
  readonly log_worker?: number;
  /** The test that it was logged in. */
  readonly log_test?: string;
  /** The text and value of each placeholder, in an event that has been read from a file: see `flattenEvent`. */
  readonly log_flattened?: { readonly [key: string]: unknown };
  /** Pass an empty array to have the event's way recorded in it. */
  readonly log_trace?: LogTrace;
}

/** Receives events, as an object. */
export interface ILogObserver {
  /** Act on an event. What this throws is reported to the other observers, never to the caller. */
  observe(event: LogEvent): unknown;
  /**
   * Might this observer do anything with such an event? Without this method: yes.
   *
   * Lets a logger skip an event before it is built. May err towards `true`, never towards `false`.
   */
  isEnabled?(level: LogLevel, namespace: string): boolean;
}

export const ILogObserver: Interface<ILogObserver> = defineInterface("torsion.ILogObserver", [], {
  observe: method,
});

/** Receives events: a function, or an object with an `observe` method. */
export type LogObserver = ((event: LogEvent) => unknown) | ILogObserver;

/** Hand an event to an observer of either kind. */
export function deliver(observer: LogObserver, event: LogEvent): unknown {
  return typeof observer === "function" ? observer(event) : observer.observe(event);
}

/** Might `observer` do anything with such an event? */
export function isObserverEnabled(
  observer: LogObserver,
  level: LogLevel,
  namespace: string,
): boolean {
  return typeof observer === "function" || (observer.isEnabled?.(level, namespace) ?? true);
}

/** The error of an async observer: without this it would be an unhandled rejection. */
export function onRejection(result: unknown, report: (error: unknown) => void): void {
  if (typeof result !== "object" || result === null) return;
  const then = (result as Partial<PromiseLike<unknown>>).then;
  if (typeof then === "function") then.call(result, undefined, report);
}
