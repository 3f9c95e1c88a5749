/** Events as lines of text, for a file or a terminal: the observer that most programs begin with. */
import {
  eventMessage,
  eventSystem,
  eventTime,
  formatEventAsClassicLogText,
  oneEntry,
} from "./format.ts";
import { type FormatTimeOptions, formatTime } from "./format-time.ts";
import type { LogLevelName } from "./levels.ts";
import type { LogEvent } from "./observer.ts";

export interface TextFileLogOptions {
  /** A `strftime` format, or null for `-` in place of the time; RFC 3339 where this is left out. */
  readonly timeFormat?: string | null;
  /** Minutes east of UTC in which times are shown; 0 where this is left out. */
  readonly offsetMinutes?: number;
  /** Colour each line by its level, with ANSI sequences: for terminals only. */
  readonly color?: boolean;
}

const RESET = "\x1b[0m";
const DIM = "\x1b[2m";
const colors: { readonly [name in LogLevelName]: string } = {
  debug: "\x1b[36m",
  info: "\x1b[32m",
  warn: "\x1b[33m",
  error: "\x1b[31m",
  critical: "\x1b[1;31m",
};

/**
 * An observer that gives `write` one entry of text for each event, ended by a newline.
 *
 * `write` is a sink such as `(text) => stream.write(text)`; what it throws is reported to the other
 * observers. Events without a message are skipped.
 */
export function textFileLogObserver(
  write: (text: string) => void,
  options: TextFileLogOptions = {},
): (event: LogEvent) => void {
  const { timeFormat, offsetMinutes } = options;
  const timeOptions: FormatTimeOptions = {
    ...(timeFormat !== undefined && { timeFormat }),
    ...(offsetMinutes !== undefined && { offsetMinutes }),
  };
  const time = (seconds: number | undefined): string => formatTime(seconds, timeOptions);
  const line = options.color === true ? coloredLine : formatEventAsClassicLogText;
  return (event) => {
    const text = line(event, time);
    if (text !== undefined) write(text);
  };
}

/** As `formatEventAsClassicLogText`: the time dim, the system in the colour of the level. */
function coloredLine(
  event: LogEvent,
  formatTime: (seconds: number | undefined) => string,
): string | undefined {
  const message = eventMessage(event, true);
  if (message === "") return undefined;
  const level = event.log_level;
  const color = level === undefined ? "" : colors[level.name];
  const time = `${DIM}${oneEntry(eventTime(event, formatTime))}${RESET}`;
  const system = `${color}[${oneEntry(eventSystem(event))}]${RESET}`;
  return `${time} ${system} ${oneEntry(message)}\n`;
}
