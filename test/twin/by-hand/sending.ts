/** Writing (X1, X2), and the options of a socket. */
import { HUGE, type Scenario } from "../scenario.ts";
import { abort, client, half, later, lose, loseWrite, server, tell, write } from "./tell.ts";

export const sending: readonly Scenario[] = [
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
];
