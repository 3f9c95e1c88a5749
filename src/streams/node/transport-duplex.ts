/**
 * A transport as the `Duplex` that libraries written for `net.Socket` take: `http`, `http2`, `ws` …
 *
 * What they ask of a socket beyond a stream is here: addresses, options of TCP, an idle timeout. The last takes its time
 * from the reactor, so that it runs on simulated time as well.
 */
import { implementer } from "../../components/index.ts";
import {
  type IDelayedCall,
  IHandshakeListener,
  IHostAddress,
  INegotiated,
  IPv6Address,
  type IReactorTime,
  ITCPTransport,
  ITLSTransport,
  type ITransport,
  TLSError,
  type TLSOptions,
} from "../../net/index.ts";
import { TransportStream, type TransportStreamOptions } from "./transport-stream.ts";

export type TransportDuplexOptions = TransportStreamOptions;

/**
 * A protocol, so that `connectProtocol(endpoint, duplex)` connects it.
 *
 * `end` closes our direction when all has been sent; `destroy` aborts the connection, or after 'finish' closes it. An
 * orderly end is 'end' and 'close'; any other is an 'error' with the reason that `connectionLost` was given, and its
 * `code`. What has been written is not to be changed, also when its callback has been called.
 */
export class TransportDuplex extends TransportStream implements IHandshakeListener {
  static {
    implementer(IHandshakeListener)(this);
  }
  /** Milliseconds, as Node counts them; 0: none. */
  timeout = 0;
  readonly #clock: IReactorTime;
  #idle: IDelayedCall | null = null;
  /** Asked for before there was a connection. */
  #options: ((tcp: ITCPTransport) => void)[] = [];

  constructor(clock: IReactorTime, options: TransportDuplexOptions = {}) {
    super(options);
    this.#clock = clock;
  }

  // Whether it is connected, and to where.

  /** It is being connected as it is; for libraries that ask for it all the same, `pg` say. */
  connect(..._where: readonly unknown[]): this {
    return this;
  }

  get connecting(): boolean {
    return this.transport === null && !this.destroyed;
  }

  get pending(): boolean {
    return this.transport === null;
  }

  get readyState(): "opening" | "open" | "readOnly" | "writeOnly" | "closed" {
    if (this.connecting) return "opening";
    if (this.readable) return this.writable ? "open" : "readOnly";
    return this.writable ? "writeOnly" : "closed";
  }

  get #peer(): IHostAddress | null {
    return IHostAddress(this.transport?.getPeer() ?? null, null);
  }

  get #host(): IHostAddress | null {
    return IHostAddress(this.transport?.getHost() ?? null, null);
  }

  get remoteAddress(): string | undefined {
    return this.#peer?.host;
  }

  get remotePort(): number | undefined {
    return this.#peer?.port;
  }

  get remoteFamily(): string | undefined {
    return familyOf(this.#peer);
  }

  get localAddress(): string | undefined {
    return this.#host?.host;
  }

  get localPort(): number | undefined {
    return this.#host?.port;
  }

  get localFamily(): string | undefined {
    return familyOf(this.#host);
  }

  address(): { address: string; port: number; family: string } | Record<string, never> {
    const host = this.#host;
    if (host === null) return {};
    return { address: host.host, port: host.port, family: familyOf(host)! };
  }

  // TLS.

  /**
   * Go over to TLS, as a server with `CertificateOptions`, as a client with `optionsForClientTLS`; 'secureConnect'
   * comes when the handshake is done. Bytes that have come and were not read yet came before TLS, from anybody: where
   * there are any, the connection ends with `TLSError` (X26).
   */
  startTLS(options: TLSOptions): void {
    if (this.readableLength > 0)
      this.destroy(new TLSError("bytes came before TLS, and were not read"));
    else ITLSTransport(this.transport).startTLS(options);
  }

  handshakeCompleted(): void {
    this.emit("secureConnect");
  }

  /** It speaks TLS. */
  get encrypted(): boolean {
    return ITLSTransport.providedBy(this.transport) && this.transport.TLS;
  }

  /** What ALPN has chosen, else `null`: a `false`, as of a `TLSSocket`, and `http2` would refuse the connection. */
  get alpnProtocol(): string | null {
    return INegotiated.providedBy(this.transport) ? this.transport.negotiatedProtocol : null;
  }

  // What can be asked of TCP; of any other transport in vain.

  setNoDelay(enabled = true): this {
    return this.#option((tcp) => tcp.setTcpNoDelay(enabled));
  }

  setKeepAlive(enabled = false, _initialDelay?: number): this {
    return this.#option((tcp) => tcp.setTcpKeepAlive(enabled));
  }

  #option(set: (tcp: ITCPTransport) => void): this {
    if (this.transport === null) this.#options.push(set);
    else if (ITCPTransport.providedBy(this.transport)) set(this.transport);
    return this;
  }

  override makeConnection(transport: ITransport): unknown {
    if (ITCPTransport.providedBy(transport)) for (const set of this.#options) set(transport);
    this.#options = [];
    return super.makeConnection(transport);
  }

  /** It is the reactor that keeps a process alive. */
  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  // Its ends.

  /** `end`, and `destroy` when all has been sent. */
  destroySoon(): void {
    if (this.writable) this.end();
    if (this.writableFinished) this.destroy();
    else this.once("finish", () => this.destroy());
  }

  resetAndDestroy(): this {
    this.transport?.abortConnection();
    return this.destroy();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#idle?.cancel();
    this.#idle = null;
    super._destroy(error, done);
  }

  // The idle timeout.

  /** Emit 'timeout' when nothing was read or written for so long; nothing else is done about it. */
  setTimeout(milliseconds: number, listener?: () => void): this {
    this.timeout = milliseconds;
    this.#idle?.cancel();
    this.#idle = null;
    if (listener !== undefined) {
      if (milliseconds > 0) this.once("timeout", listener);
      else this.off("timeout", listener);
    }
    this.#active();
    return this;
  }

  #active(): void {
    if (this.timeout === 0 || this.destroyed) return;
    const seconds = this.timeout / 1000;
    if (this.#idle !== null) this.#idle.reset(seconds);
    else
      this.#idle = this.#clock.callLater(seconds, () => {
        this.#idle = null;
        this.emit("timeout");
      });
  }

  override dataReceived(data: Uint8Array): void {
    this.#active();
    super.dataReceived(data);
  }

  protected override wrote(): void {
    this.#active();
  }
}

function familyOf(address: IHostAddress | null): string | undefined {
  return address === null ? undefined : address instanceof IPv6Address ? "IPv6" : "IPv4";
}
