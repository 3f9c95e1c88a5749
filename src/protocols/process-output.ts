/**
 * Run a program and have what it printed, as Twisted's `internet.utils` does (X34).
 *
 * Rules: what is kept is bounded; a program that nobody waits for any more, because the Deferred was cancelled or has
 * failed, is killed with its children where we may.
 */
import { concat } from "../bytes/index.ts";
import { Deferred, type Failure, withSignal } from "../deferred/index.ts";
import {
  type IReactorProcess,
  NotBytesError,
  type ProcessTerminated,
  type SpawnOptions,
} from "../net/index.ts";
import { OutputTooLongError, TerminatedBySignal, UnexpectedOutputError } from "./errors.ts";
import { ProcessProtocol } from "./process-protocol.ts";

const MAX_BYTES = 16 << 20;

export interface ProcessOutputOptions extends Pick<SpawnOptions, "env" | "path" | "uid" | "gid"> {
  /** What the program reads; nothing by default. */
  readonly stdinBytes?: Uint8Array;
  /** More than this, both outputs together, is an `OutputTooLongError`; 16 MiB by default. */
  readonly maxBytes?: number;
  readonly signal?: AbortSignal;
}

export interface ProcessOutput {
  readonly out: Uint8Array;
  readonly err: Uint8Array;
  readonly code: number;
}

/**
 * What the program writes to its standard output, whatever its exit code.
 *
 * Fails with `UnexpectedOutputError` as soon as it writes to its standard error, with `SpawnError` where it cannot
 * be started.
 *
 * @param args those after the program's name.
 * @param options.errortoo standard error is no error but part of the output, in the order in which it comes.
 */
export function getProcessOutput(
  reactor: IReactorProcess,
  executable: string,
  args: readonly string[] = [],
  options: ProcessOutputOptions & { readonly errortoo?: boolean } = {},
): Deferred<Uint8Array> {
  return run(reactor, executable, args, options, new OutputOnly(executable, options));
}

/** The exit code; what it prints is dropped. Fails with `TerminatedBySignal`. */
export function getProcessValue(
  reactor: IReactorProcess,
  executable: string,
  args: readonly string[] = [],
  options: Omit<ProcessOutputOptions, "maxBytes"> = {},
): Deferred<number> {
  return run(reactor, executable, args, options, new ValueOnly(executable, options));
}

/** Both outputs and the exit code. Fails with `TerminatedBySignal`, which has both outputs too. */
export function getProcessOutputAndValue(
  reactor: IReactorProcess,
  executable: string,
  args: readonly string[] = [],
  options: ProcessOutputOptions = {},
): Deferred<ProcessOutput> {
  return run(reactor, executable, args, options, new OutputAndValue(executable, options));
}

function run<T>(
  reactor: IReactorProcess,
  executable: string,
  args: readonly string[],
  { env, path, uid, gid, signal }: ProcessOutputOptions,
  program: Program<T>,
): Deferred<T> {
  const result = withSignal(program.result, signal);
  if (result.called) return result;
  const spawning = reactor.spawnProcess(program, executable, [executable, ...args], {
    ...(env !== undefined && { env }),
    ...(path !== undefined && { path }),
    ...(uid !== undefined && { uid }),
    ...(gid !== undefined && { gid }),
  });
  program.spawning = spawning;
  spawning.addErrback((failure) => {
    program.spawning = null;
    program.fail(failure.value);
    return undefined as never;
  });
  return result;
}

abstract class Program<T> extends ProcessProtocol {
  readonly result: Deferred<T> = new Deferred<T>(() => this.#giveUp());
  readonly ended: Deferred<void> = new Deferred<void>();
  spawning: Deferred<unknown> | null = null;
  protected readonly out: Uint8Array[] = [];
  protected readonly err: Uint8Array[] = [];
  protected readonly executable: string;
  readonly #stdinBytes: Uint8Array | undefined;
  readonly #maxBytes: number;
  #kept = 0;

  constructor(executable: string, { stdinBytes, maxBytes = MAX_BYTES }: ProcessOutputOptions) {
    super();
    // Thrown by `connectionMade` it would only be logged, and the program would read nothing.
    if (stdinBytes !== undefined && !(stdinBytes instanceof Uint8Array))
      throw new NotBytesError(
        "stdinBytes is no Uint8Array; encode text with utf8() of torsion/bytes",
      );
    this.executable = executable;
    this.#stdinBytes = stdinBytes;
    this.#maxBytes = maxBytes;
  }

  protected abstract resultOf(code: number): T;

  override connectionMade(): void {
    if (this.#stdinBytes !== undefined) this.transport.write(this.#stdinBytes);
    this.transport.closeStdin();
  }

  protected keep(part: Uint8Array[], data: Uint8Array): void {
    if (this.result.called) return;
    this.#kept += data.length;
    if (this.#kept <= this.#maxBytes) part.push(data);
    else
      this.fail(
        new OutputTooLongError(`${this.executable} prints more than ${this.#maxBytes} bytes`),
      );
  }

  fail(error: Error): void {
    if (this.result.called) return;
    this.#giveUp();
    this.result.errback(error);
  }

  override processEnded({ value }: Failure): void {
    this.ended.callback(undefined);
    if (this.result.called) return;
    const { exitCode, signal } = value as ProcessTerminated;
    if (exitCode !== null) this.result.callback(this.resultOf(exitCode));
    else {
      const outputs = { out: concat(this.out), err: concat(this.err) };
      this.result.errback(new TerminatedBySignal(value.message, { exitCode, signal, ...outputs }));
    }
  }

  #giveUp(): void {
    const starting = this.spawning !== null && !this.spawning.called;
    if (starting) this.spawning!.cancel();
    else if (this.spawning !== null) {
      this.transport.loseConnection();
      try {
        this.transport.signalProcess("KILL", { group: true });
      } catch {
        // It has ended already, or runs as another user, whom we may not kill: it has lost its pipes.
      }
    }
  }
}

class OutputOnly extends Program<Uint8Array> {
  readonly #errortoo: boolean;

  constructor(executable: string, options: ProcessOutputOptions & { readonly errortoo?: boolean }) {
    super(executable, options);
    this.#errortoo = options.errortoo ?? false;
  }

  override outReceived(data: Uint8Array): void {
    this.keep(this.out, data);
  }

  override errReceived(data: Uint8Array): void {
    if (this.#errortoo) this.keep(this.out, data);
    else this.fail(new UnexpectedOutputError(this.executable, data, this.ended));
  }

  protected override resultOf(): Uint8Array {
    return concat(this.out);
  }
}

class ValueOnly extends Program<number> {
  protected override resultOf(code: number): number {
    return code;
  }
}

class OutputAndValue extends Program<ProcessOutput> {
  override outReceived(data: Uint8Array): void {
    this.keep(this.out, data);
  }

  override errReceived(data: Uint8Array): void {
    this.keep(this.err, data);
  }

  protected override resultOf(code: number): ProcessOutput {
    return { out: concat(this.out), err: concat(this.err), code };
  }
}
