/**
 * One client of a SOCKS server: what it says, what it is told, and handing its connection over to a relay.
 *
 * Rules: after a request, what comes is kept and not read further, until there is somebody to send it to. There is one
 * outcome: it is told by a reply, and the connection is either handed over or closed.
 */
import { concat } from "../../bytes/index.ts";
import { implementer } from "../../components/index.ts";
import {
  type Coroutine,
  type Deferred,
  inlineCallbacks,
  maybeDeferred,
} from "../../deferred/index.ts";
import { Logger } from "../../logger/index.ts";
import {
  hostAddress,
  type IAddress,
  IDrainable,
  IHostAddress,
  ISwitchableTransport,
  TimeoutError,
} from "../../net/index.ts";
import { InFlight } from "../in-flight.ts";
import { Timeout } from "../policies/index.ts";
import { ForwardingProtocol } from "../portforward.ts";
import { Protocol } from "../protocol.ts";
import { factoryFrom } from "../protocol-source.ts";
import { bind } from "./bind.ts";
import { allowedHosts, connectToOne } from "./destination.ts";
import { SOCKSHandshakeTimedOut, SOCKSMessageError, SOCKSRefused } from "./errors.ts";
import type { Parsed } from "./message.ts";
import {
  buildSOCKS4Reply,
  GRANTED,
  parseSOCKS4Request,
  REJECTED,
  type SOCKS4Request,
  VERSION_4,
} from "./messages-4.ts";
import {
  buildChoice,
  buildCredentialsStatus,
  buildSOCKS5Reply,
  NO_ACCEPTABLE_METHOD,
  NO_AUTHENTICATION,
  parseCredentials,
  parseMethods,
  parseSOCKS5Request,
  type SOCKS5Address,
  type SOCKS5Credentials,
  type SOCKS5Request,
  USERNAME_PASSWORD,
  VERSION_5,
} from "./messages-5.ts";
import { RelayedConnection } from "./relayed-connection.ts";
import { COMMAND_NOT_SUPPORTED, NOT_ALLOWED, replyCodeFor, SUCCEEDED } from "./reply-codes.ts";
import type { SOCKSDestination, SOCKSServerOptions, SOCKSVersion } from "./server-options.ts";
import { UDPAssociation } from "./udp-association.ts";

const log: Logger = new Logger({ namespace: "torsion.protocols.socks" });
const isHost = (address: IAddress): address is IHostAddress => IHostAddress.providedBy(address);
const NOTHING = new Uint8Array(0);
const NO_ADDRESS = { host: "0.0.0.0", port: 0 };

/** The client's side of a relay, and what has come from it and was not used. */
export interface Handover {
  readonly side: ForwardingProtocol;
  readonly unread: Uint8Array;
}

/** After Twisted's `SOCKSv4`; 4, 4a and 5 on one port. */
export class SOCKSServer extends Protocol implements IDrainable {
  static {
    implementer(IDrainable)(this);
  }
  readonly #options: SOCKSServerOptions;
  readonly #versions: readonly SOCKSVersion[];
  #received: Uint8Array = NOTHING;
  /** What the next message is, and what it leads to. */
  #next: () => boolean = () => this.#first();
  /** Something is waited for, and nothing is parsed. */
  #busy = false;
  #replyVersion: 4 | 5 | null = null;
  #username: string | null = null;
  #over = false;
  #limit: Timeout | null = null;
  #work: Deferred<unknown> | null = null;
  #association: UDPAssociation | null = null;
  readonly #requests = new InFlight();
  /** The request has come to something: a relay, which is drained itself, or the end. */
  #settled: () => void = () => {};

  constructor(options: SOCKSServerOptions) {
    super();
    this.#options = options;
    this.#versions = options.versions ?? (options.authenticate ? [5] : [4, "4a", 5]);
  }

  override connectionMade(): void {
    const { handshakeSeconds = 30 } = this.#options;
    this.#within(handshakeSeconds, () => {
      this.#end(new SOCKSHandshakeTimedOut(handshakeSeconds));
    });
  }

  override dataReceived(data: Uint8Array): void {
    if (this.#association?.isOpen) return;
    this.#received = this.#received.length === 0 ? data : concat([this.#received, data]);
    if (this.#busy) this.transport.pauseProducing();
    else this.#parse();
  }

  /** A request that is whole is seen to its end; a handshake before that is not. */
  drain(): Deferred<void> {
    return this.#requests.none();
  }

  override connectionLost(): void {
    this.#over = true;
    this.#stop();
    this.#settled();
  }

  #parse(): void {
    try {
      while (!this.#busy && !this.#over && this.#received.length > 0 && this.#next());
    } catch (thrown) {
      if (!(thrown instanceof SOCKSMessageError)) throw thrown;
      this.#refuse(thrown);
    }
  }

  /** Hand a message on, if it is whole; gives whether it was. */
  #read<M>(parse: (bytes: Uint8Array) => Parsed<M> | null, heard: (message: M) => void): boolean {
    const parsed = parse(this.#received);
    if (parsed === null) return false;
    this.#received = this.#received.subarray(parsed.length);
    heard(parsed.message);
    return true;
  }

  #first(): boolean {
    const version = this.#received[0];
    const speaks = (...some: SOCKSVersion[]): boolean =>
      some.some((one) => this.#versions.includes(one));
    if (version === VERSION_4 && speaks(4, "4a")) {
      this.#replyVersion = 4;
      return this.#read(parseSOCKS4Request, (request) => this.#asked4(request));
    }
    if (version === VERSION_5 && speaks(5))
      return this.#read(parseMethods, (methods) => this.#offered(methods));
    throw new SOCKSMessageError(`no version ${version} is spoken here`);
  }

  #asked4({ command, version, host, port, userId }: SOCKS4Request): void {
    const { authenticate } = this.#options;
    const destination: SOCKSDestination = {
      ...{ command, host, port, version },
      name: null,
      username: userId,
    };
    if (!this.#versions.includes(version))
      this.#refuse(new SOCKSRefused(`version ${version} is not spoken here`, NOT_ALLOWED));
    else if (authenticate === undefined) this.#perform(destination);
    else
      this.#verify({ username: userId, password: null }, version, (accepted) => {
        if (accepted) this.#perform(destination);
        else this.#refuse(new SOCKSRefused(`${JSON.stringify(userId)} is not let in`, NOT_ALLOWED));
      });
  }

  #offered(methods: readonly number[]): void {
    const wanted = this.#options.authenticate ? USERNAME_PASSWORD : NO_AUTHENTICATION;
    const isOffered = methods.includes(wanted);
    this.transport.write(buildChoice(isOffered ? wanted : NO_ACCEPTABLE_METHOD));
    if (!isOffered)
      this.#end(
        new SOCKSRefused("the client offers no method of authentication that will do", NOT_ALLOWED),
      );
    else if (wanted === NO_AUTHENTICATION) this.#expectRequest();
    else
      this.#next = () =>
        this.#read(parseCredentials, (credentials) => this.#heardCredentials(credentials));
  }

  #heardCredentials(credentials: SOCKS5Credentials): void {
    const { username } = credentials;
    this.#verify(credentials, 5, (accepted) => {
      this.transport.write(buildCredentialsStatus(accepted));
      if (!accepted) {
        this.#end(new SOCKSRefused(`${JSON.stringify(username)} is not let in`, NOT_ALLOWED));
        return;
      }
      this.#username = username;
      this.#expectRequest();
      this.#parse();
    });
  }

  #expectRequest(): void {
    this.#replyVersion = 5;
    this.#next = () => this.#read(parseSOCKS5Request, (request) => this.#asked5(request));
  }

  #asked5({ command, host, port }: SOCKS5Request): void {
    if (command === "udp-associate") this.#associate({ host, port });
    else this.#perform({ command, host, port, name: null, version: 5, username: this.#username });
  }

  /** Whoever is asked may take their time; the limit of the handshake goes on. */
  #verify(
    credentials: { readonly username: string; readonly password: string | null },
    version: SOCKSVersion,
    then: (accepted: boolean) => void,
  ): void {
    const { authenticate } = this.#options;
    const peer = this.transport.getPeer();
    this.#busy = true;
    const verifying = maybeDeferred(() => authenticate?.({ ...credentials, version }, peer));
    this.#work = verifying;
    verifying
      .addErrback((failure) => {
        if (!this.#over) log.failure("authentication of {peer}", failure, { peer: String(peer) });
        return false;
      })
      .addCallback((accepted) => {
        if (this.#over) return;
        this.#busy = false;
        this.#work = null;
        this.transport.resumeProducing();
        then(accepted === true);
      })
      .addErrback((failure) => this.#refuse(failure.value));
  }

  /** The request is whole: do it. */
  #perform(destination: SOCKSDestination): void {
    const { connectSeconds = 60, bindSeconds = 120, listen } = this.#options;
    const { command, host, port } = destination;
    this.#settled = this.#requests.begin();
    this.#busy = true;
    if (this.#received.length > 0) this.transport.pauseProducing();
    if (command === "bind" && listen === undefined) {
      this.#refuse(new SOCKSRefused("nobody is listened for here", COMMAND_NOT_SUPPORTED));
      return;
    }
    const seconds = command === "bind" ? bindSeconds : connectSeconds;
    this.#within(seconds, () => {
      this.#refuse(new TimeoutError(`${command} ${host}:${port}: nothing within ${seconds} s`));
    });
    this.#work = inlineCallbacks(() => this.#performing(destination, seconds)).addErrback(
      (failure) => this.#refuse(failure.value),
    );
  }

  *#performing(destination: SOCKSDestination, seconds: number): Coroutine<unknown> {
    const { listen } = this.#options;
    const hosts = yield* allowedHosts(destination, this.transport.getPeer(), this.#options);
    if (destination.command === "bind" && listen !== undefined)
      return bind(listen(), {
        from: hosts,
        listening: (host) => this.#reply(SUCCEEDED, this.#asSeenByClient(host)),
        handOver: (made) => this.#handOver(made.transport.getPeer()),
      });
    const { port, version } = destination;
    const factory = factoryFrom(
      () =>
        new RelayedConnection(({ transport }) =>
          // Version 4 is told what it knows; Twisted does so.
          this.#handOver(version === 5 ? transport.getHost() : transport.getPeer()),
        ),
    );
    const over = (): boolean => this.#over;
    return connectToOne(hosts, port, factory, { ...this.#options, seconds, over });
  }

  /** The connection says nothing more: it is there as long as the association, and this as long as the connection. */
  #associate(announced: SOCKS5Address): void {
    const { connectSeconds = 60, listenUDP } = this.#options;
    const [client, here] = [this.transport.getPeer(), this.transport.getHost()];
    this.#settled = this.#requests.begin();
    this.#busy = true;
    if (listenUDP === undefined || !isHost(client) || !isHost(here)) {
      this.#refuse(new SOCKSRefused("UDP is not relayed here", COMMAND_NOT_SUPPORTED));
      return;
    }
    this.#within(connectSeconds, () => {
      this.#refuse(new TimeoutError(`no UDP port within ${connectSeconds} s`));
    });
    const association = new UDPAssociation({
      ...{ rules: this.#options, listenUDP, client, here, announced, username: this.#username },
      ended: (reason) => this.#end(reason),
    });
    this.#association = association;
    this.#work = association
      .open()
      .addCallback((host) => this.#associated(host))
      .addErrback((failure) => this.#refuse(failure.value));
  }

  #associated(host: IAddress): void {
    if (this.#over) return;
    this.#work = null;
    this.#limit?.end();
    this.#received = NOTHING;
    // Its end has to be heard of.
    this.transport.resumeProducing();
    this.#reply(SUCCEEDED, this.#asSeenByClient(host));
  }

  /** The other side is there: tell the client so, and be out of the way. */
  #handOver(address: IAddress): Handover | null {
    if (this.#over || this.transport.disconnecting) return null;
    const transport = ISwitchableTransport(this.transport);
    this.#reply(SUCCEEDED, address);
    this.#over = true;
    this.#limit?.end();
    const side = new ForwardingProtocol();
    transport.setProtocol(side);
    side.makeConnection(transport);
    this.#settled();
    return { side, unread: this.#received };
  }

  /** It will not be: say so where a reply is due, and close. */
  #refuse(error: Error): void {
    if (this.#over) return;
    if (this.#replyVersion !== null) this.#reply(replyCodeFor(error));
    this.#end(error);
  }

  #end(error: Error): void {
    if (this.#over) return;
    this.#over = true;
    log.info("SOCKS for {client}: {reason}", {
      client: String(this.transport.getPeer()),
      reason: error.message,
    });
    this.#stop();
    this.transport.loseConnection(error);
  }

  #stop(): void {
    this.#limit?.end();
    this.#association?.end();
    this.#work?.cancel();
    this.#work = null;
  }

  #within(seconds: number, over: () => void): void {
    this.#limit?.end();
    this.#limit = new Timeout(this.#options.clock, over);
    this.#limit.setTimeout(seconds);
  }

  #reply(code: number, address?: IAddress): void {
    const known = address !== undefined && IHostAddress.providedBy(address) ? address : NO_ADDRESS;
    const at = { host: known.host.replace(/%.*$/, ""), port: known.port };
    this.transport.write(
      this.#replyVersion === 4
        ? buildSOCKS4Reply({ code: code === SUCCEEDED ? GRANTED : REJECTED, ...at })
        : buildSOCKS5Reply({ code, ...at }),
    );
  }

  /** A port that listens at every address of the host does so at the one that the client knows. */
  #asSeenByClient(port: IAddress): IAddress {
    const here = this.transport.getHost();
    if (!IHostAddress.providedBy(port) || !IHostAddress.providedBy(here)) return port;
    const isEverywhere = port.host === "0.0.0.0" || port.host === "::";
    return isEverywhere ? hostAddress("TCP", here.host, port.port) : port;
  }
}
