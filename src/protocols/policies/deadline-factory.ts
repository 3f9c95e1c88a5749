/**
 * How long a peer may take: over the TLS handshake, its first byte, a whole request, all it has to say.
 *
 * Rules: a deadline that has passed ends the connection with a `DeadlinePassed` that says which. What was written is still
 * sent, for `graceSeconds`; during a handshake there is nothing to send, and the connection is aborted.
 */
import { defineInterface, type Interface, method } from "../../components/index.ts";
import type { Failure } from "../../deferred/index.ts";
import {
  IHandshakeListener,
  type IProtocol,
  IStreamTransport,
  type TLSOptions,
} from "../../net/index.ts";
import { allAtLeast } from "../option-check.ts";
import type { ProtocolSource } from "../protocol-source.ts";
import { type DeadlineName, DeadlinePassed } from "./errors.ts";
import { ProtocolWrapper } from "./protocol-wrapper.ts";
import { GRACE_SECONDS, TimedClose } from "./timed-close.ts";
import { type PolicyClock, Timeout } from "./timeout.ts";
import { WrappingFactory } from "./wrapping-factory.ts";

/** What a protocol tells of itself, for deadlines that only it can know of. */
export interface IDeadlineTransport extends IStreamTransport {
  /** It is ready: it knows who its peer is, say. For `readySeconds`. */
  ready(): void;
  /** A request has begun, … For `requestSeconds`; one that begins before the last has ended begins anew. */
  requestBegan(): void;
  /** … and is there, whole. */
  requestEnded(): void;
}
export const IDeadlineTransport: Interface<IDeadlineTransport> = defineInterface(
  "torsion.IDeadlineTransport",
  [IStreamTransport],
  { ready: method, requestBegan: method, requestEnded: method },
);

/** In seconds; what is left out has no deadline. */
export interface DeadlineOptions {
  /** From the beginning of the connection, or from `startTLS`, to the end of the handshake; without TLS it does not run. */
  readonly handshakeSeconds?: number;
  /** From the beginning to `IDeadlineTransport(this.transport).ready()`. */
  readonly readySeconds?: number;
  /** From the beginning to the first bytes. */
  readonly firstByteSeconds?: number;
  /** From `requestBegan` to `requestEnded`. */
  readonly requestSeconds?: number;
  /** From the beginning to the end. */
  readonly lifetimeSeconds?: number;
  /** How long the peer may then take over what is still to be sent, before the connection is aborted; 30 by default. */
  readonly graceSeconds?: number;
}

const OPTION_OF: Readonly<Record<DeadlineName, Exclude<keyof DeadlineOptions, "graceSeconds">>> = {
  handshake: "handshakeSeconds",
  ready: "readySeconds",
  "first byte": "firstByteSeconds",
  request: "requestSeconds",
  lifetime: "lifetimeSeconds",
};

export class DeadlineProtocol<P extends IProtocol = IProtocol>
  extends ProtocolWrapper<P>
  implements IDeadlineTransport
{
  readonly #factory: DeadlineFactory<P>;
  readonly #running = new Map<DeadlineName, Timeout>();
  readonly #close: TimedClose;
  #over = false;

  constructor(factory: DeadlineFactory<P>, wrappedProtocol: P) {
    super(factory, wrappedProtocol);
    this.#factory = factory;
    this.#close = new TimedClose(factory.clock);
  }

  override connectionMade(): unknown {
    if (this.TLS) this.#begin("handshake");
    this.#begin("ready");
    this.#begin("first byte");
    this.#begin("lifetime");
    return super.connectionMade();
  }

  override startTLS(options: TLSOptions): void {
    super.startTLS(options);
    this.#begin("handshake");
  }

  override handshakeCompleted(): unknown {
    this.#end("handshake");
    return super.handshakeCompleted();
  }

  override dataReceived(data: Uint8Array): unknown {
    if (this.#running.size > 0) {
      this.#end("first byte");
      // It may have been over before this began: after a preamble, say.
      this.#end("handshake");
    }
    return super.dataReceived(data);
  }

  ready(): void {
    this.#end("ready");
    this.#below()?.ready();
  }

  requestBegan(): void {
    this.#begin("request");
    this.#below()?.requestBegan();
  }

  requestEnded(): void {
    this.#end("request");
    this.#below()?.requestEnded();
  }

  override connectionLost(reason: Failure): unknown {
    this.#over = true;
    for (const timeout of this.#running.values()) timeout.end();
    this.#running.clear();
    this.#close.end();
    return super.connectionLost(reason);
  }

  protected override declare(): void {
    super.declare(IDeadlineTransport, IHandshakeListener);
  }

  /** Deadlines of a wider circle want to know as well. */
  #below(): IDeadlineTransport | null {
    return IDeadlineTransport(this.transport as unknown, null);
  }

  #begin(name: DeadlineName): void {
    const seconds = this.#factory.options[OPTION_OF[name]];
    if (seconds === undefined || this.#over) return;
    let timeout = this.#running.get(name);
    if (timeout === undefined) {
      timeout = new Timeout(this.#factory.clock, () => this.#passed(name, seconds));
      this.#running.set(name, timeout);
    }
    timeout.setTimeout(seconds);
  }

  #end(name: DeadlineName): void {
    this.#running.get(name)?.end();
    this.#running.delete(name);
  }

  #passed(name: DeadlineName, seconds: number): void {
    const reason = new DeadlinePassed(name, seconds);
    if (name === "handshake") this.abortConnection(reason);
    else this.#close.close(this, reason, this.#factory.options.graceSeconds ?? GRACE_SECONDS);
  }
}

export class DeadlineFactory<P extends IProtocol = IProtocol> extends WrappingFactory<
  P,
  DeadlineProtocol<P>
> {
  readonly clock: PolicyClock;
  readonly options: DeadlineOptions;

  constructor(wrapped: ProtocolSource<P>, clock: PolicyClock, options: DeadlineOptions) {
    super(wrapped);
    this.clock = clock;
    this.options = options;
    allAtLeast(0, { ...options });
  }

  protected override wrap(built: P): DeadlineProtocol<P> {
    return new DeadlineProtocol(this, built);
  }
}
