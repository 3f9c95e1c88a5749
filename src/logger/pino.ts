/**
 * pino, both ways: its lines from our events, our events to a pino that is there, and pino's lines as our events.
 *
 * Nothing here imports pino. What it is called is in `level` and `time`, `name` is the namespace, `err` the failure.
 */
import { bridgeFields } from "./bridged.ts";
import { type FailureLike, messageOf, tracebackOf } from "./failure.ts";
import { formatEvent } from "./format.ts";
import { harmless, jsonString, memberAsJSON } from "./json.ts";
import { failureFromJSON } from "./json-failure.ts";
import { LogLevel } from "./levels.ts";
import { deliver, type ILogObserver, type LogEvent, type LogObserver } from "./observer.ts";

const METHODS = ["debug", "info", "warn", "error", "fatal"] as const;
type PinoMethod = (typeof METHODS)[number];
/** The number of a level, by its rank. */
const NUMBERS: readonly number[] = [20, 30, 40, 50, 60];

/** The part of a pino logger that is needed; one of a later major that has it will do. */
export type PinoLogger = {
  readonly [method in PinoMethod]: (fields: object, message?: string) => void;
} & { isLevelEnabled?(level: string): boolean };

const RESERVED: ReadonlySet<string> = new Set([
  "level",
  "time",
  "pid",
  "hostname",
  "name",
  "msg",
  "err",
]);

export interface PinoFileLogOptions {
  /** What each line says of the process; left out where this is. */
  readonly pid?: number;
  readonly hostname?: string;
}

/** An observer that gives `write` one line of JSON for each event, as pino writes it: for `pino-pretty`, say. */
export function pinoFileLogObserver(
  write: (line: string) => void,
  { pid, hostname }: PinoFileLogOptions = {},
): (event: LogEvent) => void {
  const host =
    (pid === undefined ? "" : `,"pid":${pid}`) +
    (hostname === undefined ? "" : `,"hostname":${jsonString(hostname)}`);
  return (event) => {
    const { log_level, log_time, log_namespace, log_failure } = event;
    let line = `{"level":${NUMBERS[log_level?.rank ?? 1]}`;
    if (log_time !== undefined) line += `,"time":${Math.round(log_time * 1000)}`;
    line += host;
    if (log_namespace !== undefined) line += `,"name":${jsonString(log_namespace)}`;
    bridgeFields(event, RESERVED, (name, key) => {
      const member = memberAsJSON(event, key);
      if (member !== undefined) line += `,${jsonString(name)}:${member}`;
    });
    if (log_failure !== undefined)
      line += `,"err":${harmless(JSON.stringify(errorOf(log_failure)))}`;
    write(`${line},"msg":${jsonString(formatEvent(event))}}\n`);
  };
}

/** As pino's serializer of errors does it; the stack has its causes. */
function errorOf(failure: FailureLike): object {
  const error = failure.value;
  return error instanceof Error
    ? { type: error.name, message: error.message, stack: tracebackOf(failure) }
    : { type: typeof error, message: messageOf(error), stack: tracebackOf(failure) };
}

/**
 * An observer that passes events on to a pino logger, with their fields; what its level leaves out is not even built.
 *
 * pino writes the time at which it is told. For the time of the event make it with `timestamp: false`, and say
 * `time: true` here.
 */
export function pinoLogObserver(
  pino: PinoLogger,
  { time = false }: { readonly time?: boolean } = {},
): ILogObserver {
  return {
    isEnabled: (level) => pino.isLevelEnabled?.(METHODS[level.rank]!) ?? true,
    observe(event) {
      const { log_level, log_time, log_namespace, log_failure } = event;
      const fields: Record<string, unknown> = {};
      if (time && log_time !== undefined) fields.time = Math.round(log_time * 1000);
      if (log_namespace !== undefined) fields.name = log_namespace;
      bridgeFields(event, RESERVED, (name, key) => {
        if (name !== "__proto__") fields[name] = event[key];
      });
      if (log_failure !== undefined)
        fields.err = log_failure.value instanceof Error ? log_failure.value : errorOf(log_failure);
      pino[METHODS[log_level?.rank ?? 1]!](fields, formatEvent(event));
    },
  };
}

/**
 * A destination for pino, `pino({}, pinoDestination(globalLogPublisher))`: what libraries log with pino becomes events of ours.
 *
 * Not for a pino that events are passed on to: they would go round and round. What is no line of pino's is an event with that text.
 */
export function pinoDestination(
  observer: LogObserver,
  { namespace = "pino" }: { readonly namespace?: string } = {},
): { write(line: string): void } {
  return {
    write(line) {
      deliver(observer, eventFromPino(line, namespace));
    },
  };
}

function eventFromPino(line: string, namespace: string): LogEvent {
  let record: Record<string, unknown>;
  try {
    record = JSON.parse(line);
    if (typeof record !== "object" || record === null) throw new TypeError("no object");
  } catch {
    return {
      log_level: LogLevel.info,
      log_namespace: namespace,
      log_format: "{line}",
      line: line.trimEnd(),
    };
  }
  const { level, time, name, msg, err, ...fields } = record;
  const event: Record<string, unknown> = {
    log_level: levelOf(level),
    log_namespace: typeof name === "string" ? name : namespace,
    // Its text may have braces.
    log_format: "{msg}",
    msg: typeof msg === "string" ? msg : "",
  };
  if (typeof time === "number") event.log_time = time / 1000;
  if (typeof err === "object" && err !== null) event.log_failure = failureOf({ ...err });
  for (const key of Object.keys(fields))
    if (key !== "__proto__" && !Object.hasOwn(event, key)) event[key] = fields[key];
  return event;
}

function failureOf(err: { readonly [key: string]: unknown }): FailureLike {
  const { type, message, stack } = err;
  return failureFromJSON({ type: { __name__: type }, value: message, traceback: stack });
}

/** The highest of ours that is not above it; all below ours is debug. */
function levelOf(level: unknown): LogLevel {
  if (typeof level === "string") {
    const named = LogLevel.all().find(({ name }) => name === level);
    return named ?? (level === "fatal" ? LogLevel.critical : LogLevel.info);
  }
  if (typeof level !== "number") return LogLevel.info;
  const reached = NUMBERS.filter((number) => level >= number).length;
  return LogLevel.all()[Math.max(reached - 1, 0)]!;
}
