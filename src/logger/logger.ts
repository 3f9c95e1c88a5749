/**
 * What code that has something to tell holds: a namespace, and where to send events.
 *
 * Two rules. Logging never throws. What nobody wants costs next to nothing: no event is built, no clock
 * read, and no text is ever formatted here.
 */
import { type LogClock, logSeconds } from "./clock.ts";
import { addContext, currentLogContext } from "./context.ts";
import { InvalidLogLevelError } from "./errors.ts";
import { type FailureLike, failureFrom } from "./failure.ts";
import { globalLogPublisher } from "./global-publisher.ts";
import { LogLevel } from "./levels.ts";
import {
  deliver,
  isObserverEnabled,
  type LogEvent,
  type LogFields,
  type LogObserver,
  type LogTrace,
  onRejection,
} from "./observer.ts";
import { contain, type Handled } from "./operation.ts";
import { observerFailed } from "./publisher.ts";

export interface LoggerOptions {
  /** Dotted name of the code that logs; the source's class name where this is left out. */
  readonly namespace?: string;
  /** The object that logs, for observers and formats that want it. */
  readonly source?: unknown;
  /** Where events go; `globalLogPublisher` where this is left out. */
  readonly observer?: LogObserver;
  /** What stamps `log_time`; the clock given to `setLogClock` where this is left out. */
  readonly clock?: LogClock;
}

/** Emits structured events: a format, which stays a format, and the fields it refers to. */
export class Logger {
  readonly namespace: string;
  readonly source: unknown;
  readonly observer: LogObserver;
  readonly #clock: LogClock | undefined;

  constructor(options: LoggerOptions = {}) {
    this.namespace = options.namespace ?? classNameOf(options.source) ?? "<unknown>";
    this.source = options.source;
    this.observer = options.observer ?? globalLogPublisher;
    this.#clock = options.clock;
  }

  /** The same logger for one object: its events have that `log_source`. */
  withSource(source: unknown): Logger {
    const { namespace, observer } = this;
    const clock = this.#clock;
    return new Logger({ namespace, observer, source, ...(clock && { clock }) });
  }

  /** Would an event of this level reach anyone? For fields that are costly to find out. */
  isEnabled(level: LogLevel): boolean {
    return isObserverEnabled(this.observer, level, this.namespace);
  }

  debug(format?: string, fields?: LogFields): void {
    this.emit(LogLevel.debug, format, fields);
  }

  info(format?: string, fields?: LogFields): void {
    this.emit(LogLevel.info, format, fields);
  }

  warn(format?: string, fields?: LogFields): void {
    this.emit(LogLevel.warn, format, fields);
  }

  error(format?: string, fields?: LogFields): void {
    this.emit(LogLevel.error, format, fields);
  }

  critical(format?: string, fields?: LogFields): void {
    this.emit(LogLevel.critical, format, fields);
  }

  /**
   * Log an exception, at critical: a `Failure`, or whatever was caught.
   *
   * For an exception that was expected, `log.error(format, { log_failure })` does the same at error.
   */
  failure(format: string, failure: unknown, fields?: LogFields): void {
    this.#send(LogLevel.critical, format, fields, failureFrom(failure));
  }

  /**
   * Run `body` and go on whatever it throws, or rejects with: that is logged, at critical unless told otherwise (L6).
   *
   * @returns how it went, `succeeded` with its `value` or `failed` with its `failure`; a promise of that for an async body.
   */
  failuresHandled<T>(
    format: string,
    body: () => T,
    fields?: LogFields,
    level: LogLevel = LogLevel.critical,
  ): Handled<T> {
    return contain(body, (failure) => this.#send(level, format, fields, failure));
  }

  /** The same for many bodies, one after the other: `const whileCalling = log.failureHandler("while calling back")`. */
  failureHandler(format: string, fields?: LogFields): <T>(body: () => T) => Handled<T> {
    return (body) => this.failuresHandled(format, body, fields);
  }

  /**
   * Send an event to the observer. The keys this sets win over fields of the same name.
   *
   * Something that is no level is logged as an error in itself, with the event's fields.
   */
  emit(level: LogLevel, format?: string, fields?: LogFields): void {
    if (level instanceof LogLevel || LogLevel.isLevel(level)) this.#send(level, format, fields);
    else {
      const failure = failureFrom(new InvalidLogLevelError(level));
      const invalid = "Got invalid log level in emit(): {log_failure}";
      this.#send(LogLevel.critical, invalid, { ...fields, invalidFormat: format }, failure);
    }
  }

  #send(
    level: LogLevel,
    format: string | undefined,
    fields: LogFields | undefined,
    failure?: FailureLike,
  ): void {
    try {
      const trace = fields?.log_trace as LogTrace | undefined;
      // A traced event goes all the way, to show which filter stops it.
      if (trace === undefined && !this.isEnabled(level)) return;
      trace?.push([this, this.observer]);
      const event = this.#event(level, format, fields, failure);
      onRejection(deliver(this.observer, event), this.#observerFailed);
    } catch (error) {
      this.#observerFailed(error);
    }
  }

  toString(): string {
    return `<Logger ${this.namespace}>`;
  }

  #event(
    level: LogLevel,
    format: string | undefined,
    fields: LogFields | undefined,
    failure: FailureLike | undefined,
  ): LogEvent {
    try {
      // Its own keys first, and the fields one by one: an object made by spreading the fields and then
      // adding to it costs some fifty times as much.
      const event: { -readonly [K in keyof LogEvent]: LogEvent[K] } = {
        log_logger: this,
        log_level: level,
        log_namespace: this.namespace,
      };
      if (format !== undefined) event.log_format = format;
      if (this.source !== undefined) event.log_source = this.source;
      if (failure !== undefined) event.log_failure = failure;
      const seconds = logSeconds(this.#clock);
      if (seconds !== undefined) event.log_time = seconds;
      if (fields !== undefined)
        // To assign to `__proto__` would not add a field.
        for (const key of Object.keys(fields))
          if (!Object.hasOwn(event, key) && key !== "__proto__") event[key] = fields[key];
      const context = currentLogContext();
      if (context !== null) addContext(event, context);
      return event;
    } catch (error) {
      // A getter among the fields, or the clock.
      return {
        log_logger: this,
        log_level: LogLevel.critical,
        log_namespace: this.namespace,
        log_format: "Unable to make the event {lostFormat!r}: {log_failure}",
        log_failure: failureFrom(error),
        lostFormat: format,
      };
    }
  }

  /** A publisher looks after its observers; this is for a logger that has one bare observer. */
  readonly #observerFailed = (error: unknown): void => {
    globalLogPublisher.observe(observerFailed(this.observer, error));
  };
}

function classNameOf(source: unknown): string | undefined {
  if (typeof source === "function") return source.name || undefined;
  if (typeof source !== "object" || source === null) return undefined;
  return source.constructor?.name;
}
