/** Scenarios written by hand, for each contract of Twisted's that is about sockets (X, R), and for what is rare. */
import {
  type Action,
  type ClientRole,
  HUGE,
  type Role,
  type Scenario,
  type Step,
} from "./scenario.ts";

type Carriers = Scenario["carrier"] | "both";

/** What differs from the usual: one server, one client that connects to it. */
interface Telling {
  readonly on?: Carriers;
  readonly server?: Role;
  readonly client?: ClientRole;
  readonly clients?: readonly ClientRole[];
  /** Does not begin with the first client's connecting. */
  readonly apart?: boolean;
}

const half = { halfCloseable: true };
const write = (bytes: number): Action => ({ do: "write", bytes });
const act = (name: "pause" | "resume" | "loseWrite" | "lose" | "abort" | "unregister"): Action => ({
  do: name,
});
const client = (...actions: Action[]): Step => ({ who: "client 0", actions });
const server = (...actions: Action[]): Step => ({ who: "server 0", actions });
const port = (...actions: Action[]): Step => ({ who: "port", actions });
const [pause, resume, loseWrite, lose, abort, unregister] = (
  ["pause", "resume", "loseWrite", "lose", "abort", "unregister"] as const
).map(act) as [Action, Action, Action, Action, Action, Action];
const connect: Action = { do: "connect" };
const [stopConnecting, disconnect] = [{ do: "stopConnecting" }, { do: "disconnect" }] as const;
const [stop, listen] = [{ do: "stopListening" }, { do: "listen" }] as const;
/** The second client, which the first step that names it connects. */
const other = (...actions: Action[]): Step => ({ who: "client 1", actions });
const fail: Action = { do: "throw" };
const later = (...actions: Action[]): Action => ({ do: "later", actions });

function tell(name: string, telling: Telling, ...steps: Step[]): Scenario[] {
  const { on = "both", apart = false } = telling;
  const carriers = on === "both" ? (["tcp", "unix"] as const) : [on];
  return carriers.map((carrier) => ({
    name: `${name} (${carrier})`,
    carrier,
    server: telling.server ?? {},
    clients: telling.clients ?? [telling.client ?? {}],
    steps: apart ? steps : [client(connect), ...steps],
  }));
}

export const byHand: readonly Scenario[] = [
  // Beginning.
  ...tell("nothing but a connection", {}),
  ...tell(
    "port: listens, stops, listens again",
    { apart: true },
    port(stop),
    port(listen),
    port(stop),
  ),
  ...tell("X8: connectionMade first, and what it writes", {
    server: { reactions: [{ at: "made", actions: [write(100)] }] },
  }),
  ...tell("both write at once when they begin", {
    server: { reactions: [{ at: "made", actions: [write(100)] }] },
    client: { reactions: [{ at: "made", actions: [write(50)] }] },
  }),
  ...tell("the client closes in connectionMade", {
    client: { reactions: [{ at: "made", actions: [lose] }] },
  }),
  ...tell("the client writes and closes in connectionMade", {
    client: { reactions: [{ at: "made", actions: [write(100), lose] }] },
  }),
  ...tell("the server closes in connectionMade", {
    server: { reactions: [{ at: "made", actions: [lose] }] },
  }),
  ...tell("the server writes and closes in connectionMade", {
    server: { reactions: [{ at: "made", actions: [write(100), lose] }] },
  }),
  ...tell("X10: the server throws in connectionMade", {
    server: { reactions: [{ at: "made", actions: [fail] }] },
  }),
  ...tell("X10: the server writes and throws in connectionMade", {
    server: { reactions: [{ at: "made", actions: [write(100), fail] }] },
  }),
  ...tell("X10: the client throws in connectionMade", {
    client: { reactions: [{ at: "made", actions: [fail] }] },
  }),
  ...tell(
    "the client pauses in connectionMade",
    {
      client: { reactions: [{ at: "made", actions: [pause] }] },
    },
    server(write(10)),
    client(resume),
  ),
  ...tell(
    "the server pauses in connectionMade",
    {
      server: { reactions: [{ at: "made", actions: [pause] }] },
    },
    client(write(10)),
    server(resume),
  ),
  ...tell("X14: the server's factory builds null", { server: { builds: "null" } }),
  ...tell("X14: the server's factory builds nothing", { server: { builds: "nothing" } }),
  ...tell("X14: the server's factory throws", { server: { builds: "throws" } }),
  ...tell("X14: the client's factory builds null", { client: { builds: "null" } }),
  ...tell("X14: the client's factory builds nothing", { client: { builds: "nothing" } }),
  ...tell("X14: the client's factory throws", { client: { builds: "throws" } }),
  ...tell(
    "two clients",
    { clients: [{}, {}] },
    other(connect),
    client(write(5)),
    other(write(7)),
    server(lose),
    other(abort),
  ),

  // Connecting.
  ...tell("R14: nobody listens", { apart: true }, port(stop), client(connect)),
  ...tell(
    "R14: nobody listens, and the factory connects again",
    { apart: true, client: { onFailed: [connect] } },
    port(stop),
    client(connect),
  ),
  ...tell(
    "R14: connects again when the connection is lost",
    { client: { onLost: [connect] } },
    client(write(5), lose),
  ),
  ...tell(
    "R14: connects again in connectionLost is too early",
    {
      client: { reactions: [{ at: "lost", actions: [connect] }] },
    },
    client(lose),
  ),
  ...tell(
    "R14: connects again when it was refused, once somebody listens",
    { apart: true },
    port(stop),
    client(connect),
    port(listen),
    client(connect),
  ),
  ...tell("R14: stopConnecting at once", { apart: true }, client(connect, stopConnecting)),
  ...tell(
    "R14: stopConnecting in startedConnecting",
    { apart: true, client: { onStarted: [stopConnecting] } },
    client(connect),
  ),
  ...tell(
    "R14: disconnect in startedConnecting",
    { apart: true, client: { onStarted: [disconnect] } },
    client(connect),
  ),
  ...tell(
    "R14: connect while connecting",
    { apart: true, client: { onStarted: [connect] } },
    client(connect),
  ),
  ...tell("R14: connect while connected", {}, client(connect)),
  ...tell("R14: stopConnecting while connected", {}, client(stopConnecting)),
  ...tell("R14: stopConnecting after the end", {}, client(lose), client(stopConnecting)),
  ...tell("R14: disconnect while connected", {}, client(write(10), disconnect)),
  ...tell(
    "R14: disconnect twice, and after the end",
    {},
    client(disconnect, disconnect),
    client(disconnect),
  ),
  ...tell(
    "R14: stopConnecting, and connect again in clientConnectionFailed",
    {
      apart: true,
      client: { onStarted: [stopConnecting], onFailed: [connect] },
    },
    client(connect),
  ),
  ...tell(
    "X18: nobody answers",
    { on: "tcp", apart: true, client: { to: "deaf", seconds: 0.03 } },
    client(connect),
  ),
  ...tell(
    "X18: nobody answers, twice",
    { on: "tcp", apart: true, client: { to: "deaf", seconds: 0.03, onFailed: [connect] } },
    client(connect),
  ),
  ...tell(
    "X18: nobody answers, and it is given up",
    { on: "tcp", apart: true, client: { to: "deaf" } },
    client(connect),
    client(stopConnecting),
  ),
  ...tell(
    "X18: nobody answers, and it disconnects",
    { on: "tcp", apart: true, client: { to: "deaf" } },
    client(connect),
    client(disconnect),
  ),
  ...tell(
    "X16: connections outlive the port",
    {},
    port(stop),
    client(write(5)),
    server(write(6)),
    server(lose),
  ),
  ...tell(
    "X16: nobody new is let in",
    { clients: [{}, {}] },
    port(stop),
    other(connect),
    client(write(5)),
  ),
  ...tell("X16: stopListening twice", {}, port(stop), port(stop)),
  ...tell(
    "X16: the address is free at once",
    {},
    port(stop),
    port(listen),
    client(lose),
    client(connect),
  ),
  ...tell("X15: the address is in use", {}, port(listen)),

  // Sending.
  ...tell("X1: bytes there and back", {}, client(write(10)), server(write(20)), client(write(30))),
  ...tell("X1: nothing is written", {}, client(write(0)), client(write(0), write(1), write(0))),
  ...tell("X1: a sequence", {}, client({ do: "writeSequence", sizes: [1, 0, 2, 3000] })),
  ...tell("X1: what is no bytes", {}, client({ do: "writeText" }), client(write(1))),
  ...tell("X1: a megabyte", {}, client(write(1_000_000)), server(write(1_000_000))),
  ...tell("X1: a huge write", {}, client(write(HUGE))),
  ...tell("X1: huge writes both ways", {}, client(write(HUGE)), server(write(HUGE))),
  ...tell(
    "X2: what is written behind loseConnection is dropped",
    {},
    client(write(5), lose, write(6)),
  ),
  ...tell(
    "X2: what is written behind loseWriteConnection is dropped",
    { server: half, client: half },
    client(write(5), loseWrite, write(6)),
  ),
  ...tell(
    "X1: what is written behind abortConnection is dropped",
    {},
    client(write(5), abort, write(6)),
  ),
  ...tell(
    "X1: what is written after the end is dropped",
    {},
    client(lose),
    client(write(6)),
    server(write(6)),
  ),
  ...tell(
    "ping-pong",
    {
      server: {
        reactions: [
          { at: 10, actions: [write(10)] },
          { at: 20, actions: [write(10)] },
        ],
      },
      client: {
        reactions: [
          { at: 10, actions: [write(10)] },
          { at: 20, actions: [lose] },
        ],
      },
    },
    client(write(10)),
  ),
  ...tell("writes in a turn of its own", {}, client(write(5), later(write(6), later(write(7))))),
  ...tell(
    "options of the socket",
    {},
    client({ do: "noDelay", on: false }, { do: "keepAlive", on: true }),
    client(lose),
    client({ do: "keepAlive", on: false }),
  ),
  ...tell(
    "options of the socket, in connectionMade and connectionLost",
    {
      server: {
        reactions: [
          {
            at: "made",
            actions: [
              { do: "noDelay", on: false },
              { do: "keepAlive", on: true },
            ],
          },
          { at: "lost", actions: [{ do: "noDelay", on: true }] },
        ],
      },
    },
    client(lose),
  ),

  // Reading.
  ...tell(
    "X12: paused, nothing comes; resumed, all does",
    {},
    server(pause),
    client(write(10)),
    client(write(20)),
    server(resume),
  ),
  ...tell(
    "X12: pauses in dataReceived",
    { server: { reactions: [{ at: 10, actions: [pause] }] } },
    client(write(10)),
    client(write(20)),
    server(resume),
  ),
  ...tell(
    "X12: pauses and resumes in dataReceived",
    { server: { reactions: [{ at: 10, actions: [pause, resume] }] } },
    client(write(10)),
    client(write(20)),
  ),
  ...tell(
    "X12: pauses and resumes in a turn",
    {},
    server(pause),
    client(write(10)),
    server(resume, pause),
    server(pause, resume),
  ),
  ...tell(
    "X12: pausing twice is pausing once",
    {},
    server(pause, pause),
    client(write(10)),
    server(resume),
    server(resume),
  ),
  ...tell(
    "X12: resumeProducing after loseConnection does nothing",
    {},
    server(pause),
    client(write(10)),
    server(lose, resume),
  ),
  ...tell(
    "X12: the end of the peer is not seen while paused",
    {},
    server(pause),
    client(write(10), lose),
    server(resume),
  ),
  ...tell(
    "X12: … of one half",
    { server: half, client: half },
    server(pause),
    client(write(10), loseWrite),
    server(write(5)),
    server(resume),
    server(lose),
  ),
  ...tell(
    "X12: the end of the peer is not seen while paused, without bytes before it",
    {},
    server(pause),
    client(lose),
    server(resume),
  ),
  ...tell("paused, and the peer aborts", {}, server(pause), client(abort), server(resume)),
  ...tell(
    "paused with bytes unread, and the peer aborts",
    {},
    server(pause),
    client(write(10)),
    client(abort),
    server(resume),
  ),
  ...tell(
    "paused, the peer aborts, and it writes",
    {},
    server(pause),
    client(abort),
    server(write(1)),
    server(write(1)),
  ),
  ...tell("paused, the peer aborts, and it closes", {}, server(pause), client(abort), server(lose)),
  ...tell(
    "paused, the peer aborts, and it closes its half",
    { server: half },
    server(pause),
    client(abort),
    server(loseWrite),
    server(resume),
  ),
  ...tell(
    "paused, the peer aborts, and it aborts",
    {},
    server(pause),
    client(abort),
    server(abort),
  ),
  ...tell(
    "paused, the peer closes, and it writes",
    {},
    server(pause),
    client(write(5), lose),
    server(write(1)),
    server(write(1)),
    server(resume),
  ),
  ...tell(
    "paused, the peer closes, and it writes once",
    {},
    server(pause),
    client(write(5), lose),
    server(write(1)),
    server(resume),
  ),
  ...tell(
    "paused, the peer closes, and it closes",
    {},
    server(pause),
    client(write(5), lose),
    server(lose),
  ),
  ...tell(
    "paused, the peer closes, and it aborts",
    {},
    server(pause),
    client(write(5), lose),
    server(abort),
  ),
  ...tell("closes with bytes unread", {}, server(pause), client(write(10)), server(lose)),
  ...tell(
    "closes with bytes unread, and something to say",
    {},
    server(pause),
    client(write(10)),
    server(write(7), lose),
  ),
  ...tell(
    "closes with bytes unread; the peer is half-closeable",
    { client: half },
    server(pause),
    client(write(10)),
    server(lose),
    client(write(1)),
    client(write(1)),
    client(lose),
  ),
  ...tell(
    "closes with bytes unread; the peer is paused",
    {},
    server(pause),
    client(pause, write(10)),
    server(write(7), lose),
    client(resume),
  ),
  ...tell(
    "closes with bytes unread; the peer is paused and writes",
    {},
    server(pause),
    client(pause, write(10)),
    server(lose),
    client(write(1)),
    client(write(1)),
  ),
  ...tell("throws with bytes unread", {}, server(pause), client(write(10)), server(later(abort))),
  ...tell("stopProducing closes", {}, client(write(5), { do: "stopProducing" })),

  // Producers.
  ...tell("X5: a push producer", {}, client({ do: "push", sizes: [10, 20] }), client(unregister)),
  ...tell(
    "X5: a second producer",
    {},
    client({ do: "push", sizes: [10] }),
    client({ do: "pull", sizes: [10] }),
    client(unregister),
    client({ do: "pull", sizes: [10], ends: true }),
  ),
  ...tell("X5: a pull producer", {}, client({ do: "pull", sizes: [10, 20, 30], ends: true })),
  ...tell(
    "X5: a pull producer that has no more",
    {},
    client({ do: "pull", sizes: [10, 20, 30] }),
    client(unregister),
  ),
  ...tell(
    "X5: a producer after the end",
    {},
    client(lose),
    client({ do: "pull", sizes: [10] }),
    client({ do: "push", sizes: [10] }),
  ),
  ...tell(
    "X5: a producer after loseConnection",
    {},
    client(lose, { do: "pull", sizes: [10], ends: true }),
  ),
  ...tell(
    "X5: a producer after loseWriteConnection",
    { server: half, client: half },
    client(loseWrite),
    client({ do: "push", sizes: [10] }),
  ),
  ...tell("X5: a producer after abortConnection", {}, client(abort, { do: "push", sizes: [10] })),
  ...tell(
    "X6: a push producer is paused above 64 KiB and resumed",
    {},
    client({ do: "push", sizes: [70_000, 70_000, 10], ends: true }),
  ),
  ...tell(
    "X6: exactly 64 KiB",
    {},
    client({ do: "push", sizes: [65_536, 10] }),
    client({ do: "unregister" }),
    client({ do: "push", sizes: [65_537, 10] }),
  ),
  ...tell(
    "X6: a push producer and a reader that is paused",
    {},
    server(pause),
    client({ do: "push", sizes: [HUGE, 10], ends: true }),
    server(resume),
  ),
  ...tell(
    "X6: a pull producer and a reader that is paused",
    {},
    server(pause),
    client({ do: "pull", sizes: [HUGE, 10], ends: true }),
    server(resume),
  ),
  ...tell(
    "X6: … registered while the host is full",
    {},
    server(pause),
    client(write(HUGE)),
    client({ do: "push", sizes: [10] }),
    server(resume),
  ),
  ...tell(
    "X6: … a pull producer registered while the host is full",
    {},
    server(pause),
    client(write(HUGE)),
    client({ do: "pull", sizes: [10, 10], ends: true }),
    server(resume),
  ),
  ...tell(
    "X4: loseConnection waits for a push producer",
    {},
    client({ do: "push", sizes: [10] }),
    client(lose),
    client(write(5)),
    client(unregister),
  ),
  ...tell(
    "X4: loseConnection waits for a pull producer",
    {},
    client({ do: "pull", sizes: [10, 10, 10, 10], ends: true }, lose),
  ),
  ...tell(
    "X4: loseWriteConnection waits for a producer",
    { server: half, client: half },
    client({ do: "push", sizes: [10] }, loseWrite),
    client(write(5), unregister),
    server(write(9)),
  ),
  ...tell(
    "X4: abortConnection does not",
    {},
    client({ do: "push", sizes: [10] }),
    client(lose),
    client(abort),
  ),
  ...tell(
    "X7: the peer's end stops a producer once",
    {},
    client({ do: "push", sizes: [10] }),
    server(lose),
  ),
  ...tell("X7: … and a reset does", {}, client({ do: "pull", sizes: [10] }), server(abort)),
  ...tell(
    "X7: … and the end of a half does not",
    { client: half },
    client({ do: "push", sizes: [10] }),
    server(loseWrite),
    client(write(5), unregister, lose),
  ),
  ...tell(
    "X7: an exception stops a producer",
    {},
    client({ do: "push", sizes: [10] }),
    server({ do: "pull", sizes: [3] }),
    server(write(1)),
    client(later(lose)),
  ),

  // Ending.
  ...tell("X9: loseConnection", {}, client(lose)),
  ...tell("X9: loseConnection of the server", {}, server(lose)),
  ...tell("X9: abortConnection", {}, client(abort)),
  ...tell("X9: abortConnection of the server", {}, server(abort)),
  ...tell("X9: abortConnection with bytes not sent", {}, client(write(10), abort)),
  ...tell("X3: loseConnection flushes", {}, client(write(100_000), lose)),
  ...tell("X3: loseConnection flushes what is huge", {}, client(write(HUGE), lose)),
  ...tell(
    "X3: loseConnection flushes to a reader that is paused",
    {},
    server(pause),
    client(write(HUGE), lose),
    server(resume),
  ),
  ...tell("X3: twice", {}, client(lose, lose), client(lose)),
  ...tell(
    "X3: in dataReceived",
    { server: { reactions: [{ at: 10, actions: [lose] }] } },
    client(write(10)),
  ),
  ...tell(
    "X3: in dataReceived, with an answer",
    { server: { reactions: [{ at: 10, actions: [write(20), lose] }] } },
    client(write(10)),
  ),
  ...tell(
    "X8: abortConnection in dataReceived",
    { server: { reactions: [{ at: 10, actions: [abort] }] } },
    client(write(10)),
  ),
  ...tell(
    "X8: abortConnection in connectionLost",
    { server: { reactions: [{ at: "lost", actions: [abort, lose, write(1)] }] } },
    client(lose),
  ),
  ...tell("X8: loseConnection, then abortConnection", {}, client(write(10), lose, abort)),
  ...tell(
    "X8: loseConnection, and abortConnection in the next turn",
    {},
    client(write(10), lose, later(abort)),
  ),
  ...tell("X8: abortConnection twice", {}, client(abort, abort), client(abort)),
  ...tell(
    "X8: abortConnection with a huge write under way",
    {},
    server(pause),
    client(write(HUGE)),
    client(abort),
  ),
  ...tell(
    "X8: abortConnection while loseConnection flushes",
    {},
    server(pause),
    client(write(HUGE), lose),
    client(abort),
  ),
  ...tell(
    "X10: throws in dataReceived",
    { server: { reactions: [{ at: 10, actions: [fail] }] } },
    client(write(10)),
  ),
  ...tell(
    "X10: writes and throws in dataReceived",
    { server: { reactions: [{ at: 10, actions: [write(9), fail] }] } },
    client(write(10)),
  ),
  ...tell(
    "X10: throws in dataReceived after loseConnection",
    { server: { reactions: [{ at: 10, actions: [lose, fail] }] } },
    client(write(10)),
  ),
  ...tell(
    "X10: throws in dataReceived after abortConnection",
    { server: { reactions: [{ at: 10, actions: [abort, fail] }] } },
    client(write(10)),
  ),
  ...tell(
    "X10: throws in connectionLost",
    { server: { reactions: [{ at: "lost", actions: [fail] }] } },
    client(lose),
  ),
  ...tell(
    "X10: throws in the client's connectionLost",
    { client: { reactions: [{ at: "lost", actions: [fail] }] } },
    client(lose),
  ),
  ...tell(
    "X10: throws in readConnectionLost",
    { server: { ...half, reactions: [{ at: "readLost", actions: [fail] }] }, client: half },
    client(loseWrite),
  ),
  ...tell(
    "X10: throws in writeConnectionLost",
    { server: half, client: { ...half, reactions: [{ at: "writeLost", actions: [fail] }] } },
    client(loseWrite),
  ),
  ...tell(
    "X10: throws with a huge write under way",
    { server: { reactions: [{ at: 10, actions: [fail] }] } },
    client(pause),
    server(write(HUGE)),
    client(write(10)),
  ),
  ...tell(
    "the peer closes while a huge write is under way",
    {},
    server(pause),
    client(write(HUGE)),
    server(lose),
  ),
  ...tell(
    "the peer aborts while a huge write is under way",
    {},
    server(pause),
    client(write(HUGE)),
    server(abort),
  ),
  ...tell(
    "the peer closes while a huge write is under way, and both are paused",
    {},
    server(pause),
    client(pause, write(HUGE)),
    server(lose),
  ),
  ...tell(
    "the peer aborts while a huge write is under way, and both are paused",
    {},
    server(pause),
    client(pause, write(HUGE)),
    server(abort),
  ),

  // Half-closing.
  ...tell(
    "X11: loseWriteConnection, and the peer is not half-closeable",
    { client: half },
    client(write(5), loseWrite),
  ),
  ...tell(
    "X11: loseWriteConnection of what is not half-closeable",
    { server: half },
    client(write(5), loseWrite),
    server(write(7)),
    server(lose),
  ),
  ...tell(
    "X11: loseWriteConnection between two that are half-closeable",
    { server: half, client: half },
    client(write(5), loseWrite),
    server(write(7)),
    server(loseWrite),
  ),
  ...tell(
    "X11: both at once",
    { server: half, client: half },
    client(loseWrite),
    server(loseWrite),
  ),
  ...tell(
    "X11: loseWriteConnection twice",
    { server: half, client: half },
    client(loseWrite, loseWrite),
    client(loseWrite),
    client(lose),
  ),
  ...tell(
    "X11: loseConnection after loseWriteConnection",
    { server: half, client: half },
    client(loseWrite),
    client(lose),
    server(write(1)),
    server(write(1)),
  ),
  ...tell(
    "X11: loseConnection and loseWriteConnection in one turn",
    { server: half, client: half },
    client(write(5), loseWrite, lose),
  ),
  ...tell(
    "X11: loseConnection, then loseWriteConnection",
    { server: half, client: half },
    client(write(5), lose, loseWrite),
  ),
  ...tell(
    "X11: abortConnection after loseWriteConnection",
    { server: half, client: half },
    client(loseWrite),
    client(abort),
    server(write(1)),
    server(write(1)),
  ),
  ...tell(
    "X11: abortConnection and loseWriteConnection in one turn",
    { server: half, client: half },
    client(write(5), loseWrite, abort),
  ),
  ...tell(
    "X11: the peer aborts after loseWriteConnection",
    { server: half, client: half },
    client(loseWrite),
    server(abort),
  ),
  ...tell(
    "X11: the peer closes after loseWriteConnection",
    { server: half, client: half },
    client(loseWrite),
    server(write(5), lose),
  ),
  ...tell(
    "X11: answers in readConnectionLost",
    {
      server: { ...half, reactions: [{ at: "readLost", actions: [write(9), lose] }] },
      client: half,
    },
    client(write(5), loseWrite),
  ),
  ...tell(
    "X11: half-closes in readConnectionLost",
    {
      server: { ...half, reactions: [{ at: "readLost", actions: [write(9), loseWrite] }] },
      client: half,
    },
    client(write(5), loseWrite),
  ),
  ...tell(
    "X11: aborts in readConnectionLost",
    { server: { ...half, reactions: [{ at: "readLost", actions: [abort] }] }, client: half },
    client(write(5), loseWrite),
  ),
  ...tell(
    "X11: closes in writeConnectionLost",
    { server: half, client: { ...half, reactions: [{ at: "writeLost", actions: [lose] }] } },
    client(write(5), loseWrite),
  ),
  ...tell(
    "X11: aborts in writeConnectionLost",
    { server: half, client: { ...half, reactions: [{ at: "writeLost", actions: [abort] }] } },
    client(write(5), loseWrite),
  ),
  ...tell(
    "X11: the peer has closed, and one who is half-closeable writes",
    { server: half },
    client(lose),
    server(write(1)),
    server(write(1)),
    server(write(1)),
  ),
  ...tell(
    "X11: the peer has closed, and one who is half-closeable writes once and closes",
    { server: half },
    client(lose),
    server(write(1)),
    server(lose),
  ),
  ...tell(
    "X11: the peer has closed, and one who is half-closeable closes",
    { server: half },
    client(lose),
    server(lose),
  ),
  ...tell(
    "X11: the peer has closed, and one who is half-closeable closes its half",
    { server: half },
    client(lose),
    server(loseWrite),
  ),
  ...tell(
    "X11: the peer has closed, and one who is half-closeable aborts",
    { server: half },
    client(lose),
    server(abort),
  ),
  ...tell(
    "X11: the peer has closed, and a push producer writes to it",
    { server: half },
    client(lose),
    server({ do: "push", sizes: [10, 20] }),
    server(write(1)),
    server(write(1)),
  ),
  ...tell(
    "X11: the peer has aborted after its half, and one who is half-closeable closes",
    { server: half, client: half },
    client(loseWrite),
    client(abort),
    server(lose),
  ),
  ...tell(
    "X11: a huge answer to a half",
    { server: half, client: half },
    client(write(5), loseWrite),
    server(write(HUGE), lose),
  ),
  ...tell(
    "X11: a huge write, then the half",
    { server: half, client: half },
    server(pause),
    client(write(HUGE), loseWrite),
    server(write(7)),
    server(resume),
    server(lose),
  ),
];
