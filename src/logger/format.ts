/**
 * Events as text. Nothing here throws: an event that cannot be formatted is shown in some other way,
 * because what is logged while things go wrong is just what must not be lost.
 */
import { LogFormatError } from "./errors.ts";
import { messageOf, tracebackOf } from "./failure.ts";
import { flatFormat } from "./flatten.ts";
import { formatWithCall } from "./format-string.ts";
import { formatTime } from "./format-time.ts";
import type { LogEvent } from "./observer.ts";
import { plain, repr } from "./repr.ts";

/** What `eventAsText` puts around the message; everything unless told otherwise. */
export interface EventAsTextOptions {
  readonly includeTraceback?: boolean;
  readonly includeTimestamp?: boolean;
  readonly includeSystem?: boolean;
  readonly formatTime?: (seconds: number | undefined) => string;
}

/**
 * The event's message alone: its `log_format` filled in from its fields, or `""` without a format.
 *
 * Never throws: what cannot be formatted becomes `Unable to format event …`.
 */
export function formatEvent(event: LogEvent): string {
  try {
    const format: unknown = event.log_format;
    if (format === undefined || format === null) return "";
    if (typeof format !== "string")
      throw new LogFormatError(`a log format is a string, not ${repr(format)}`);
    const { log_flattened } = event;
    if (log_flattened !== undefined) return flatFormat(format, log_flattened);
    return formatWithCall(format, event);
  } catch (error) {
    return formatUnformattableEvent(event, error);
  }
}

/** The text for an event whose format failed with `error`: everything that is in the event. */
export function formatUnformattableEvent(event: LogEvent, error: unknown): string {
  return `Unable to format event ${repr(event)}: ${messageOf(error)}`;
}

/** `time [system] message`, and a traceback on the lines below; `""` for an event that says nothing. */
export function eventAsText(event: LogEvent, options: EventAsTextOptions = {}): string {
  const text = eventMessage(event, options.includeTraceback ?? true);
  if (text === "") return "";
  const time = options.includeTimestamp === false ? "" : `${eventTime(event, options.formatTime)} `;
  const system = options.includeSystem === false ? "" : `[${eventSystem(event)}] `;
  return time + system + text;
}

/**
 * An event as a line of a log file, ended by a newline; `undefined` for an event that says nothing.
 *
 * Further lines are indented by a tab and control characters are escaped, so that a peer whose words
 * are logged can neither forge an entry nor steer the terminal.
 */
export function formatEventAsClassicLogText(
  event: LogEvent,
  formatTime?: (seconds: number | undefined) => string,
): string | undefined {
  const text = eventAsText(event, formatTime === undefined ? {} : { formatTime });
  return text === "" ? undefined : `${oneEntry(text)}\n`;
}

/** The message, and behind it the traceback of the event's failure. */
export function eventMessage(event: LogEvent, includeTraceback: boolean): string {
  const text = formatEvent(event);
  const failure = event.log_failure;
  if (!includeTraceback || failure === undefined) return text;
  return `${text}\n${tracebackOf(failure)}`;
}

/**
 * `log_system`, or `namespace#level` with `-` for either that is missing; and behind that what the event is about, its
 * test, its service and its connection: `shop.orders#info shop/web Orders,3,tcp:192.0.2.1:5050`.
 */
export function eventSystem(event: LogEvent): string {
  if (event.log_system !== undefined) return plain(event.log_system);
  const system = `${plain(event.log_namespace ?? "-")}#${event.log_level?.name ?? "-"}`;
  const { log_test, log_service, log_protocol, log_connection, log_peer } = event;
  // Most have none of them.
  if (log_protocol === undefined && log_service === undefined && log_test === undefined)
    return system;
  const connection = [log_protocol, log_connection, log_peer].filter((part) => part !== undefined);
  const parts = [log_test, log_service].filter((part) => part !== undefined).map(plain);
  if (connection.length > 0) parts.push(connection.map(plain).join(","));
  return `${system} ${parts.join(" ")}`;
}

/** `log_time` as text; a formatter that throws costs the time, not the event. */
export function eventTime(
  event: LogEvent,
  format: (seconds: number | undefined) => string = formatTime,
): string {
  try {
    return format(event.log_time);
  } catch {
    return "-";
  }
}

/** Text that stays within one entry: further lines indented, other controls written as `\\x1b`. */
export function oneEntry(text: string): string {
  const escaped = text.replace(controls, (char) => {
    const code = char.charCodeAt(0);
    if (code > 0xff) return `\\u${code.toString(16)}`;
    return code === 0x0d ? "\\r" : `\\x${code.toString(16).padStart(2, "0")}`;
  });
  return escaped.replaceAll("\n", "\n\t");
}

// The property Cc is C0, DEL and C1; and what turns the direction of text, so that it reads as another, or ends a line.
const controls = /(?![\t\n])\p{Cc}|[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;
