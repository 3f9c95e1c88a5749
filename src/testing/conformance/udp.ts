/** UDP: whole datagrams, refusals, and ports that outlive what their protocols throw (X21). */
import type { Awaitable } from "../../deferred/index.ts";
import { behaviour, type ConformanceCase, define, type TestFunction } from "./case.ts";
import { DatagramWorld, Station, type UDPConformanceSetup } from "./datagram-world.ts";
import { check, same, throws } from "./errors.ts";

const echo = (station: Station, data: Uint8Array, from: { host: string; port: number }): void =>
  station.transport.write(data, from);

/** A client and a server that answers it with what it was sent. */
async function echoed(world: DatagramWorld) {
  const { server, at } = await world.server();
  server.onDatagram = echo;
  return { server, client: await world.client(), at };
}

/** A port of the server's host that nobody listens on. */
async function nobody(world: DatagramWorld): Promise<{ host: string; port: number }> {
  const { server, at } = await world.server();
  await world.result(server.transport.stopListening());
  return at;
}

export const udpCases: readonly ConformanceCase<DatagramWorld>[] = [
  behaviour(
    "X21: startProtocol, then datagrams with their sender, then stopProtocol",
    async (world) => {
      const { server, client, at } = await echoed(world);
      client.send("hello", at);
      await world.until("there and back", () => client.events.length === 2);
      same("server", server.events, ["start", "hello"]);
      same("client", client.events, ["start", "hello"]);
      const { host, port } = server.from[0]!;
      same(
        "from",
        { host, port },
        {
          host: world.setup.clientHost,
          port: client.transport.getHost().port,
        },
      );
      check("an address of UDP", server.from[0]!.type === "UDP");
      await world.result(server.transport.stopListening());
      same("server", server.events, ["start", "hello", "stop"]);
    },
  ),

  behaviour("X21: a datagram of no bytes is one", async (world) => {
    const { server, client, at } = await echoed(world);
    client.transport.write(new Uint8Array(0), at);
    await world.until("there and back", () => client.received.length === 1);
    same("lengths", [server.received[0]!.length, client.received[0]!.length], [0, 0]);
  }),

  behaviour("X21: datagrams come whole, up to 65,507 bytes", async (world) => {
    const { client, at } = await echoed(world);
    for (const size of [1, 1472, 1473, 8192, 8193, 65_507]) {
      const data = Uint8Array.from({ length: size }, (_, i) => i * 7);
      client.transport.write(data, at);
      await world.until(`${size} bytes`, () => client.received.at(-1)?.length === size);
      const back = client.received.at(-1)!;
      check(
        `the same ${size} bytes`,
        back.every((byte, i) => byte === data[i]),
      );
    }
  }),

  behaviour(
    "X21: more than 65,507 bytes is MessageLengthError, and the port goes on",
    async (world) => {
      const { client, at } = await echoed(world);
      throws("too long", "MessageLengthError", () =>
        client.transport.write(new Uint8Array(65_508), at),
      );
      client.send("still here", at);
      await world.until("it goes on", () => client.events.includes("still here"));
    },
  ),

  behaviour("X21: each write is one datagram, however many in a turn", async (world) => {
    const { server, at } = await world.server();
    const client = await world.client();
    for (const text of ["a", "b", "c"]) client.send(text, at);
    await world.until("all have come", () => server.received.length === 3);
    same("received", [...server.events].sort(), ["a", "b", "c", "start"]);
  }),

  behaviour("X21: what is longer than maxPacketSize is cut", async (world) => {
    const { server, at } = await world.server({ maxPacketSize: 4 });
    (await world.client()).send("truncated", at);
    await world.until("it has come", () => server.received.length === 1);
    same("received", server.events, ["start", "trun"]);
  }),

  behaviour(
    "X21: the bytes that come are the protocol's, those that go are the caller's again",
    async (world) => {
      const { server, at } = await world.server();
      const client = await world.client();
      const bytes = Uint8Array.of(65, 65);
      client.transport.write(bytes, at);
      bytes.fill(66);
      client.transport.write(bytes, at);
      await world.until("both have come", () => server.received.length === 2);
      same("received", server.received.map((data) => [...data]).sort(), [
        [65, 65],
        [66, 66],
      ]);
      check("plain bytes", server.received[0]!.constructor === Uint8Array);
    },
  ),

  behaviour("X21: what datagramReceived throws is logged, and the port goes on", async (world) => {
    const { server, client, at } = await echoed(world);
    server.onDatagram = (station, data, from) => {
      if (data.length === 3) throw new RangeError("on purpose");
      echo(station, data, from);
    };
    client.send("bad", at);
    client.send("good", at);
    await world.until("it goes on", () => client.events.includes("good"));
    check("it was called with both", server.events.includes("bad"));
  }),

  behaviour("X21: a name is InvalidAddressError: nothing is looked up", async (world) => {
    const client = await world.client();
    for (const host of ["no-such-host.example", "", "256.0.0.1"]) {
      throws(host, "InvalidAddressError", () => client.send("x", { host, port: 9 }));
      throws(host, "InvalidAddressError", () => client.transport.connect(host, 9));
    }
  }),

  behaviour("X21: write takes bytes, and an address or a connection", async (world) => {
    const client = await world.client();
    throws("a string", "NotBytesError", () => client.transport.write("text" as never));
    throws("no address", "InvalidAddressError", () => client.send("x"));
  }),

  behaviour("X21: connected, it needs no address, and hears its peer alone", async (world) => {
    const { server, client, at } = await echoed(world);
    client.transport.connect(at.host, at.port);
    client.send("connected");
    await world.until("answered", () => client.events.includes("connected"));
    const stranger = await world.station(world.setup.server, { interface: at.host });
    stranger.send("intruder", server.from[0]!);
    client.send("again");
    await world.until("answered", () => client.events.includes("again"));
    await world.settle();
    same("client", client.events, ["start", "connected", "again"]);
  }),

  behaviour("X21: connecting a second time is an error, and the first one holds", async (world) => {
    const { client, at } = await echoed(world);
    client.transport.connect(at.host, at.port);
    throws("again", "AlreadyConnectingError", () => client.transport.connect(at.host, 9));
    client.send("still");
    await world.until("answered", () => client.events.includes("still"));
  }),

  behaviour(
    "X21: connectionRefused, where nobody is there, and the port stays open",
    async (world) => {
      const at = await nobody(world);
      const client = await world.client();
      client.transport.connect(at.host, at.port);
      client.send("anybody?");
      await world.until("refused", () => client.events.includes("refused"));
      const late = await world.station(world.setup.server, { interface: at.host }, at.port);
      late.onDatagram = echo;
      client.send("now?");
      await world.until("answered", () => client.events.includes("now?"));
    },
  ),

  behaviour("X21: a port that is not connected is not told of refusals", async (world) => {
    const at = await nobody(world);
    const client = await world.client();
    for (let i = 0; i < 3; i++) client.send("anybody?", at);
    await world.settle();
    same("client", client.events, ["start"]);
  }),

  behaviour("X21: what connectionRefused throws is logged, and the port goes on", async (world) => {
    const at = await nobody(world);
    const client = await world.client();
    client.onRefused = () => {
      throw new RangeError("on purpose");
    };
    client.transport.connect(at.host, at.port);
    client.send("1");
    await world.until("refused", () => client.events.includes("refused"));
    client.send("2");
    await world.until("again", () => client.events.filter((e) => e === "refused").length >= 2);
  }),

  behaviour(
    "X15: port 0 is a free port, and getHost says which, also when it is closed",
    async (world) => {
      const { server, at } = await world.server();
      check("a port", at.port > 0 && at.port < 65_536);
      same("host", server.transport.getHost().host, world.setup.host);
      await world.result(server.transport.stopListening());
      same("port", server.transport.getHost().port, at.port);
    },
  ),

  behaviour("X15: a port that is in use is CannotListenError, and says why", async (world) => {
    const { at } = await world.server();
    const error = await world.failure(
      world.setup.server.listenUDP(at.port, new Station(), { interface: at.host }),
    );
    same("name", error.name, "CannotListenError");
    check("why", /in use \(EADDRINUSE\)/.test(error.message));
  }),

  behaviour("X15: an address that is not the host's is CannotListenError", async (world) => {
    const elsewhere = world.setup.host.includes(":") ? "2001:db8::1" : "203.0.113.77";
    const error = await world.failure(
      world.setup.server.listenUDP(0, new Station(), { interface: elsewhere }),
    );
    same("name", error.name, "CannotListenError");
  }),

  behaviour("X15: what is no port number is InvalidPortError, at once", async (world) => {
    const client = await world.client();
    for (const port of [-1, 65_536, 0.5, Number.NaN]) {
      throws(`${port}`, "InvalidPortError", () =>
        world.setup.server.listenUDP(port, new Station()),
      );
      throws(`${port}`, "InvalidPortError", () => client.transport.connect(world.setup.host, port));
    }
  }),

  behaviour(
    "X16: stopListening frees the port, tells the protocol once, and may be called again",
    async (world) => {
      const { server, at } = await world.server();
      const ends = [server.transport.stopListening(), server.transport.stopListening()];
      for (const end of ends) await world.result(end);
      same("server", server.events, ["start", "stop"]);
      const next = await world.station(world.setup.server, { interface: at.host }, at.port);
      same("the same port", next.transport.getHost().port, at.port);
    },
  ),

  behaviour("X16: a port that is closed gets nothing, and writes nothing", async (world) => {
    const { server, client, at } = await echoed(world);
    client.send("too late", at);
    const closed = server.transport.stopListening();
    server.send("nor this", {
      host: world.setup.clientHost,
      port: client.transport.getHost().port,
    });
    await world.result(closed);
    await world.settle();
    same("server", server.events, ["start", "stop"]);
    same("client", client.events, ["start"]);
  }),

  behaviour("X16: closed from within datagramReceived, it hears nothing more", async (world) => {
    const { server, at } = await world.server();
    server.onDatagram = ({ transport }) => transport.stopListening();
    const client = await world.client();
    for (const text of ["1", "2", "3"]) client.send(text, at);
    await world.until("closed", () => server.events.includes("stop"));
    await world.settle();
    same("one datagram", server.received.length, 1);
    same("last", server.events.at(-1), "stop");
  }),

  behaviour("setBroadcastAllowed is remembered; not at first", async (world) => {
    const { transport } = await world.client();
    same("at first", transport.getBroadcastAllowed(), false);
    transport.setBroadcastAllowed(true);
    same("as set", transport.getBroadcastAllowed(), true);
  }),

  behaviour("many datagrams from many ports: each from where it was sent", async (world) => {
    const { server, at } = await world.server();
    const clients: Station[] = [];
    for (let i = 0; i < 20; i++) clients.push(await world.client());
    clients.forEach((client, i) => {
      client.send(String(i), at);
    });
    await world.until("all have come", () => server.received.length === 20);
    server.received.forEach((data, n) => {
      const client = clients[Number(new TextDecoder().decode(data))]!;
      same("from", server.from[n]!.port, client.transport.getHost().port);
    });
  }),
];

/** Define one test for each behaviour of UDP; groups are `multicastConformance`. */
export function udpConformance(
  test: TestFunction,
  platform: string,
  setup: () => Awaitable<UDPConformanceSetup>,
): void {
  define(test, platform, udpCases, async () => new DatagramWorld(await setup()));
}
