/**
 * A client's side of the exchange with a proxy, up to the reply: then whoever asked for it has the transport.
 *
 * Rule: the proxy speaks when it was spoken to. What comes with an answer and belongs to no question is an error,
 * except behind the last reply: there it is what the destination has sent.
 */
import { concat } from "../../bytes/index.ts";
import type { Failure } from "../../deferred/index.ts";
import type { ConnectError } from "../../net/index.ts";
import { Protocol } from "../protocol.ts";
import { SOCKSAuthenticationError, SOCKSMessageError, SOCKSProxyError } from "./errors.ts";
import type { Parsed } from "./message.ts";
import { buildSOCKS4Request, GRANTED, parseSOCKS4Reply } from "./messages-4.ts";
import {
  buildCredentials,
  buildMethods,
  buildSOCKS5Request,
  NO_AUTHENTICATION,
  parseChoice,
  parseCredentialsStatus,
  parseSOCKS5Reply,
  type SOCKS5Address,
  type SOCKS5Reply,
  USERNAME_PASSWORD,
} from "./messages-5.ts";
import { errorForReply, SUCCEEDED } from "./reply-codes.ts";
import type { SOCKSVersion } from "./server-options.ts";

/** What a proxy is asked for. */
export interface SOCKSClientOptions {
  readonly version: SOCKSVersion;
  /** `connect` by default; only version 5 knows the other one. */
  readonly command?: "connect" | "udp-associate" | undefined;
  readonly host: string;
  readonly port: number;
  /** In version 4 and 4a the user id. */
  readonly username?: string | undefined;
  /** With it, version 5 offers authentication; 4 has none. */
  readonly password?: string | undefined;
}

/** Who is told how it went: one of the two, once. */
export interface HandshakeOutcome {
  /**
   * The transport's protocol is to be replaced now. What it gives is handed to the transport (X10).
   *
   * @param bound the address of the reply: that which the proxy has connected from or, of UDP, which it takes datagrams at.
   */
  readonly connected: (unread: Uint8Array, bound: SOCKS5Address) => unknown;
  /** The connection is about to be closed, or was. */
  readonly failed: (error: ConnectError) => void;
}

const NOTHING = new Uint8Array(0);

/** The client's side of the exchange with a proxy, for an endpoint: `SOCKSClientEndpoint` is one. */
export class SOCKSClientHandshake extends Protocol {
  readonly #options: SOCKSClientOptions;
  readonly #outcome: HandshakeOutcome;
  readonly #request: Uint8Array;
  readonly #credentials: Uint8Array | null;
  #received: Uint8Array = NOTHING;
  #next: () => unknown = () => undefined;
  #over = false;

  /** Throws `SOCKSMessageError` where what is asked for cannot be said in this version. */
  constructor(options: SOCKSClientOptions, outcome: HandshakeOutcome) {
    super();
    this.#options = options;
    this.#outcome = outcome;
    const { version, command = "connect", host, port, username, password } = options;
    const isVersion5 = version === 5;
    if (command !== "connect" && !isVersion5)
      throw new SOCKSMessageError(`version ${version} has no ${command}`);
    this.#request = isVersion5
      ? buildSOCKS5Request({ command, host, port })
      : buildSOCKS4Request({ command: "connect", version, host, port, userId: username ?? "" });
    this.#credentials =
      isVersion5 && username !== undefined
        ? buildCredentials({ username, password: password ?? "" })
        : null;
  }

  override connectionMade(): void {
    if (this.#options.version !== 5) {
      this.transport.write(this.#request);
      this.#next = () =>
        this.#read(parseSOCKS4Reply, (reply) => this.#replied(4, reply.code === GRANTED, reply));
      return;
    }
    const methods = [NO_AUTHENTICATION];
    if (this.#credentials !== null) methods.push(USERNAME_PASSWORD);
    this.transport.write(buildMethods(methods));
    this.#next = () => this.#read(parseChoice, (method) => this.#chosen(method));
  }

  override dataReceived(data: Uint8Array): unknown {
    this.#received = this.#received.length === 0 ? data : concat([this.#received, data]);
    try {
      return this.#next();
    } catch (thrown) {
      if (!(thrown instanceof SOCKSMessageError) || this.#over) throw thrown;
      this.#fail(
        new SOCKSProxyError(`no answer of a SOCKS proxy: ${thrown.message}`, { cause: thrown }),
      );
      return undefined;
    }
  }

  override connectionLost(reason: Failure): void {
    if (this.#over) return;
    this.#over = true;
    this.#outcome.failed(
      new SOCKSProxyError("the SOCKS proxy has closed the connection, and has not answered", {
        cause: reason.value,
      }),
    );
  }

  #read<M>(
    parse: (bytes: Uint8Array) => Parsed<M> | null,
    heard: (message: M) => unknown,
  ): unknown {
    const parsed = parse(this.#received);
    if (parsed === null) return undefined;
    this.#received = this.#received.subarray(parsed.length);
    return heard(parsed.message);
  }

  #chosen(method: number): void {
    if (method === NO_AUTHENTICATION) this.#sendRequest();
    else if (method === USERNAME_PASSWORD && this.#credentials !== null) {
      this.#spokenTo();
      this.transport.write(this.#credentials);
      this.#next = () => this.#read(parseCredentialsStatus, (accepted) => this.#checked(accepted));
    } else
      this.#fail(
        new SOCKSAuthenticationError(
          this.#credentials === null
            ? "the SOCKS proxy wants authentication, and there is no username"
            : "the SOCKS proxy takes no username and password",
        ),
      );
  }

  #checked(accepted: boolean): void {
    if (accepted) this.#sendRequest();
    else
      this.#fail(
        new SOCKSAuthenticationError("the SOCKS proxy does not take this username and password"),
      );
  }

  #sendRequest(): void {
    this.#spokenTo();
    this.transport.write(this.#request);
    this.#next = () =>
      this.#read(parseSOCKS5Reply, (reply) => this.#replied(5, reply.code === SUCCEEDED, reply));
  }

  #spokenTo(): void {
    if (this.#received.length > 0) throw new SOCKSMessageError("it answers what it was not asked");
  }

  #replied(version: 4 | 5, isDone: boolean, { code, ...bound }: SOCKS5Reply): unknown {
    if (isDone) {
      this.#over = true;
      return this.#outcome.connected(this.#received, bound);
    }
    const { command, host, port } = this.#options;
    const what = command === "udp-associate" ? "relay UDP" : `connect to ${host}:${port}`;
    this.#fail(errorForReply(version, code, what));
    return undefined;
  }

  #fail(error: ConnectError): void {
    this.#over = true;
    this.#outcome.failed(error);
    this.transport.loseConnection(error);
  }
}
