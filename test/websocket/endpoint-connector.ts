/** A connector, as `connectTCP` gives one, over any endpoint: for the conformance suite of streams. */
import type { Deferred } from "torsion/deferred";
import {
  AlreadyConnectingError,
  ConnectionDone,
  type IAddress,
  type IClientFactory,
  type IConnector,
  type IProtocol,
  type IReactorTime,
  type IStreamClientEndpoint,
  NoProtocol,
  NotConnectingError,
  TimeoutError,
  UserError,
} from "torsion/net";

export class EndpointConnector implements IConnector {
  state: "disconnected" | "connecting" | "connected" = "disconnected";
  readonly #clock: IReactorTime;
  readonly #endpoint: IStreamClientEndpoint;
  readonly #at: IAddress;
  readonly #factory: IClientFactory;
  readonly #seconds: number;
  #attempt: Deferred<IProtocol> | null = null;
  #why: Error | null = null;
  #protocol: (IProtocol & { transport?: { loseConnection(): void } }) | null = null;
  #unwanted = false;
  #started = false;

  constructor(
    clock: IReactorTime,
    endpoint: IStreamClientEndpoint,
    at: IAddress,
    factory: IClientFactory,
    seconds: number,
  ) {
    this.#clock = clock;
    this.#endpoint = endpoint;
    this.#at = at;
    this.#factory = factory;
    this.#seconds = seconds;
    this.connect();
  }

  getDestination(): IAddress {
    return this.#at;
  }

  connect(): void {
    if (this.state !== "disconnected") throw new AlreadyConnectingError(this.state);
    this.state = "connecting";
    this.#unwanted = false;
    this.#why = null;
    if (!this.#started) this.#factory.doStart();
    this.#started = true;
    const attempt = this.#endpoint.connect({
      doStart() {},
      doStop() {},
      buildProtocol: (peer) => this.#build(peer),
    });
    this.#attempt = attempt;
    this.#factory.startedConnecting(this);
    const timeout = this.#clock.callLater(this.#seconds, () => this.#giveUp(new TimeoutError("")));
    attempt.addBoth((result) => {
      if (timeout.active) timeout.cancel();
      return result;
    });
    attempt.addCallbacks(
      (protocol) => {
        if (this.state === "connected") this.#factory.clientConnectionMade?.(this, protocol);
        if (this.#unwanted) this.#protocol?.transport?.loseConnection();
      },
      (failure) => {
        if (this.state !== "connecting") return;
        // A factory that refuses has had its connection, and lost it.
        const done = new ConnectionDone("refused");
        this.#disconnected(() =>
          failure.check(NoProtocol)
            ? this.#factory.clientConnectionLost(this, asFailure(failure, done))
            : this.#factory.clientConnectionFailed(
                this,
                this.#why === null ? failure : asFailure(failure, this.#why),
              ),
        );
      },
    );
  }

  stopConnecting(): void {
    if (this.state !== "connecting") throw new NotConnectingError(this.state);
    this.#giveUp(new UserError("the attempt was given up"));
  }

  disconnect(): void {
    if (this.#protocol !== null) {
      this.#unwanted = true;
      this.#protocol.transport?.loseConnection();
    } else if (this.state === "connecting") this.stopConnecting();
  }

  #giveUp(why: Error): void {
    this.#why = why;
    this.#attempt?.cancel();
  }

  #build(peer: IAddress): IProtocol | null {
    const protocol = this.#factory.buildProtocol(peer);
    if (protocol === null) return null;
    this.#protocol = protocol;
    this.state = "connected";
    const lost = protocol.connectionLost.bind(protocol);
    protocol.connectionLost = (reason) => {
      lost(reason);
      this.#protocol = null;
      this.#disconnected(() => this.#factory.clientConnectionLost(this, reason));
    };
    return protocol;
  }

  #disconnected(tell: () => void): void {
    this.state = "disconnected";
    tell();
    // Who connects again has not stopped.
    if ((this.state as string) !== "disconnected") return;
    this.#started = false;
    this.#factory.doStop();
  }
}

function asFailure<F extends { readonly constructor: unknown }>(failure: F, why: Error): F {
  return new (failure.constructor as new (value: Error) => F)(why);
}
