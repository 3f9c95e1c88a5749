/**
 * One attempt to connect to a name: its addresses, as the resolver tells them, one after the other.
 *
 * Rule: an address that does not answer must not take the time of the others. Each is given an equal share of the
 * time that is left among those that are known and not tried yet; the last one has all of it.
 */
import { Deferred } from "../deferred/index.ts";
import {
  type ConnectError,
  DNSLookupError,
  type IDelayedCall,
  type ResolveHostNameOptions,
  TimeoutError,
} from "../net/index.ts";
import { PlatformError, type Socket, type SocketAddress } from "../platform/index.ts";
import type { Names } from "./names.ts";
import { connectError, lookupFailed, noneAnswered } from "./reasons.ts";
import { nameOf } from "./stream-address.ts";

export interface NameToConnectTo {
  readonly to: SocketAddress;
  readonly options: ResolveHostNameOptions;
  /** The time limit of the attempt. Whoever began it sees to that. */
  readonly seconds: number;
  open(at: SocketAddress): Deferred<Socket>;
}

export class ConnectByName {
  readonly connected: Deferred<Socket> = new Deferred<Socket>(() => this.#stop());
  readonly #names: Names;
  readonly #target: NameToConnectTo;
  readonly #limit: number;
  readonly #waiting: SocketAddress[] = [];
  readonly #errors: ConnectError[] = [];
  #stopped = false;
  #stopLookup: (() => void) | null = null;
  /** `undefined` while the resolver has not ended. */
  #ended: DNSLookupError | null | undefined = undefined;
  #attempt: Deferred<Socket> | null = null;
  #share: IDelayedCall | null = null;

  constructor(names: Names, target: NameToConnectTo) {
    this.#names = names;
    this.#target = target;
    this.#limit = names.clock.seconds() + target.seconds;
  }

  begin(): Deferred<Socket> {
    const stop = this.#names.lookUp(this.#target.to.host, this.#target.options, {
      address: (at) => {
        if (this.#stopped) return;
        this.#waiting.push(at);
        if (this.#attempt === null) this.#next();
        else this.#giveShare();
      },
      end: (error) => {
        this.#ended = error;
        if (!this.#stopped && this.#attempt === null) this.#next();
      },
    });
    // All of it may have happened already.
    if (this.#stopped) stop();
    else this.#stopLookup = stop;
    return this.connected;
  }

  /** What it still waits for, should its time be over. */
  unfinished(): Error | undefined {
    if (this.#ended === undefined && this.#attempt === null && this.#errors.length === 0)
      return new DNSLookupError(`${this.#target.to.host} has not been resolved`);
    return this.#errors.at(-1);
  }

  #next(): void {
    const at = this.#waiting.shift();
    if (at === undefined) {
      if (this.#ended !== undefined) this.#fail(this.#ended);
      return;
    }
    const attempt = this.#target.open(at);
    this.#attempt = attempt;
    attempt.addCallbacks(
      (socket) => {
        if (this.#attempt !== attempt) socket.abort();
        else {
          this.#attempt = null;
          this.#stop();
          this.connected.callback(socket);
        }
      },
      (failure) => {
        if (this.#attempt === attempt) this.#failed(connectError(at, failure.value));
      },
    );
    this.#giveShare();
  }

  #failed(error: ConnectError): void {
    this.#attempt = null;
    this.#errors.push(error);
    this.#endShare();
    this.#next();
  }

  #giveShare(): void {
    this.#endShare();
    const attempt = this.#attempt;
    if (attempt === null || this.#waiting.length === 0) return;
    const { clock } = this.#names;
    const left = Math.max(0, this.#limit - clock.seconds());
    const seconds = left / (this.#waiting.length + 1);
    this.#share = clock.callLater(seconds, () => {
      this.#attempt = null;
      attempt.cancel();
      this.#failed(new TimeoutError("no answer in its share of the time"));
    });
  }

  #endShare(): void {
    if (this.#share?.active) this.#share.cancel();
    this.#share = null;
  }

  #fail(error: DNSLookupError | null): void {
    const { to } = this.#target;
    this.#stop();
    this.connected.errback(
      this.#errors.length > 0 ? noneAnswered(to, this.#errors) : unresolved(to, error),
    );
  }

  /** Leave nothing behind. */
  #stop(): void {
    this.#stopped = true;
    this.#endShare();
    this.#waiting.length = 0;
    this.#stopLookup?.();
    this.#stopLookup = null;
    const attempt = this.#attempt;
    this.#attempt = null;
    attempt?.cancel();
  }
}

/** As every attempt that fails it says where it was to lead. */
function unresolved(to: SocketAddress, error: DNSLookupError | null): ConnectError {
  const failure = error ?? lookupFailed(to.host, null);
  if (failure.cause instanceof PlatformError) return connectError(to, failure.cause);
  const message = `cannot connect to ${nameOf(to)}: ${failure.message}`;
  return new DNSLookupError(message, { cause: failure.cause ?? failure });
}
