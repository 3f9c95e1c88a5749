/** Bytes that are no TLS: one typed error on the side that sees them, and nobody else is harmed. */
import { behaviour, type ConformanceCase } from "./case.ts";
import { check, same } from "./errors.ts";
import { bytesOf } from "./peer.ts";
import { PeerFactory } from "./peer-factory.ts";
import { relayed, relayedAndSecured } from "./tls-ending.ts";
import { clientOptions, serverOptions, type TLSWorld } from "./tls-world.ts";

const GARBAGE = "GET / HTTP/1.0\r\n\r\n";

export const tlsFaults: readonly ConformanceCase<TLSWorld>[] = [
  behaviour(
    "garbage instead of a ClientHello is a TLSError, and others are served",
    async (world) => {
      const servers = new PeerFactory({ data: (peer, data) => peer.transport.write(data) });
      const port = await world.listen(servers);
      const steady = new PeerFactory({ made: (peer) => peer.send("hello") });
      world.connect(steady, port.getHost());
      await world.until("one is served", () => steady.peers[0]?.received === "hello");
      const rude = new PeerFactory({ made: (peer) => peer.send(GARBAGE) });
      world.connectPlain(rude, port.getHost());
      await world.until("the rude one is closed", () => rude.peers[0]?.reason !== undefined);
      await world.until("the server knows", () => servers.peers[1]?.reason !== undefined);
      same("server", servers.peers[1]!.events, ["made", "lost TLSError"]);
      check("with its cause", servers.peers[1]!.reason?.cause instanceof Error);
      steady.peer.send("!");
      await world.until("the other is still served", () => steady.peer.received === "hello!");
    },
  ),

  behaviour("garbage instead of a ServerHello is a TLSError", async (world) => {
    const servers = new PeerFactory({ made: (peer) => peer.send(GARBAGE) });
    const port = await world.listenPlain(servers);
    const clients = new PeerFactory({ made: (peer) => peer.send("secret") });
    world.connect(clients, port.getHost());
    await world.until("the client knows", () => clients.peers[0]?.reason !== undefined);
    same("client", clients.peer.events, ["made", "lost TLSError"]);
  }),

  behaviour(
    "a record that was changed on its way is a TLSError, and not delivered",
    async (world) => {
      const { relay, server, client } = await relayedAndSecured(world);
      relay.meddle = (bytes, from) => {
        if (from === "server") return bytes;
        const changed = bytes.slice();
        changed[changed.length - 1]! ^= 1;
        return changed;
      };
      client.send("changed");
      await world.bothLost(server, client);
      same("received", server.received, "");
      same("server", server.events.at(-1), "lost TLSError");
      check("client", client.reason?.name !== "ConnectionDone");
    },
  ),

  behaviour(
    "a handshake that stops half-way is a TLSError, after its time limit",
    async (world) => {
      const slow = { handshakeSeconds: 0.5 };
      const silent = await world.listenPlain(new PeerFactory());
      const clients = new PeerFactory();
      const start = world.client.seconds();
      const { server } = world;
      world.keep(clients);
      const port = silent.getHost() as unknown as { port: number };
      world.client.connectSSL(world.host, port.port, clients, clientOptions(slow));
      await world.until("it is over", () => clients.peers[0]?.reason !== undefined);
      same("client", clients.peer.events, ["made", "lost TLSError"]);
      check("not before", world.client.seconds() - start >= 0.5);
      const servers = new PeerFactory();
      const waiting = await world.result(
        server.listenSSL(0, servers, serverOptions(undefined, slow), { interface: world.host }),
      );
      const mute = new PeerFactory();
      world.connectPlain(mute, waiting.getHost());
      await world.until("the mute one is closed", () => mute.peers[0]?.reason !== undefined);
      same("server", servers.peer.events, ["made", "lost TLSError"]);
      await world.result(waiting.stopListening());
    },
  ),

  behaviour("a reset in the middle of the handshake is ConnectionLost", async (world) => {
    const { relay, server, client } = await relayed(world, { meddle: () => null });
    await world.until("both ends", () => relay.ends.server?.open === true);
    for (const end of [relay.ends.server!, relay.ends.client!]) end.transport.abortConnection();
    await world.bothLost(server, client);
    for (const peer of [server, client]) same("reason", peer.events.at(-1), "lost ConnectionLost");
  }),

  behaviour("what is wrong with a key is said when it is listened with", async (world) => {
    const certificate = { privateKey: bytesOf("no key"), certificate: "no certificate" };
    let thrown: unknown = null;
    try {
      world.server.listenSSL(0, new PeerFactory(), serverOptions(certificate as never));
    } catch (error) {
      thrown = error;
    }
    check("an error", thrown instanceof Error);
  }),
];
