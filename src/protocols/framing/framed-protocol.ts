/**
 * What all framings share: how the bytes that come become messages that are delivered one by one.
 *
 * Three rules. `dataReceived` never runs inside itself: what comes in from within a callback waits behind what is there
 * already (F2). Before each message the pause, the connection and its protocol are looked at again, since any callback
 * may have changed them: nothing is delivered after `loseConnection` (F5), or once another protocol has taken over. And
 * what a callback throws, or its promise rejects with, ends the connection, from wherever it was called (X10).
 */
import { concat } from "../../bytes/index.ts";
import { implementer } from "../../components/index.ts";
import { type Deferred, Failure, isThenable } from "../../deferred/index.ts";
import {
  IDrainable,
  type IProtocol,
  IPushProducer,
  ISwitchableTransport,
  type ITLSTransport,
  type ITransport,
} from "../../net/index.ts";
import { watchResult } from "../guarded.ts";
import { InFlight } from "../in-flight.ts";
import { Protocol } from "../protocol.ts";
import type { FramingError } from "./errors.ts";
import { MessageBuffer } from "./message-buffer.ts";

const NOTHING = new Uint8Array(0);
/** Some messages take no bytes. More of those in a row than this, and it is a framing that gets nowhere. */
const IDLE_STEPS = 10_000;

/** So many messages in one go, and what is left comes in a turn of its own: more than a server of any use gets at once. */
const MESSAGES_AT_ONCE = 8192;

/** What `deliverNext` gives when there is no whole message yet. */
export const INCOMPLETE: unique symbol = Symbol("torsion: no whole message yet");

type MaybeTransport = Partial<ITransport & ITLSTransport & ISwitchableTransport> | undefined;
/** For a protocol that is not connected. */
const NOWHERE: NonNullable<MaybeTransport> = {};

export abstract class FramedProtocol extends Protocol implements IPushProducer, IDrainable {
  static {
    implementer(IPushProducer, IDrainable)(this);
  }
  /** Nothing is delivered until `resumeProducing`. */
  paused = false;
  readonly #buffer = new MessageBuffer();
  #busy = false;
  #isSecure = false;
  /** The rest of the stream cannot be read. */
  #unreadable = false;
  /** Whose the transport was at first: this, or something that passes on what it gets. */
  #owner: IProtocol | undefined;
  #handedOver = false;
  #inFlight: InFlight | null = null;
  /** Keeps a drain from being done while a message is being delivered, or this has paused. */
  #unfinished: (() => void) | null = null;

  override makeConnection(transport: ITransport): unknown {
    this.#owner = (transport as Partial<ISwitchableTransport>).protocol;
    this.#handedOver = false;
    return super.makeConnection(transport);
  }

  /**
   * Deliver one message, and no more: find its end, take it out of `buffer`, call what the user has written and give
   * what that gave. Where it is not yet whole, take nothing and give {@link INCOMPLETE}; it is called again when more
   * has come, with all of the message again, so that nothing need be remembered in between.
   */
  protected abstract deliverNext(buffer: MessageBuffer): unknown;

  override dataReceived(data: Uint8Array): void {
    if (!this.#busy) this.#dropPlaintext();
    if (this.#unreadable) return;
    this.#buffer.append(data);
    if (!this.#busy) this.#deliver(this.#buffer);
  }

  /** The peer does not keep to the framing. Closes the connection, with the error as its reason, unless overridden. */
  framingFailed(error: FramingError): unknown {
    return this.transport.loseConnection(error);
  }

  // Once it has been handed over, the connection is not this one's to stop, nor to go on with.

  /** Deliver no more, not even what has come already (F3). */
  pauseProducing(): void {
    this.paused = true;
    if (!this.#handedOver) this.transport.pauseProducing();
  }

  /**
   * Messages that were delivered and are not answered yet. Those whose method is `async`, or gives a Deferred, are in it
   * by themselves; for others: `const answered = this.inFlight.begin()`, and `answered()` when the answer is written.
   */
  protected get inFlight(): InFlight {
    this.#inFlight ??= new InFlight();
    return this.#inFlight;
  }

  /**
   * Deliver no more; what has come and was not delivered, and what comes, is dropped. Fires when all that was delivered has
   * been answered: `inFlight` has none, and this has not paused, as one does that takes one message at a time. Override
   * it where a request is several messages, to go on until its last.
   */
  drain(): Deferred<void> {
    this.readNoMore();
    if (this.#busy || this.paused) this.#unfinished = this.inFlight.begin();
    return this.inFlight.none();
  }

  #finish(): void {
    if (this.#busy || (this.paused && !this.#handedOver)) return;
    const finished = this.#unfinished;
    this.#unfinished = null;
    finished?.();
  }

  /** Go on, with what has come already; from within a callback, when that has returned. */
  resumeProducing(): void {
    this.paused = false;
    if (this.#unfinished !== null) this.#finish();
    if (this.#handedOver) return;
    this.transport.resumeProducing();
    this.deliverMore(NOTHING);
  }

  stopProducing(): void {
    this.paused = true;
    if (!this.#handedOver) this.transport.stopProducing();
  }

  /** Take away what has come and was not delivered. */
  clearBuffer(): Uint8Array {
    this.#dropPlaintext();
    return this.#buffer.takeAll();
  }

  /**
   * Have `protocol` take over the connection: it is connected and then gets, in a turn of its own, what has come and was not
   * delivered, behind `unused`, what this protocol was given and is not its own. This one hears nothing more.
   *
   * @throws {CannotAdapt} where the transport's protocol cannot be replaced.
   */
  handOver(protocol: IProtocol, unused: Uint8Array = NOTHING): void {
    const transport: ISwitchableTransport = ISwitchableTransport(this.transport);
    const rest = concat([unused, this.clearBuffer()]);
    transport.setProtocol(protocol);
    transport.unread(rest);
    if (this.paused) transport.resumeProducing();
    this.#handedOver = true;
    try {
      watchResult(transport, protocol.makeConnection(transport));
    } catch (thrown) {
      this.#endUnlessCalled(thrown);
      throw thrown;
    } finally {
      if (this.#unfinished !== null) this.#finish();
    }
  }

  /** As if `data` had come, whoever calls: not the transport, which deals with what is thrown by itself. */
  protected deliverMore(data: Uint8Array): void {
    if (this.#busy && data.length === 0) return;
    try {
      this.dataReceived(data);
    } catch (thrown) {
      this.#endUnlessCalled(thrown);
      throw thrown;
    }
  }

  /** What is thrown in a callback is the business of whoever has called that. */
  #endUnlessCalled(thrown: unknown): void {
    if (!this.#busy) this.transport.abortConnection(new Failure(thrown).value);
  }

  /** For framings that do not know where the next message begins: what has come and what comes is dropped. */
  protected readNoMore(): void {
    this.#unreadable = true;
    this.#buffer.takeAll();
  }

  /**
   * Enough for this turn: what has come and was not delivered comes again in a turn of its own, so that others have
   * theirs in between. For framings of which the shortest messages take long. Where the transport cannot give anything
   * back, or would give it to somebody else, it is delivered now.
   */
  protected restInNextTurn(): void {
    const transport: unknown = this.transport;
    if (!ISwitchableTransport.providedBy(transport) || transport.protocol !== this) return;
    transport.unread(this.clearBuffer());
  }

  /** Here a server of small messages spends its time, so that there are few calls in it. */
  #deliver(buffer: MessageBuffer): void {
    const transport = (this.transport as MaybeTransport) ?? NOWHERE;
    let idle = 0;
    let left = MESSAGES_AT_ONCE;
    this.#busy = true;
    try {
      while (!this.paused && !this.#unreadable && !transport.disconnecting) {
        const { protocol } = transport;
        if (protocol !== this.#owner && protocol !== this) return;
        if ((transport.TLS === true) !== this.#isSecure) this.#dropPlaintext();
        const { taken } = buffer;
        const result = this.deliverNext(buffer);
        if (result === INCOMPLETE) {
          buffer.settle();
          return;
        }
        if (result !== undefined) this.#watch(result);
        if (--left === 0) {
          left = MESSAGES_AT_ONCE;
          this.restInNextTurn();
        }
        if (buffer.taken !== taken) idle = 0;
        else if (++idle > IDLE_STEPS)
          throw new Error(`${this.constructor.name}: ${idle} messages of no bytes, and no end`);
      }
    } finally {
      this.#busy = false;
      if (this.#unfinished !== null) this.#finish();
    }
  }

  #watch(result: unknown): void {
    watchResult(this.transport, result);
    if (isThenable(result)) this.inFlight.until(result);
  }

  /** Whatever came before TLS began is gone then (X26). */
  #dropPlaintext(): void {
    const isSecure = (this.transport as MaybeTransport)?.TLS === true;
    if (isSecure === this.#isSecure) return;
    this.#isSecure = isSecure;
    this.#buffer.takeAll();
  }
}
