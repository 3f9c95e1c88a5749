/**
 * One connection of a `ClientService`, from the attempt to its end.
 *
 * Rule: `over` is called exactly once, last, when nothing is left of it: the attempt failed, or the
 * connection was lost. `ready` comes at most once before that.
 */
import { type Awaitable, type Deferred, Failure, maybeDeferred } from "../deferred/index.ts";
import {
  type IDelayedCall,
  type IProtocol,
  type IProtocolFactory,
  type IReactorTime,
  type IStreamClientEndpoint,
  IStreamTransport,
  type ITransport,
} from "../net/index.ts";
import { type ProtocolWatcher, WatchingFactory } from "./watched-protocol.ts";

/** What is needed to make a connection, and who is told. */
export interface ConnectionPlan<P extends IProtocol> {
  readonly endpoint: IStreamClientEndpoint;
  readonly factory: IProtocolFactory<P>;
  readonly clock: IReactorTime;
  /** A closing connection that takes longer is aborted. */
  readonly disconnectSeconds: number;
  readonly prepareConnection: ((protocol: P) => Awaitable<unknown>) | undefined;
  /** Connected and prepared. */
  ready(connection: ClientConnection<P>, protocol: P): void;
  /** What was ready is no longer; its protocol is about to be told. */
  lost(): void;
  over(connection: ClientConnection<P>, reason: Failure): void;
}

export class ClientConnection<P extends IProtocol> implements ProtocolWatcher<P> {
  readonly #plan: ConnectionPlan<P>;
  #stopping = false;
  #protocol: P | null = null;
  #transport: ITransport | null = null;
  /** What we wait for before it is ready: to be connected, then to be prepared. */
  #pending: Deferred<unknown> | null = null;
  /** Why it was not made ready, while it is being closed for that. */
  #failure: Failure | null = null;
  #lost: Failure | null = null;
  #preparing = false;
  #wasReady = false;
  #isOver = false;
  #abortCall: IDelayedCall | null = null;

  constructor(plan: ConnectionPlan<P>) {
    this.#plan = plan;
  }

  /** `stop` was called. */
  get stopping(): boolean {
    return this.#stopping;
  }

  get wasReady(): boolean {
    return this.#wasReady;
  }

  /** Nothing is left of it. */
  get isOver(): boolean {
    return this.#isOver;
  }

  start(): void {
    const factory = new WatchingFactory(this.#plan.factory, this);
    this.#await(
      maybeDeferred(() => this.#plan.endpoint.connect(factory)),
      () => this.#prepare(),
      (failure) => this.#fail(failure),
    );
  }

  /** Give the attempt up, or close the connection in order. */
  stop(): void {
    this.#stopping = true;
    // Both are needed: an attempt may go well in spite of being cancelled, or be at its preparations.
    this.#pending?.cancel();
    if (this.#pending === null) this.#close();
  }

  /** Do not wait until what was written has been sent. */
  abort(): void {
    if (this.#lost !== null || this.#transport === null) return;
    if (IStreamTransport.providedBy(this.#transport)) this.#transport.abortConnection();
    else this.#transport.loseConnection();
  }

  // The watcher's side.

  begins(protocol: P, transport: ITransport): void {
    this.#protocol = protocol;
    this.#transport = transport;
  }

  ends(): void {
    if (this.#wasReady) this.#plan.lost();
  }

  ended(reason: Failure): void {
    this.#lost = reason;
    if (this.#pending === null) this.#over(this.#failure ?? reason);
    // Preparing what is gone makes no sense. An attempt is about to say itself how it went.
    else if (this.#preparing) this.#pending.cancel();
  }

  #prepare(): void {
    const { prepareConnection } = this.#plan;
    const protocol = this.#protocol;
    if (this.#lost !== null) this.#over(this.#lost);
    else if (this.#stopping) this.#close();
    else if (protocol === null) {
      const why = "the endpoint has not used the factory that it was given";
      this.#fail(new Failure(new TypeError(why)));
    } else if (prepareConnection === undefined) this.#ready(protocol);
    else {
      this.#preparing = true;
      this.#await(
        maybeDeferred(prepareConnection, protocol),
        () => {
          if (this.#lost !== null) this.#over(this.#lost);
          else if (this.#stopping) this.#close();
          else this.#ready(protocol);
        },
        (failure) => this.#fail(this.#lost ?? failure),
      );
    }
  }

  #ready(protocol: P): void {
    this.#wasReady = true;
    this.#plan.ready(this, protocol);
  }

  /** Wait for one step; while we do, it is what `stop` cancels. */
  #await(step: Deferred<unknown>, done: () => void, failed: (failure: Failure) => void): void {
    this.#pending = step;
    step.addCallbacks(
      () => {
        this.#pending = null;
        done();
      },
      (failure) => {
        this.#pending = null;
        failed(failure);
      },
    );
  }

  /** It is over when nothing is left of it. */
  #fail(failure: Failure): void {
    this.#failure = failure;
    if (this.#transport === null || this.#lost !== null) this.#over(failure);
    else this.#close();
  }

  #close(): void {
    if (this.#isOver || this.#lost !== null || this.#abortCall !== null) return;
    const { clock, disconnectSeconds } = this.#plan;
    this.#abortCall = clock.callLater(disconnectSeconds, () => this.abort());
    this.#transport?.loseConnection();
  }

  #over(reason: Failure): void {
    this.#isOver = true;
    if (this.#abortCall?.active) this.#abortCall.cancel();
    this.#plan.over(this, reason);
  }
}
