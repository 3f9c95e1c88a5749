/** Going over to TLS in the middle of a connection, in either role (X26). */
import { INegotiated, ISSLTransport, ITLSTransport, type TLSOptions } from "../../net/index.ts";
import { behaviour, type ConformanceCase } from "./case.ts";
import { check, same, throws } from "./errors.ts";
import type { Peer } from "./peer.ts";
import { PeerFactory } from "./peer-factory.ts";
import { Relay } from "./relay.ts";
import { clientOptions, serverOptions, type TLSWorld } from "./tls-world.ts";

const start = (peer: Peer, options: TLSOptions): void =>
  ITLSTransport(peer.transport).startTLS(options);
const secured = (): void => {};

/** A server that goes over when it is asked to, and a client that asks. */
const asked = {
  secured,
  data(peer: Peer): void {
    if (peer.received !== "STARTTLS") return;
    peer.send("go");
    start(peer, serverOptions());
  },
};
const asks = {
  secured,
  made: (peer: Peer): void => peer.send("STARTTLS"),
  data(peer: Peer): void {
    if (peer.received === "go") start(peer, clientOptions());
  },
};

export const startTLSCases: readonly ConformanceCase<TLSWorld>[] = [
  behaviour("startTLS: what comes before is plain, what comes after is not", async (world) => {
    const servers = new PeerFactory(asked);
    const port = await world.listenPlain(servers);
    const { relay, at } = await Relay.to(world, port.getHost());
    const clients = new PeerFactory(asks);
    world.connectPlain(clients, at);
    world.keep(servers);
    await world.until("both are secured", () =>
      [servers.peers[0], clients.peers[0]].every((peer) => peer?.events.includes("secured")),
    );
    clients.peer.send("a secret");
    await world.until("it has come", () => servers.peer.received === "STARTTLSa secret");
    check("the beginning was plain", relay.carried.includes("STARTTLS"));
    check("the rest was not", !relay.carried.includes("secret"));
    check("TLS", ITLSTransport(clients.peer.transport).TLS);
    check("it provides more now", INegotiated.providedBy(clients.peer.transport));
    same(
      "peer",
      ISSLTransport(clients.peer.transport).getPeerCertificate()?.subject,
      "CN=localhost",
    );
    clients.peer.transport.loseConnection();
    await world.bothLost(servers.peer, clients.peer);
    same("client", clients.peer.events.at(-1), "lost ConnectionDone");
    same("server", servers.peer.events.at(-1), "lost ConnectionDone");
  }),

  behaviour("startTLS: who connected may be the server of the handshake", async (world) => {
    const { server, client } = await world.plain(
      { secured, made: (peer) => start(peer, clientOptions()) },
      {
        secured,
        made: (peer) => {
          start(peer, serverOptions());
          peer.send("hello");
        },
      },
    );
    await world.until("it has come", () => server.received === "hello");
    same("server", server.events, ["made", "secured", "data"]);
    same("client", client.events, ["made", "secured"]);
  }),

  behaviour("startTLS a second time is TLSAlreadyStarted", async (world) => {
    const { server, client } = await world.plain(asked, asks);
    await world.until("secured", () => client.events.includes("secured"));
    throws("again", "TLSAlreadyStarted", () => start(client, clientOptions()));
    throws("again", "TLSAlreadyStarted", () => start(server, serverOptions()));
  }),

  behaviour("startTLS after loseConnection does nothing", async (world) => {
    const { server, client } = await world.plain({});
    client.transport.loseConnection();
    start(client, clientOptions());
    check("no TLS", !ITLSTransport(client.transport).TLS);
    await world.bothLost(server, client);
    same("server", server.events.at(-1), "lost ConnectionDone");
  }),

  behaviour("startTLS: megabytes written before it go out before it, plain", async (world) => {
    const size = 3_000_000;
    const { server, client } = await world.plain(
      {
        secured,
        data: (peer) => {
          if (peer.count === size) start(peer, clientOptions());
        },
      },
      {
        secured,
        made: (peer) => {
          peer.transport.write(new Uint8Array(size));
          start(peer, serverOptions());
          peer.send("secure");
        },
      },
    );
    await world.until("all has come", () => server.count === size + 6);
    same("server", server.events, ["made", "data", "secured", "data"]);
    same("client", client.events, ["made", "secured"]);
  }),

  behaviour("X26: a producer that was registered before goes on through TLS", async (world) => {
    const chunk = new Uint8Array(1000).fill(65);
    let rest = 200;
    const { server, client } = await world.plain(asked, {
      secured: (peer) => {
        check("still registered", rest > 0);
        peer.send(" ");
      },
      made: (peer) => peer.send("STARTTLS"),
      data: (peer) => {
        if (peer.received !== "go") return;
        start(peer, clientOptions());
        peer.transport.registerProducer(
          {
            resumeProducing() {
              if (rest === 0) return;
              peer.transport.write(chunk);
              rest -= 1;
              if (rest === 0) peer.transport.unregisterProducer();
            },
            stopProducing() {},
          },
          false,
        );
      },
    });
    await world.until("all has come", () => server.count >= 200_000 + 8);
    client.transport.loseConnection();
    await world.bothLost(server, client);
  }),
];
