/** One outgoing connection: attempt, connection, and attempt again if the factory says so (R14). */
import { implementer } from "../components/index.ts";
import { type Deferred, Failure } from "../deferred/index.ts";
import { enterLogContext, type LogContext, leaveLogContext } from "../logger/index.ts";
import {
  AlreadyConnectingError,
  type AttemptDescription,
  ConnectionDone,
  type Described,
  type IAddress,
  type IClientFactory,
  IConnector,
  type IDelayedCall,
  type IProtocol,
  NotConnectingError,
  TimeoutError,
  type TLSOptions,
  UserError,
} from "../net/index.ts";
import type { Socket, StreamAddress } from "../platform/index.ts";
import { inConsequenceOf } from "../resources/index.ts";
import { builtNothing, startTLS } from "./accept.ts";
import { surroundingLogContext } from "./connection-log-context.ts";
import type { PortContext } from "./listening-port.ts";
import { newTransport } from "./new-transport.ts";
import { connectError, connectionLost } from "./reasons.ts";
import { addressOf, nameOf } from "./stream-address.ts";
import type { StreamTransport } from "./stream-transport.ts";
import { classOf, nameOfFactory, runUserCode } from "./user-code.ts";

/** What a connector needs of its reactor. */
export interface ConnectorContext extends PortContext {
  /** The reactor is stopping, or has stopped: nothing begins any more. */
  readonly closing: boolean;
  seconds(): number;
  soon(run: () => void): void;
  connecting(connector: Connector): void;
  notConnecting(connector: Connector): void;
}

/** Where a connector leads to. */
export interface Destination {
  readonly address: IAddress;
  /** For messages. */
  readonly to: StreamAddress;
  /** Speak TLS from the first byte. */
  readonly tls?: TLSOptions | null;
  /** Begin an attempt. */
  open(): Deferred<Socket>;
  /** What the attempt has come to so far, should its time be over. */
  unfinished?(): Error | undefined;
}

export class Connector implements IConnector {
  static {
    implementer(IConnector)(this);
  }
  /** That of its connections is in this. */
  readonly logContext: LogContext | null = surroundingLogContext();
  readonly #context: ConnectorContext;
  readonly #destination: Destination;
  readonly #factory: IClientFactory;
  readonly #seconds: number;
  #state: "disconnected" | "connecting" | "connected" = "disconnected";
  #factoryStarted = false;
  /** `disconnect` was called before there was a transport, in `buildProtocol`. */
  #unwanted = false;
  #attempt: Deferred<Socket> | null = null;
  #timeout: IDelayedCall | null = null;
  #transport: StreamTransport | null = null;

  constructor(
    context: ConnectorContext,
    destination: Destination,
    factory: IClientFactory,
    seconds: number,
  ) {
    this.#context = context;
    this.#destination = destination;
    this.#factory = factory;
    this.#seconds = seconds;
  }

  get state(): "disconnected" | "connecting" | "connected" {
    return this.#state;
  }

  /** Of an attempt that is under way. */
  get secondsLeft(): number {
    return (this.#timeout?.getTime() ?? 0) - this.#context.seconds();
  }

  /** For who inspects the reactor: of an attempt that is under way. */
  get status(): Omit<AttemptDescription, keyof Described> {
    const { secondsLeft } = this;
    return {
      to: nameOf(this.#destination.to),
      tls: Boolean(this.#destination.tls),
      factory: nameOfFactory(this.#factory),
      ageSeconds: this.#seconds - secondsLeft,
      secondsLeft,
    };
  }

  getDestination(): IAddress {
    return this.#destination.address;
  }

  connect(): void {
    if (this.#state !== "disconnected")
      throw new AlreadyConnectingError(`cannot connect while ${this.#state}`);
    if (this.#context.closing) {
      // A factory that always connects again has done nothing wrong.
      this.#context.log.info("not connecting to {to} again: the reactor stops", {
        to: nameOf(this.#destination.to),
      });
      return;
    }
    const seconds = this.#seconds;
    // First, since it throws for a number of seconds that is none.
    this.#timeout = this.#context.callLater(seconds, () => {
      const cause = this.#destination.unfinished?.();
      const why = `no connection to ${nameOf(this.#destination.to)} in ${seconds} s`;
      this.#giveUp(
        cause ? new TimeoutError(`${why}: ${cause.message}`, { cause }) : new TimeoutError(why),
      );
    });
    this.#state = "connecting";
    this.#context.connecting(this);
    this.#context.turn.enter();
    if (!this.#factoryStarted) {
      this.#factoryStarted = true;
      this.#tell(() => this.#factory.doStart());
    }
    const attempt = this.#destination.open();
    this.#attempt = attempt;
    this.#tell(() => this.#factory.startedConnecting(this));
    // Not before the caller has the connector in hands: the Deferred may have fired already.
    this.#context.soon(() => this.#await(attempt));
    this.#context.turn.leave();
  }

  stopConnecting(): void {
    if (this.#state !== "connecting")
      throw new NotConnectingError(`stopConnecting while ${this.#state}`);
    this.#giveUp(new UserError("the attempt was given up"));
  }

  disconnect(): void {
    if (this.#state === "connecting") this.stopConnecting();
    else if (this.#state === "connected") {
      this.#unwanted = true;
      this.#transport?.loseConnection();
    }
  }

  #await(attempt: Deferred<Socket>): void {
    attempt.addCallbacks(
      (socket) => {
        if (attempt !== this.#attempt) socket.abort();
        else inConsequenceOf(this, () => this.#connected(socket));
      },
      (failure) => {
        if (attempt === this.#attempt)
          this.#failed(connectError(this.#destination.to, failure.value));
      },
    );
  }

  #giveUp(why: Error): void {
    const attempt = this.#attempt;
    this.#attempt = null;
    attempt?.cancel();
    this.#failed(why);
  }

  #endAttempt(): void {
    this.#attempt = null;
    if (this.#timeout?.active) this.#timeout.cancel();
    this.#timeout = null;
    this.#context.notConnecting(this);
  }

  #failed(reason: Error): void {
    this.#endAttempt();
    this.#disconnected(() => this.#factory.clientConnectionFailed(this, new Failure(reason)));
  }

  #connected(socket: Socket): void {
    this.#endAttempt();
    this.#state = "connected";
    this.#unwanted = false;
    this.#context.turn.enter();
    const peer = addressOf(socket.peer);
    let protocol: IProtocol | null | undefined;
    this.#tell(() => {
      protocol = this.#factory.buildProtocol(peer);
      if (protocol === undefined) throw builtNothing(this.#factory);
    });
    if (protocol) this.#begin(socket, protocol);
    else this.#closeUnused(socket);
    this.#context.turn.leave();
  }

  #begin(socket: Socket, protocol: IProtocol): void {
    const transport = newTransport(
      this.#context,
      socket,
      protocol,
      (reason) => this.#lost(reason),
      this,
    );
    const { tls } = this.#destination;
    if (tls) startTLS(transport, tls, this.#factory);
    this.#transport = transport;
    this.#context.began(transport);
    if (transport.start()) this.#tell(() => this.#factory.clientConnectionMade?.(this, protocol));
    if (this.#unwanted) transport.loseConnection();
  }

  /** The factory refused: the connection is closed, and was lost all the same (X14). */
  #closeUnused(socket: Socket): void {
    socket.start({
      data() {},
      drained() {},
      ended() {},
      closed: (error) => {
        const reason = error ? connectionLost(error) : new ConnectionDone("closed: no protocol");
        this.#lost(new Failure(reason));
      },
    });
    socket.close();
  }

  #lost(reason: Failure): void {
    this.#transport = null;
    this.#disconnected(() => this.#factory.clientConnectionLost(this, reason));
  }

  /** Tell the factory; unless that made it connect again, it is no longer needed. */
  #disconnected(tell: () => void): void {
    this.#state = "disconnected";
    this.#context.turn.enter();
    this.#tell(() => inConsequenceOf(this, tell));
    if (this.#state === "disconnected" && this.#factoryStarted) {
      this.#factoryStarted = false;
      this.#tell(() => this.#factory.doStop());
    }
    this.#context.turn.leave();
  }

  /** User code of the factory: what it throws is logged. */
  #tell(userCode: () => unknown): void {
    const outer = enterLogContext(this.logContext);
    runUserCode(userCode, (thrown) => {
      this.#context.log.failure("{factory}: an exception while connecting", new Failure(thrown), {
        factory: classOf(this.#factory),
      });
    });
    leaveLogContext(outer);
  }

  /** The reactor stops. */
  stop(): void {
    if (this.#state === "connecting") this.#giveUp(new UserError("the reactor stopped"));
  }
}
