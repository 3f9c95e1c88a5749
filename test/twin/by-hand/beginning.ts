/** How connections begin: connectionMade, and factories that refuse (X8, X10, X14). */
import type { Scenario } from "../scenario.ts";
import {
  abort,
  client,
  connect,
  fail,
  listen,
  lose,
  other,
  pause,
  port,
  resume,
  server,
  stop,
  tell,
  write,
} from "./tell.ts";

export const beginning: readonly Scenario[] = [
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
];
