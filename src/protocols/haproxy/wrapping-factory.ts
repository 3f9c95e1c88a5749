/** The factory behind a proxy: its connections begin with a header that says whose they are. */
import { Logger } from "../../logger/index.ts";
import type { IAddress, IProtocol, IReactorTime } from "../../net/index.ts";
import { allAtLeast } from "../option-check.ts";
import { WrappingFactory } from "../policies/index.ts";
import type { ProtocolSource } from "../protocol-source.ts";
import { UntrustedProxyError } from "./errors.ts";
import type { ProxyHeaderParserOptions } from "./header-parser.ts";
import { HAProxyProtocolWrapper } from "./protocol-wrapper.ts";
import { type TrustedPeers, trustedBy } from "./trusted-peers.ts";

const log: Logger = new Logger({ namespace: "torsion.protocols.haproxy" });

export interface HAProxyOptions extends ProxyHeaderParserOptions {
  /** How long the header may take to come; 5 by default, in which a lost packet is sent again. */
  readonly seconds?: number;
  /**
   * Who may connect: the proxies. By default everybody who can reach the port, and whoever can, can say to be
   * anybody: leave it out only where the port is not open to others.
   */
  readonly trusted?: TrustedPeers;
}

export class HAProxyWrappingFactory<P extends IProtocol = IProtocol> extends WrappingFactory<P> {
  readonly clock: Pick<IReactorTime, "callLater">;
  readonly options: HAProxyOptions & { readonly seconds: number };
  readonly #isTrusted: (peer: IAddress) => boolean;

  /** Throws `RangeError` and `InvalidAddressError` for options that make no sense. */
  constructor(
    wrapped: ProtocolSource<P>,
    clock: Pick<IReactorTime, "callLater">,
    options: HAProxyOptions = {},
  ) {
    super(wrapped);
    this.clock = clock;
    this.options = { seconds: 5, ...options };
    allAtLeast(0, { seconds: options.seconds, maxLength: options.maxLength });
    this.#isTrusted = options.trusted === undefined ? () => true : trustedBy(options.trusted);
  }

  /** The wrapped factory is asked when the header is there. */
  override buildProtocol(peer: IAddress): HAProxyProtocolWrapper<P> | null {
    if (this.#isTrusted(peer)) return new HAProxyProtocolWrapper(this);
    this.headerRefused(peer, new UntrustedProxyError(`${peer} is no trusted proxy`));
    return null;
  }

  /** For subclasses: a connection that came from `peer` is closed without a protocol having been built. Logs it. */
  headerRefused(peer: IAddress, reason: Error): void {
    log.info("no PROXY header from {peer}: {reason}", {
      peer: String(peer),
      reason: reason.message,
    });
  }

  override logPrefix(): string {
    return `${super.logPrefix()} (PROXY)`;
  }
}
