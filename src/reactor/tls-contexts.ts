/** What programs configure, as the platform's; each configuration is read once, however many connections use it. */
import { CertificateOptions, NotSupportedError, type TLSOptions } from "../net/index.ts";
import type { Platform, TLSConfiguration, TLSContext } from "../platform/index.ts";

export class TLSContexts {
  readonly #platform: Pick<Platform, "name" | "tls">;
  /** By the options and what ALPN may choose, which a factory can say in place of the options. */
  readonly #contexts = new WeakMap<TLSOptions, Map<string, TLSContext>>();

  constructor(platform: Pick<Platform, "name" | "tls">) {
    this.#platform = platform;
  }

  /** @param protocols what the factory accepts, where the options do not say. Throws what is wrong with them. */
  get(options: TLSOptions, protocols?: readonly string[]): TLSContext {
    const { tls } = this.#platform;
    if (tls === undefined)
      throw new NotSupportedError(`the platform ${this.#platform.name} has no TLS`);
    const acceptable = options.acceptableProtocols ?? protocols;
    const key = acceptable?.join() ?? "";
    let contexts = this.#contexts.get(options);
    if (contexts === undefined) {
      contexts = new Map();
      this.#contexts.set(options, contexts);
    }
    let context = contexts.get(key);
    if (context === undefined) {
      context = tls.context(this.#configuration(options, acceptable));
      contexts.set(key, context);
    }
    return context;
  }

  #configuration(
    options: TLSOptions,
    acceptableProtocols: readonly string[] | undefined,
  ): TLSConfiguration {
    const { privateKey, certificate, trustRoots, minimumVersion } = options;
    const isServer = options instanceof CertificateOptions;
    const { forName } = isServer ? options : {};
    return {
      role: isServer ? "server" : "client",
      minimumVersion,
      ...(!isServer && { hostname: options.hostname }),
      ...(privateKey !== undefined && { privateKey }),
      ...(certificate !== undefined && { certificate }),
      ...(trustRoots !== undefined && { trustRoots }),
      ...(acceptableProtocols !== undefined && { acceptableProtocols }),
      ...(forName !== undefined && {
        select: (serverName: string): TLSContext | null => {
          const chosen = forName(serverName);
          return chosen && this.get(chosen, acceptableProtocols);
        },
      }),
    };
  }
}
