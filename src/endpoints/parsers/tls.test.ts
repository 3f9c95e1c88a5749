import assert from "node:assert/strict";
import { test } from "node:test";
import { utf8 } from "../../bytes/index.ts";
import { CertificateOptions } from "../../net/index.ts";
import { MemoryNetwork } from "../../platform/memory/index.ts";
import { reactorOn } from "../../reactor/index.ts";
import { parseDescription } from "../description.ts";
import { SSLServerEndpoint } from "../ssl-server-endpoint.ts";
import { sslClient, sslServer, tlsClient, tlsServer } from "./tls.ts";

const KEY = "-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----\n";
const CERTIFICATE = "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n";
const factory = { buildProtocol: () => null, doStart() {}, doStop() {} };

function world() {
  const network = new MemoryNetwork();
  const { files } = network.environment("a");
  files.set("/key", utf8(KEY));
  files.set("/crt", utf8(CERTIFICATE));
  files.set("/chain", utf8(`${CERTIFICATE}chain`));
  files.set("/both", utf8(KEY + CERTIFICATE));
  const asked: unknown[][] = [];
  const reactor = Object.assign(reactorOn(network.host("a")), {
    listenSSL: (port: number, _factory: unknown, tls: unknown, options: unknown): never => {
      asked.push([port, tls, options]);
      throw new Error("only asked");
    },
    connectSSL: () => assert.fail(),
  });
  return { reactor, asked };
}

test("tls: a server's key, certificate and chain are read when the description is", () => {
  const { reactor, asked } = world();
  const serve = (text: string): unknown[] => {
    const parser = text.startsWith("ssl") ? sslServer : tlsServer;
    const endpoint = parser.parseStreamServer(reactor, parseDescription(text));
    assert.ok(endpoint instanceof SSLServerEndpoint);
    endpoint.listen(factory).addErrback(() => {});
    return asked.pop()!;
  };
  const [port, tls, options] = serve(
    "ssl:443:privateKey=/key:certKey=/crt:extraCertChain=/chain:interface=\\:\\:1:backlog=7",
  );
  assert.equal(port, 443);
  assert.ok(tls instanceof CertificateOptions);
  assert.equal(tls.privateKey, KEY);
  assert.equal(tls.certificate, `${CERTIFICATE}${CERTIFICATE}chain`);
  assert.deepEqual(options, { interface: "::1", backlog: 7 });
  const [, both] = serve("tls:443:/both");
  assert.equal((both as CertificateOptions).certificate, KEY + CERTIFICATE, "one file has both");
});

test("tls: a key without a certificate is told which argument says where that is", () => {
  const { reactor } = world();
  const serve = (text: string) => () =>
    tlsServer.parseStreamServer(reactor, parseDescription(text));
  assert.throws(serve("tls:443:/key"), /no certificate in PEM: certKey= says which file has it\n/);
  assert.throws(serve("tls:443:/key:certKey=/key"), /certKey is .* no certificate in PEM\n/);
});

test("tls: a client's endpoint is the host's, or the one inside", () => {
  const { reactor } = world();
  const client = (text: string): string => {
    const parser = text.startsWith("ssl") ? sslClient : tlsClient;
    return String(parser.parseStreamClient(reactor, parseDescription(text)));
  };
  assert.equal(client("tls:example.org:443"), "TLS over example.org:443");
  assert.equal(client("tls:example.org:443:timeout=5:bindAddress=a"), "TLS over example.org:443");
  assert.equal(client("ssl:10.0.0.1:443:hostname=example.org"), "TLS over 10.0.0.1:443");
  assert.equal(client("tls:host:443:certificate=/both:trustRoots=/crt"), "TLS over host:443");
  assert.equal(
    client("ssl:host:443:privateKey=/key:certKey=/crt:caCertsDir=/crt"),
    "TLS over host:443",
  );
  const inside = "tls:host:443:endpoint=tcp\\:proxy\\:80\\:timeout=3";
  assert.equal(client(inside), "TLS over proxy:80");
});

test("tls: mistakes, each at its place, and before anything is opened", () => {
  const { reactor } = world();
  const mistake = (parse: () => unknown, position: number, message: RegExp): void =>
    assert.throws(parse, { name: "InvalidDescriptionError", position, message });
  const server = (text: string, position: number, message: RegExp): void =>
    mistake(() => sslServer.parseStreamServer(reactor, parseDescription(text)), position, message);
  const client = (text: string, position: number, message: RegExp): void =>
    mistake(() => tlsClient.parseStreamClient(reactor, parseDescription(text)), position, message);
  server("ssl:443", 7, /ssl needs a privateKey/);
  server("ssl:443:/none", 8, /privateKey|the file is \/none, which cannot be read/);
  server("ssl:443:/key", 8, /in which there is no certificate/);
  server("ssl:443:/crt", 8, /in which there is no key/);
  server(
    "ssl:443:/both:sslmethod=SSLv23_METHOD",
    14,
    /there is no sslmethod: TLS 1\.2 is the least/,
  );
  server("ssl:443:/both:dhParameters=/dh", 14, /there is no dhParameters: .*elliptic/);
  client("tls:host:443:trustRoots=/none", 24, /trustRoots is \/none, which cannot be read/);
  client("tls:host:443:certificate=/crt", 25, /in which there is no key/);
  client("tls:host:443:endpoint=tcp\\:proxy\\:x", 34, /port is "x"/);
  client(
    "tls:host:443:timeout=3:endpoint=tcp\\:b\\:1",
    13,
    /timeout belongs into the endpoint inside/,
  );
});

test("tls: a reactor that has none is told apart from a mistake", () => {
  const { reactor } = world();
  const bare = { environment: reactor.environment, listenTCP() {}, connectTCP() {} };
  assert.throws(() => tlsServer.parseStreamServer(bare, parseDescription("tls:443:/both")), {
    name: "NotSupportedError",
    message: /IReactorSSL/,
  });
});
