/** Times as text. UTC unless told otherwise: a log must read the same wherever it was written. */

/** RFC 3339 with whole seconds: `2024-01-01T00:00:00+0000`. */
export const timeFormatRFC3339 = "%Y-%m-%dT%H:%M:%S%z";

export interface FormatTimeOptions {
  /** A `strftime` format, or null for no time at all; `timeFormatRFC3339` where this is left out. */
  readonly timeFormat?: string | null;
  /** Minutes east of UTC; 0 where this is left out. */
  readonly offsetMinutes?: number;
  /** The text for a time that is not known; `"-"` where this is left out. */
  readonly default?: string;
}

const days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

const two = (n: number): string => String(n).padStart(2, "0");

/**
 * A time, in seconds since the Unix epoch, as text.
 *
 * Knows `%Y %y %m %d %H %M %S %f` (microseconds) `%z %j %a %b %F %T %%`; others stay as written.
 */
export function formatTime(when: number | undefined, options: FormatTimeOptions = {}): string {
  const { timeFormat = timeFormatRFC3339, offsetMinutes = 0 } = options;
  if (timeFormat === null || when === undefined) return options.default ?? "-";
  const second = Math.floor(Math.round(when * 1e6) / 1e6);
  // Logs are written in the order of time: most entries are of the same second as the one before.
  if (second === last.second && timeFormat === last.format && offsetMinutes === last.offset)
    return last.text;
  const text = inWords(when, timeFormat, offsetMinutes);
  if (text === null) return options.default ?? "-";
  if (!timeFormat.includes("%f"))
    last = { second, format: timeFormat, offset: offsetMinutes, text };
  return text;
}

let last = { second: Number.NaN, format: "", offset: 0, text: "" };

/** `null` for what is no time. */
function inWords(when: number, timeFormat: string, offsetMinutes: number): string | null {
  // Whole microseconds first, so that a rounded-up fraction carries into the seconds.
  const micros = Math.round(when * 1e6);
  const date = new Date(Math.floor(micros / 1000) + offsetMinutes * 60_000);
  if (Number.isNaN(date.getTime())) return null;
  return timeFormat.replace(/%([a-zA-Z%])/g, (written, code: string) => {
    switch (code) {
      case "Y":
        return String(date.getUTCFullYear()).padStart(4, "0");
      case "y":
        return two(date.getUTCFullYear() % 100);
      case "m":
        return two(date.getUTCMonth() + 1);
      case "d":
        return two(date.getUTCDate());
      case "H":
        return two(date.getUTCHours());
      case "M":
        return two(date.getUTCMinutes());
      case "S":
        return two(date.getUTCSeconds());
      case "f":
        return String(((micros % 1e6) + 1e6) % 1e6).padStart(6, "0");
      case "z":
        return offset(offsetMinutes);
      case "j":
        return String(dayOfYear(date)).padStart(3, "0");
      case "a":
        return days[date.getUTCDay()]!;
      case "b":
        return months[date.getUTCMonth()]!;
      case "F":
        return date.toISOString().replace(/T.*/, "");
      case "T":
        return date.toISOString().replace(/.*T|\..*/g, "");
      case "%":
        return "%";
      default:
        return written;
    }
  });
}

function offset(minutes: number): string {
  const away = Math.abs(minutes);
  return `${minutes < 0 ? "-" : "+"}${two(Math.floor(away / 60))}${two(away % 60)}`;
}

function dayOfYear(date: Date): number {
  const newYear = Date.UTC(date.getUTCFullYear(), 0, 1);
  return Math.floor((date.getTime() - newYear) / 86_400_000) + 1;
}
