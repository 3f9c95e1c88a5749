/**
 * What is said between a program and memcached: commands go out at once, and each answer is for the one that has waited longest.
 *
 * Nothing in an answer says whose it is. So whatever makes the order doubtful ends the connection, and every command
 * that waits fails with the reason, once.
 */
import { ByteQueue, latin1Text } from "../../bytes/index.ts";
import { Deferred, type Failure, fail, withSignal } from "../../deferred/index.ts";
import type { Cancellable } from "../../net/index.ts";
import type { IReactorTime } from "../../time/index.ts";
import { LineReceiver } from "../framing/index.ts";
import { allAtLeast } from "../option-check.ts";
import { Timeout } from "../policies/index.ts";
import { type AnswerLimits, unexpected } from "./answers.ts";
import type { Command } from "./commands.ts";
import {
  AnswerTooLongError,
  ClientError,
  NoAnswerError,
  NoSuchCommand,
  NotConnectedError,
  ServerError,
  TooManyPendingError,
  UnexpectedAnswerError,
} from "./errors.ts";
import { PendingCommands } from "./pending.ts";

export interface MemCacheOptions {
  /** While commands wait, nothing may come for so many seconds; 60 by default, `null` for ever. */
  readonly seconds?: number | null;
  /** How many commands may wait for answers; 10,000 by default. */
  readonly maxPending?: number;
  /** … and how many bytes they may have together; 64 MiB by default. */
  readonly maxPendingLength?: number;
  /** The longest value, either way; 1 MiB by default, as memcached's own limit is. */
  readonly maxValueLength?: number;
  /** How much all of one answer may have; 64 MiB by default. */
  readonly maxAnswerLength?: number;
}

const MiB = 2 ** 20;

export class MemCacheConversation extends LineReceiver {
  readonly persistentTimeOut: number | null;
  protected readonly limits: AnswerLimits;
  readonly #maxPending: number;
  readonly #maxPendingLength: number;
  readonly #pending = new PendingCommands();
  /** Runs while commands wait. */
  readonly #limit: Timeout;
  /** The value that is coming, and how many bytes it and its line's end have; 0: lines are coming. */
  readonly #value = new ByteQueue();
  #valueLength = 0;
  /** Why nothing can be sent any more. */
  #over: Error | null = null;

  /**
   * Throws `RangeError` for a limit that is none.
   *
   * @param clock measures the time limit: the reactor.
   */
  constructor(
    clock: Pick<IReactorTime, "callLater">,
    {
      seconds = 60,
      maxPending = 10_000,
      maxPendingLength = 64 * MiB,
      maxValueLength = MiB,
      maxAnswerLength = 64 * MiB,
    }: MemCacheOptions = {},
  ) {
    super();
    allAtLeast(0, {
      ...{ seconds: seconds ?? undefined, maxPending, maxPendingLength },
      ...{ maxValueLength, maxAnswerLength },
    });
    this.persistentTimeOut = seconds;
    this.#limit = new Timeout(clock, (limit) =>
      this.#end(new NoAnswerError(limit, this.#pending.size)),
    );
    this.#maxPending = maxPending;
    this.#maxPendingLength = maxPendingLength;
    this.limits = { maxValueLength, maxAnswerLength };
  }

  /** How many commands wait for their answers, those that were cancelled among them. */
  get pending(): number {
    return this.#pending.size;
  }

  /** Say what `make` makes. Fails with what it throws, with what `MemCacheProtocol` says, or with the reason of the connection's end. */
  protected send<T>(make: () => Command<T>, { signal }: Cancellable = {}): Deferred<T> {
    let command: Command<T>;
    let length = 0;
    try {
      command = make();
      for (const chunk of command.bytes) length += chunk.length;
      this.#checkReady(command.name, length);
    } catch (thrown) {
      return fail(thrown);
    }
    const deferred = new Deferred<T>();
    // Given up before it began, it is not sent at all.
    if (signal?.aborted) return withSignal(deferred, signal);
    if (this.#pending.size === 0) this.#limit.setTimeout(this.persistentTimeOut);
    this.#pending.push(command, deferred as unknown as Deferred<unknown>, length);
    this.transport.writeSequence(command.bytes);
    return withSignal(deferred, signal);
  }

  #checkReady(name: string, length: number): void {
    const { size, length: waiting } = this.#pending;
    if (this.#over !== null || !this.connected || this.transport.disconnecting) {
      const options = this.#over === null ? {} : { cause: this.#over };
      throw new NotConnectedError(`${name}: there is no connection to memcached`, options);
    }
    if (size >= this.#maxPending)
      throw new TooManyPendingError(`${name}: ${size} commands wait for answers already`);
    if (waiting + length > this.#maxPendingLength)
      throw new TooManyPendingError(
        `${name}: ${waiting} bytes wait for answers already, and ${length} are too many more`,
      );
  }

  // What comes.

  override dataReceived(data: Uint8Array): void {
    if (data.length > 0) this.#limit.resetTimeout();
    super.dataReceived(data);
  }

  override lineReceived(bytes: Uint8Array): void {
    const pending = this.#pending.first;
    const line = latin1Text(bytes);
    try {
      if (pending === null) throw unexpected(line);
      const error = errorIn(line);
      if (error !== null) {
        this.#refused(error, pending.command.hasData);
        return;
      }
      const progress = pending.command.answer.line(line);
      if (progress === null) return;
      if ("valueLength" in progress) {
        this.#valueLength = progress.valueLength + 2;
        this.setRawMode();
        return;
      }
      this.#stopLimitIfLast();
      this.#pending.answered(progress.result);
    } catch (thrown) {
      this.#end(thrown as Error);
    }
  }

  #refused(error: Error, hasData: boolean): void {
    this.#stopLimitIfLast();
    this.#pending.refused(error);
    // The value behind that line has been taken for commands, and what is said to those for answers.
    if (hasData && error instanceof NoSuchCommand)
      this.#end(new UnexpectedAnswerError("memcached does not know a command that has a value"));
  }

  override rawDataReceived(data: Uint8Array): void {
    this.#value.append(data);
    const length = this.#valueLength;
    if (this.#value.length < length) return;
    const value = this.#value.take(length);
    const rest = this.#value.takeAll();
    this.#valueLength = 0;
    if (value[length - 2] !== 13 || value[length - 1] !== 10) {
      this.#end(new UnexpectedAnswerError(`a value does not end after its ${length - 2} bytes`));
      return;
    }
    this.#pending.first?.command.answer.value?.(value.subarray(0, length - 2));
    this.setLineMode(rest);
  }

  override lineLengthExceeded(): void {
    this.#end(new AnswerTooLongError("a line", this.maxLength));
  }

  override connectionLost(reason: Failure): void {
    this.#over ??= reason.value;
    this.#limit.end();
    this.#value.clear();
    this.#pending.failAll(reason);
  }

  /** What a server that does not answer was sent need not arrive: this does not wait for it. */
  #end(reason: Error): void {
    if (this.#over !== null) return;
    this.#over = reason;
    this.#limit.end();
    this.#value.clear();
    this.clearLineBuffer();
    this.transport.abortConnection(reason);
    this.#pending.failAll(reason);
  }

  #stopLimitIfLast(): void {
    if (this.#pending.size === 1) this.#limit.setTimeout(null);
  }
}

/** The three that may be said to any command. */
function errorIn(line: string): Error | null {
  if (line === "ERROR") return new NoSuchCommand("memcached does not know the command");
  if (line.startsWith("CLIENT_ERROR")) return new ClientError(line.slice(13));
  return line.startsWith("SERVER_ERROR") ? new ServerError(line.slice(13)) : null;
}
