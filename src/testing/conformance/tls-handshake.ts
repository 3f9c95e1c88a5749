/** The handshake: when it is, who is trusted, and what is agreed on (X23, X27, X28). */
import { alsoProvides } from "../../components/index.ts";
import { INegotiated, IProtocolNegotiationFactory, ISSLTransport } from "../../net/index.ts";
import { behaviour, type ConformanceCase } from "./case.ts";
import { testCertificates } from "./certificates.ts";
import { check, same } from "./errors.ts";
import type { Peer } from "./peer.ts";
import { PeerFactory } from "./peer-factory.ts";
import { clientOptions, serverOptions, type TLSWorld } from "./tls-world.ts";

const { authority, client: clientCertificate, expired, otherName, selfSigned } = testCertificates;
const secured = (): void => {};

async function bothSecured(world: TLSWorld, ...peers: Peer[]): Promise<void> {
  await world.until("both are secured", () =>
    peers.every(({ events }) => events.includes("secured")),
  );
}

/** A server that the client must not trust. */
function untrusted(
  what: string,
  certificate: typeof expired,
  options = clientOptions(),
): ConformanceCase<TLSWorld> {
  return behaviour(`X28: ${what} is a VerificationError, and no byte is sent`, async (world) => {
    const { server, client } = await world.secured(
      { server: serverOptions(certificate), client: options },
      {},
      { made: (peer) => peer.send("secret"), secured },
    );
    await world.bothLost(server, client);
    same("client", client.events, ["made", "lost VerificationError"]);
    check("with its cause", client.reason?.cause instanceof Error);
    same("received", server.received, "");
    same("server", server.events.length, 2);
  });
}

export const tlsHandshake: readonly ConformanceCase<TLSWorld>[] = [
  behaviour(
    "X23: connectionMade, then the handshake, then the data; what was written before goes out after it",
    async (world) => {
      const { server, client } = await world.secured(
        {},
        { made: (peer) => peer.send("from the server"), secured },
        { made: (peer) => peer.send("from the client"), secured },
      );
      await world.until("both have it", () => server.count + client.count === 30);
      same("server", server.events, ["made", "secured", "data"]);
      same("client", client.events, ["made", "secured", "data"]);
    },
  ),

  behaviour(
    "X23: an answer to bytes that come with the end of the handshake follows what was written before it",
    async (world) => {
      const { server, client } = await world.secured(
        {},
        {
          made: (peer) => peer.send("greeting;"),
          data: (peer) => {
            peer.send("answer;");
            Promise.resolve().then(() => peer.send("later;"));
          },
        },
        { made: (peer) => peer.send("question;") },
      );
      await world.until("all has come", () => client.count === 22);
      same("received", [server.received, client.received], ["question;", "greeting;answer;later;"]);
    },
  ),

  untrusted("a certificate for another name", otherName),
  untrusted("an expired certificate", expired),
  untrusted("a certificate that nobody vouches for", selfSigned),
  untrusted(
    "an authority that only the platform could know",
    testCertificates.server,
    // Nothing is said of trust: the platform's, which has never heard of the authority of the tests.
    clientOptions({ trustRoot: [] }),
  ),

  behaviour("X28: a certificate for the address that is connected to is good", async (world) => {
    const { server, client } = await world.secured(
      { client: clientOptions({}, "127.0.0.1") },
      { secured },
      { secured },
    );
    await bothSecured(world, server, client);
  }),

  behaviour("the certificate of the server can be looked at", async (world) => {
    let early: unknown = "not asked";
    const { server, client } = await world.secured(
      {},
      { secured },
      {
        secured,
        made: ({ transport }) => {
          early = ISSLTransport(transport).getPeerCertificate();
        },
      },
    );
    await bothSecured(world, server, client);
    same("before the handshake", early, null);
    const certificate = ISSLTransport(client.transport).getPeerCertificate();
    same("subject", certificate?.subject, "CN=localhost");
    same("issuer", certificate?.issuer, "CN=Torsion test authority");
    check("names", certificate?.subjectAltName.includes("DNS:localhost") === true);
    check("validity", certificate!.validFrom < certificate!.validTo);
    same("of the client", ISSLTransport(server.transport).getPeerCertificate(), null);
  }),

  behaviour("a client certificate that is asked for is shown, and verified", async (world) => {
    const { server, client } = await world.secured(
      {
        server: serverOptions(undefined, { trustRoot: authority }),
        client: clientOptions(clientCertificate),
      },
      { secured },
      { secured },
    );
    await bothSecured(world, server, client);
    same("subject", ISSLTransport(server.transport).getPeerCertificate()?.subject, "CN=a client");
  }),

  behaviour("a client without the certificate that is asked for is not let in", async (world) => {
    const { server, client } = await world.secured(
      { server: serverOptions(undefined, { trustRoot: authority }) },
      { made: (peer) => peer.send("secret"), secured },
      { made: (peer) => peer.send("hello") },
    );
    await world.bothLost(server, client);
    check("server", /^lost (TLS|Verification)Error$/.test(server.events.at(-1)!));
    check("not secured", !server.events.includes("secured"));
    same("nothing was sent", client.received, "");
    same("nothing was received", server.received, "");
  }),

  behaviour(
    "a client whose certificate nobody vouches for is a VerificationError",
    async (world) => {
      const { server, client } = await world.secured(
        {
          server: serverOptions(undefined, { trustRoot: authority }),
          client: clientOptions(selfSigned),
        },
        { secured },
      );
      await world.bothLost(server, client);
      same("server", server.events, ["made", "lost VerificationError"]);
      check("client", client.reason?.name !== "ConnectionDone");
    },
  ),

  behaviour("SNI: the server chooses by the name that the client asks for", async (world) => {
    const asked: string[] = [];
    const options = serverOptions(undefined, {
      forName: (name) => {
        asked.push(name);
        return serverOptions(otherName);
      },
    });
    const { server, client } = await world.secured(
      { server: options, client: clientOptions({}, "other.example") },
      { secured },
      { secured },
    );
    await bothSecured(world, server, client);
    same("asked", asked, ["other.example"]);
  }),

  behaviour("SNI: a name that the server refuses, or throws at, ends both sides", async (world) => {
    for (const forName of [
      () => null,
      () => {
        throw new RangeError("no such name");
      },
    ]) {
      const { server, client } = await world.secured(
        { server: serverOptions(undefined, { forName }) },
        { secured },
      );
      await world.bothLost(server, client);
      check("server", !server.events.includes("secured"));
      check("an error", client.reason?.name !== "ConnectionDone");
    }
  }),

  behaviour("X27: ALPN chooses what both accept, the server's best first", async (world) => {
    const { server, client } = await world.secured(
      {
        server: serverOptions(undefined, { acceptableProtocols: ["h2", "http/1.1"] }),
        client: clientOptions({ acceptableProtocols: ["http/1.1", "h2"] }),
      },
      { secured },
      { secured },
    );
    await bothSecured(world, server, client);
    for (const { transport } of [server, client])
      same("chosen", INegotiated(transport).negotiatedProtocol, "h2");
  }),

  behaviour("X27: without ALPN nothing is chosen", async (world) => {
    const { server, client } = await world.secured({}, { secured }, { secured });
    await bothSecured(world, server, client);
    for (const { transport } of [server, client])
      same("chosen", INegotiated(transport).negotiatedProtocol, null);
  }),

  behaviour("X27: a factory that negotiates says what ALPN may choose", async (world) => {
    class Negotiating extends PeerFactory implements IProtocolNegotiationFactory {
      acceptableProtocols(): readonly string[] {
        return ["spdy/3"];
      }
    }
    const factories = [new Negotiating({ secured }), new Negotiating({ secured })] as const;
    for (const factory of factories) alsoProvides(factory, IProtocolNegotiationFactory);
    const { server, client } = await world.secured({}, ...factories);
    await bothSecured(world, server, client);
    for (const { transport } of [server, client])
      same("chosen", INegotiated(transport).negotiatedProtocol, "spdy/3");
  }),

  behaviour(
    "X12: a protocol that pauses in connectionMade is secured, and gets no data",
    async (world) => {
      const { server, client } = await world.secured(
        {},
        { made: ({ transport }) => transport.pauseProducing(), secured },
        { made: (peer) => peer.send("held back"), secured },
      );
      await bothSecured(world, server, client);
      await world.settle();
      same("while paused", server.received, "");
      server.transport.resumeProducing();
      await world.until("it has come", () => server.received === "held back");
    },
  ),
];
