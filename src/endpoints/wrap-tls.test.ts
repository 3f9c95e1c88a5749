import assert from "node:assert/strict";
import { test } from "node:test";
import { directlyProvides, implementer, verifyObject } from "../components/index.ts";
import { Deferred, Failure } from "../deferred/index.ts";
import {
  CertificateOptions,
  ConnectError,
  hostAddress,
  type IListeningPort,
  type IProtocol,
  type IProtocolFactory,
  IProtocolNegotiationFactory,
  IStreamClientEndpoint,
  IStreamServerEndpoint,
  ISwitchableTransport,
  ITLSTransport,
  optionsForClientTLS,
  type TLSOptions,
} from "../net/index.ts";
import { Protocol } from "../protocols/index.ts";
import { ScriptedEndpoint } from "./scripted-endpoint.test-fixture.ts";
import { wrapClientTLS, wrapServerTLS } from "./wrap-tls.ts";

const peer = hostAddress("TCP", "b", 80);

class Negotiating implements IProtocolNegotiationFactory {
  static {
    implementer(IProtocolNegotiationFactory)(this);
  }
  buildProtocol(): Protocol {
    return new Protocol();
  }
  doStart(): void {}
  doStop(): void {}
  acceptableProtocols(): readonly string[] {
    return ["h2", "http/1.1"];
  }
}

/** What the protocol that `factory` builds asks of a transport, and the protocol that is left on it. */
function connect(factory: IProtocolFactory) {
  const asked: TLSOptions[] = [];
  let protocol: IProtocol | null = null;
  const transport = {
    startTLS: (options: TLSOptions) => asked.push(options),
    setProtocol: (next: IProtocol) => {
      protocol = next;
    },
    abortConnection: () => {},
  };
  directlyProvides(transport as never, ITLSTransport, ISwitchableTransport);
  const first = factory.buildProtocol(peer)!;
  first.makeConnection(transport as never);
  return { first, asked, protocol };
}

test("E5: the result is the user's own protocol, on the transport itself, after its connectionMade", () => {
  const inner = new ScriptedEndpoint("b:80");
  const options = optionsForClientTLS("example.org");
  const endpoint = wrapClientTLS(options, inner);
  verifyObject(IStreamClientEndpoint, endpoint);
  assert.equal(String(endpoint), "TLS over b:80");
  const mine = new Protocol();
  const seen: unknown[] = [];
  endpoint
    .connect(() => mine)
    .addBoth((result) => {
      seen.push(result);
    });
  const { factory, connected } = inner.attempts[0]!;
  const { first, asked, protocol } = connect(factory);
  assert.deepEqual(asked, [options]);
  assert.equal(protocol, mine);
  assert.ok(mine.connected);
  connected.callback(first);
  assert.deepEqual(seen, [mine]);
});

test("over what has no TLS the failure is NotSupportedError; a factory that refuses, or an endpoint that fails, is theirs", () => {
  const inner = new ScriptedEndpoint("b:80");
  const endpoint = wrapClientTLS(optionsForClientTLS("example.org"), inner);
  const seen: unknown[] = [];
  const note = (result: unknown): void => {
    seen.push(result instanceof Failure ? result.value.name : result);
  };
  endpoint.connect(Protocol).addBoth(note);
  const { factory, connected } = inner.attempts[0]!;
  const first = factory.buildProtocol(peer)!;
  let reason: unknown;
  first.makeConnection({
    abortConnection: (given: unknown) => {
      reason = given;
    },
  } as never);
  connected.callback(first);
  assert.deepEqual(seen, ["NotSupportedError"]);
  assert.equal((reason as Error).name, "NotSupportedError");
  endpoint.connect(() => null).addBoth(note);
  assert.equal(inner.succeed(), null);
  inner.fail(new ConnectError("refused"));
  assert.deepEqual(seen, ["NotSupportedError", "ConnectError"]);
});

test("X27: the factory's protocols are offered by ALPN, unless the options say others; the options are made once", () => {
  const inner = new ScriptedEndpoint("b:80");
  const plain = optionsForClientTLS("example.org", {
    trustRoot: "root",
    minimumVersion: "TLSv1.3",
    handshakeSeconds: 7,
    privateKey: "key",
    certificate: "certificate",
  });
  const endpoint = wrapClientTLS(plain, inner);
  const asked = [1, 2].flatMap(() => {
    endpoint.connect(new Negotiating());
    return connect(inner.attempts.at(-1)!.factory).asked;
  });
  assert.equal(asked[0], asked[1]);
  assert.deepEqual({ ...asked[0], acceptableProtocols: undefined }, { ...plain });
  assert.deepEqual(asked[0]!.acceptableProtocols, ["h2", "http/1.1"]);
  const said = optionsForClientTLS("example.org", { acceptableProtocols: ["irc"] });
  wrapClientTLS(said, inner).connect(new Negotiating());
  assert.deepEqual(connect(inner.attempts.at(-1)!.factory).asked, [said]);
});

test("a server does the same for each connection; what has no TLS is thrown, and so ends that one connection", () => {
  const listened: IProtocolFactory[] = [];
  const listening = new Deferred<IListeningPort>();
  const inner = {
    listen: (factory: IProtocolFactory) => {
      listened.push(factory);
      return listening;
    },
    toString: () => "a pipe",
  };
  const forName = (): null => null;
  const options = new CertificateOptions({
    privateKey: "key",
    certificate: "mine",
    trustRoot: ["r"],
    forName,
  });
  const endpoint = wrapServerTLS(options, inner);
  verifyObject(IStreamServerEndpoint, endpoint);
  assert.equal(String(endpoint), "TLS over a pipe");
  assert.equal(endpoint.listen(Protocol), listening);
  const { asked, protocol } = connect(listened[0]!);
  assert.deepEqual(asked, [options]);
  assert.ok((protocol as Protocol | null) instanceof Protocol);
  endpoint.listen(new Negotiating());
  const [negotiated] = connect(listened[1]!).asked;
  assert.deepEqual({ ...negotiated, acceptableProtocols: undefined }, { ...options });
  const bare = listened[0]!.buildProtocol(peer)!;
  assert.throws(() => bare.makeConnection({} as never), { name: "NotSupportedError" });
});
