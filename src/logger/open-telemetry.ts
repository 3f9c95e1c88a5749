/**
 * Events as log records of OpenTelemetry, by `@opentelemetry/api-logs`, which nothing here imports.
 *
 * Severities, times and exceptions are as its semantic conventions have them; the body is the text of the event.
 */
import { bridgeFields } from "./bridged.ts";
import { messageOf, tracebackOf } from "./failure.ts";
import { formatEvent } from "./format.ts";
import { dataOf } from "./json.ts";
import type { ILogObserver, LogEvent } from "./observer.ts";

/** By the rank of a level. */
const SEVERITIES: readonly (readonly [number, string])[] = [
  [5, "DEBUG"],
  [9, "INFO"],
  [13, "WARN"],
  [17, "ERROR"],
  [21, "FATAL"],
];

/** What a record is made of; the types of the package are wider. */
interface OpenTelemetryRecord {
  severityNumber: number;
  severityText: string;
  body: string;
  attributes: Record<string, never>;
  timestamp?: Date;
}

/** The part of its `Logger` that is needed. */
export interface OpenTelemetryLogger {
  emit(record: OpenTelemetryRecord): void;
  enabled?(options: { readonly severityNumber: number }): boolean;
}

/** The part of its `LoggerProvider` that is needed: `logs.getLoggerProvider()` is one. */
export interface OpenTelemetryLoggerProvider {
  getLogger(name: string): OpenTelemetryLogger;
}

/** Of a provider as many loggers are kept; programs have a few hundred namespaces. */
const KEPT = 1000;

/**
 * An observer that passes events on: to one logger, or to those of a provider, where each namespace has its own.
 *
 * Attributes are the fields, as data, and the namespace as `log.namespace`.
 */
export function openTelemetryLogObserver(
  to: OpenTelemetryLogger | OpenTelemetryLoggerProvider,
): ILogObserver {
  const loggers = new Map<string, OpenTelemetryLogger>();
  const loggerFor = (namespace: string): OpenTelemetryLogger => {
    if (!("getLogger" in to)) return to;
    let logger = loggers.get(namespace);
    if (logger === undefined) {
      logger = to.getLogger(namespace);
      if (loggers.size >= KEPT) loggers.clear();
      loggers.set(namespace, logger);
    }
    return logger;
  };
  return {
    isEnabled(level, namespace) {
      const severityNumber = SEVERITIES[level.rank]![0];
      return loggerFor(namespace).enabled?.({ severityNumber }) ?? true;
    },
    observe(event) {
      loggerFor(event.log_namespace ?? "").emit(recordOf(event));
    },
  };
}

const RESERVED: ReadonlySet<string> = new Set();

function recordOf(event: LogEvent): OpenTelemetryRecord {
  const { log_level, log_namespace, log_failure, log_time } = event;
  const [severityNumber, severityText] = SEVERITIES[log_level?.rank ?? 1]!;
  const attributes: Record<string, unknown> = Object.create(null);
  bridgeFields(event, RESERVED, (name, key) => {
    attributes[name] = dataOf(event[key]);
  });
  if (log_namespace !== undefined) attributes["log.namespace"] = log_namespace;
  if (log_failure !== undefined) {
    const error = log_failure.value;
    attributes["exception.type"] = error instanceof Error ? error.name : typeof error;
    attributes["exception.message"] = error instanceof Error ? error.message : messageOf(error);
    attributes["exception.stacktrace"] = tracebackOf(log_failure);
  }
  return {
    severityNumber,
    severityText,
    body: formatEvent(event),
    attributes: attributes as Record<string, never>,
    ...(log_time !== undefined && { timestamp: new Date(log_time * 1000) }),
  };
}
