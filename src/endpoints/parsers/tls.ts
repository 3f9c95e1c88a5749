/**
 * `tls:443:/etc/key.pem` and `tls:example.org:443`; `ssl:`, Twisted's older name, is the same.
 *
 * Rule: a client verifies, always: whoever wants another name to be shown says which.
 */
import {
  CertificateOptions,
  type ClientTLSOptionsInit,
  IReactorSSL,
  IReactorTCP,
  optionsForClientTLS,
} from "../../net/index.ts";
import type { Description } from "../description.ts";
import { InvalidDescriptionError } from "../errors.ts";
import { clientFromDescription } from "../from-string.ts";
import {
  host,
  innerDescription,
  optional,
  type PlacedReader,
  portNumber,
  readParameters,
  required,
  seconds,
  type Values,
} from "../parameters.ts";
import {
  capable,
  type IStreamClientEndpointStringParser,
  type IStreamServerEndpointStringParser,
  type StreamClientEndpoint,
} from "../parser.ts";
import { SSLServerEndpoint } from "../ssl-server-endpoint.ts";
import { wrapClientTLS } from "../wrap-tls.ts";
import { fileName, PEMFiles } from "./pem-files.ts";
import { hostEndpoint, listening } from "./tcp.ts";

/** What Twisted takes and we do not. */
function refused(why: string): PlacedReader<never> {
  return (_value, { text }, { name, position }) => {
    throw new InvalidDescriptionError(`there is no ${name}: ${why}`, text, position);
  };
}

const serving = {
  port: required(portNumber(0)),
  privateKey: required(fileName),
  /** By default it is in the file of the key. */
  certKey: optional(fileName),
  extraCertChain: optional(fileName),
  ...listening,
  sslmethod: optional(refused("TLS 1.2 is the least, and the best that both know is chosen")),
  dhParameters: optional(refused("keys are agreed on by elliptic curves")),
};

const connecting = {
  host: required(host),
  port: required(portNumber(1)),
  timeout: optional(seconds),
  bindAddress: optional(host),
  /** Whom the server has to prove to be; by default the host. */
  hostname: optional(host),
  certificate: optional(fileName),
  privateKey: optional(fileName),
  trustRoots: optional(fileName),
  endpoint: optional(innerDescription),
};
/** Twisted's names for the same, in `ssl:`. */
const connectingSSL = {
  ...connecting,
  certKey: optional(fileName),
  caCertsDir: optional(fileName),
};

function server(prefix: "tls" | "ssl"): IStreamServerEndpointStringParser {
  return {
    prefix,
    parseStreamServer: (reactor, description) => {
      const { port, privateKey, certKey, extraCertChain, ...options } = readParameters(
        description,
        serving,
      );
      const able = capable(reactor, IReactorSSL, description);
      const files = new PEMFiles(reactor, description);
      const chain = extraCertChain === undefined ? "" : files.read(extraCertChain, "certificate");
      const own = files.read(
        certKey ?? privateKey,
        "certificate",
        certKey === undefined ? ": certKey= says which file has it" : "",
      );
      return new SSLServerEndpoint(able, port, {
        ...options,
        tls: new CertificateOptions({
          privateKey: files.read(privateKey, "key"),
          certificate: chain === "" ? own : `${own.trimEnd()}\n${chain}`,
        }),
      });
    },
  };
}

export const tlsServer: IStreamServerEndpointStringParser = server("tls");
export const sslServer: IStreamServerEndpointStringParser = server("ssl");

export const tlsClient: IStreamClientEndpointStringParser = {
  prefix: "tls",
  parseStreamClient: (reactor, description) =>
    client(reactor, description, readParameters(description, connecting)),
};

export const sslClient: IStreamClientEndpointStringParser = {
  prefix: "ssl",
  parseStreamClient: (reactor, description) => {
    const { certKey, caCertsDir, ...values } = readParameters(description, connectingSSL);
    return client(reactor, description, {
      ...(certKey && { certificate: certKey }),
      ...(caCertsDir && { trustRoots: caCertsDir }),
      ...values,
    });
  },
};

function client(
  reactor: object,
  description: Description,
  values: Values<typeof connecting>,
): StreamClientEndpoint {
  const { host, port, hostname, endpoint } = values;
  const tls = optionsForClientTLS(hostname ?? host, ofFiles(reactor, description, values));
  if (endpoint !== undefined) {
    refuseBeside(description, ["timeout", "bindAddress"]);
    return wrapClientTLS(tls, clientFromDescription(reactor, endpoint));
  }
  const able = capable(reactor, IReactorTCP, description);
  return wrapClientTLS(tls, hostEndpoint(able, host, port, values));
}

function ofFiles(
  reactor: object,
  description: Description,
  { certificate, privateKey, trustRoots }: Values<typeof connecting>,
): ClientTLSOptionsInit {
  // One file may hold both.
  const [certificates, key] = [certificate ?? privateKey, privateKey ?? certificate];
  if (certificates === undefined && trustRoots === undefined) return {};
  const files = new PEMFiles(reactor, description);
  return {
    ...(certificates && { certificate: files.read(certificates, "certificate") }),
    ...(key && { privateKey: files.read(key, "key") }),
    ...(trustRoots && { trustRoot: files.roots(trustRoots) }),
  };
}

/** How to connect is for the inner description to say. */
function refuseBeside({ text, args }: Description, names: readonly string[]): void {
  for (const { name, position } of args)
    if (name !== undefined && names.includes(name))
      throw new InvalidDescriptionError(`${name} belongs into the endpoint inside`, text, position);
}
