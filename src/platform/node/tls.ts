/** TLS of `node:tls`: contexts, and the engines made from them. */
import { isIP } from "node:net";
import type { Duplex } from "node:stream";
import * as tls from "node:tls";
import { platformError } from "../errors.ts";
import type {
  TLSConfiguration,
  TLSContext,
  TLSEngine,
  TLSEngineSink,
  TLSPlatform,
} from "../tls-port.ts";
import { nodeHandles } from "./node-handles.ts";
import { NodeTLSEngine } from "./tls-engine.ts";

/** @param options.publicOnly use nothing but the public API of `node:tls`; slower. */
export function nodeTLS({
  publicOnly = false,
}: {
  readonly publicOnly?: boolean;
} = {}): TLSPlatform {
  return { context: (configuration) => new NodeTLSContext(configuration, publicOnly) };
}

class NodeTLSContext implements TLSContext {
  readonly secureContext: tls.SecureContext;
  readonly #configuration: TLSConfiguration;
  readonly #publicOnly: boolean;

  constructor(configuration: TLSConfiguration, publicOnly: boolean) {
    this.#publicOnly = publicOnly;
    this.#configuration = configuration;
    const { privateKey, certificate, trustRoots, minimumVersion } = configuration;
    try {
      this.secureContext = tls.createSecureContext({
        minVersion: minimumVersion,
        ...(privateKey !== undefined && { key: text(privateKey) }),
        ...(certificate !== undefined && { cert: text(certificate) }),
        ...(trustRoots !== undefined && { ca: trustRoots.map(text) }),
      });
    } catch (thrown) {
      throw platformError(thrown);
    }
  }

  engine(sink: TLSEngineSink): TLSEngine {
    const { role, trustRoots } = this.#configuration;
    const isServer = role === "server";
    const options = {
      isServer,
      asksClient: isServer && trustRoots !== undefined,
      handles: this.#publicOnly ? null : nodeHandles(),
      open: (wire: Duplex) => (isServer ? this.#accept(wire) : this.#connect(wire)),
    };
    return new NodeTLSEngine(options, sink);
  }

  #connect(wire: Duplex): tls.TLSSocket {
    const { hostname = "", acceptableProtocols } = this.#configuration;
    return tls.connect({
      socket: wire,
      secureContext: this.secureContext,
      host: hostname,
      // RFC 6066: an address is no server name.
      ...(isIP(hostname) === 0 && { servername: hostname }),
      ...(acceptableProtocols && { ALPNProtocols: [...acceptableProtocols] }),
      rejectUnauthorized: true,
    });
  }

  #accept(wire: Duplex): tls.TLSSocket {
    const { trustRoots, acceptableProtocols, select } = this.#configuration;
    return new tls.TLSSocket(wire, {
      isServer: true,
      secureContext: this.secureContext,
      requestCert: trustRoots !== undefined,
      rejectUnauthorized: trustRoots !== undefined,
      ...(acceptableProtocols && { ALPNProtocols: [...acceptableProtocols] }),
      ...(select && {
        SNICallback: (
          name: string,
          done: (error: Error | null, context?: tls.SecureContext) => void,
        ) => {
          try {
            const chosen = select(name) as NodeTLSContext | null;
            if (chosen === null) done(new Error(`no certificate for ${name}`));
            else done(null, chosen.secureContext);
          } catch (thrown) {
            done(thrown as Error);
          }
        },
      }),
    });
  }
}

function text(pem: string | Uint8Array): string | Buffer {
  return typeof pem === "string" ? pem : Buffer.from(pem);
}
