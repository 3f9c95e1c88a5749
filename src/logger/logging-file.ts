/**
 * What is written as text, line by line, as events (L3): for `console.log`, and for libraries that print.
 *
 * Rules: a line is one event when it is complete, and one that does not end is cut at a limit. What an observer writes
 * while it is told of a line goes where it went before: it is not logged in turn.
 */
import { LogLevel } from "./levels.ts";
import { Logger } from "./logger.ts";

/** A longer line becomes several events; so what waits for the end of a line is bounded. */
const LONGEST_LINE = 64 * 1024;

export interface LoggingFileOptions {
  /** Info where this is left out. */
  readonly level?: LogLevel;
  /** Of bytes that are written; what is not valid becomes U+FFFD. UTF-8 where this is left out. */
  readonly encoding?: string;
}

/** Takes text and bytes, cut anywhere, and logs each line as `{log_io}`. */
export class LoggingFile {
  readonly log: Logger;
  readonly level: LogLevel;
  readonly #decoder: InstanceType<typeof TextDecoder>;
  /** The line that has begun. */
  #begun = "";

  constructor(log: Logger, { level = LogLevel.info, encoding = "utf-8" }: LoggingFileOptions = {}) {
    this.log = log;
    this.level = level;
    this.#decoder = new TextDecoder(encoding);
  }

  write(data: string | Uint8Array): void {
    const text =
      typeof data === "string"
        ? this.#decoder.decode() + data
        : this.#decoder.decode(data, { stream: true });
    const lines = text.split("\n");
    // The first one ends what has begun; only it can be long for having come in pieces.
    for (const [index, line] of lines.entries()) {
      this.#begun += line;
      while (this.#begun.length > LONGEST_LINE) this.#emit(this.#begun.slice(0, LONGEST_LINE));
      if (index < lines.length - 1) this.#emit(this.#begun);
    }
  }

  /** What has been written of a last line is a line. */
  close(): void {
    this.write(this.#decoder.decode());
    if (this.#begun !== "") this.#emit(this.#begun);
  }

  #emit(line: string): void {
    this.#begun = this.#begun.slice(line.length);
    // A terminal's end of line.
    this.log.emit(this.level, "{log_io}", { log_io: line.replace(/\r$/, "") });
  }
}

/** The part of a stream of Node's that is needed, `process.stdout` for example. */
export interface StandardStream {
  // biome-ignore lint/suspicious/noExplicitAny: every stream has overloads of its own
  write(...args: any[]): any;
}

export interface StandardIO {
  readonly stdout?: StandardStream;
  readonly stderr?: StandardStream;
}

/**
 * Log what is written to these streams from here on: as namespace `stdout` at info, `stderr` at error.
 *
 * An observer that writes to one of them itself has to take its `write` before: `stream.write.bind(stream)`.
 *
 * @returns a function that ends this, and logs what is there of a last line.
 */
export function redirectStandardIO(
  { stdout, stderr }: StandardIO,
  loggerFor: (namespace: string) => Logger = (namespace) => new Logger({ namespace }),
): () => void {
  const ends: (() => void)[] = [];
  const state = { logging: false };
  if (stdout) ends.push(redirect(stdout, new LoggingFile(loggerFor("stdout")), state));
  if (stderr)
    ends.push(
      redirect(stderr, new LoggingFile(loggerFor("stderr"), { level: LogLevel.error }), state),
    );
  return () => {
    for (const end of ends) end();
  };
}

/** @param state is of all streams together: whether an observer is being told. */
function redirect(
  stream: StandardStream,
  file: LoggingFile,
  state: { logging: boolean },
): () => void {
  const own = Object.getOwnPropertyDescriptor(stream, "write");
  const original = stream.write;
  let ended = false;
  const write = (...args: unknown[]): unknown => {
    if (state.logging || ended) return original.apply(stream, args);
    const [data] = args;
    // What it does not take is not for us either.
    if (typeof data !== "string" && !(data instanceof Uint8Array))
      return original.apply(stream, args);
    const done = args.find((arg) => typeof arg === "function") as (() => void) | undefined;
    state.logging = true;
    file.write(data);
    state.logging = false;
    done?.();
    return true;
  };
  Object.defineProperty(stream, "write", { value: write, writable: true, configurable: true });
  return () => {
    if (ended) return;
    state.logging = true;
    file.close();
    state.logging = false;
    ended = true;
    // Somebody may have put something over ours, that calls it.
    if (stream.write !== write) return;
    if (own === undefined) Reflect.deleteProperty(stream, "write");
    else Object.defineProperty(stream, "write", own);
  };
}
