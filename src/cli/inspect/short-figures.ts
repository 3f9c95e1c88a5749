/** Numbers as a narrow column shows them: never more than seven characters. */

const UNITS = ["", "K", "M", "G", "T", "P"];

/** `1023`, `1.5K`, `12M`: powers of 1024. */
export function shortBytes(bytes: number): string {
  let size = bytes;
  let unit = 0;
  while (size >= 1023.5 && unit < UNITS.length - 1) {
    size /= 1024;
    unit += 1;
  }
  const digits = unit === 0 || size >= 9.95 ? 0 : 1;
  return `${size.toFixed(digits)}${UNITS[unit]}`;
}

/** `1.2K/s`; nothing where nothing moves. */
export function shortRate(bytesPerSecond: number): string {
  return bytesPerSecond < 0.5 ? "" : `${shortBytes(bytesPerSecond)}/s`;
}

/** `0.2s`, `12s`, `3m04s`, `2h05m`, `3d04h`. */
export function shortSeconds(seconds: number): string {
  if (seconds < 0) return `-${shortSeconds(-seconds)}`;
  if (seconds < 9.95) return `${seconds.toFixed(1)}s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole}s`;
  if (whole < 3600) return `${Math.floor(whole / 60)}m${two(whole % 60)}s`;
  if (whole < 86_400) return `${Math.floor(whole / 3600)}h${two(Math.floor(whole / 60) % 60)}m`;
  return `${Math.floor(whole / 86_400)}d${two(Math.floor(whole / 3600) % 24)}h`;
}

/** `0.3ms`, `12ms`, `1.2s`. */
export function shortTurn(seconds: number): string {
  if (seconds >= 1) return shortSeconds(seconds);
  const milliseconds = seconds * 1000;
  return `${milliseconds.toFixed(milliseconds < 9.95 ? 1 : 0)}ms`;
}

function two(number: number): string {
  return String(number).padStart(2, "0");
}
