/** Attempts to connect, and ports that are listened on or no longer (R14, X15, X16, X18). */
import type { Scenario } from "../scenario.ts";
import {
  client,
  connect,
  disconnect,
  everybody,
  listen,
  lose,
  other,
  port,
  server,
  stop,
  stopConnecting,
  tell,
  write,
} from "./tell.ts";

export const connecting: readonly Scenario[] = [
  // Over TCP those who are too many try again after a second.
  ...tell(
    "more clients in a turn than the queue of a UNIX socket holds",
    { on: "unix", apart: true, clients: Array.from({ length: 54 }, () => ({})) },
    everybody(connect),
    client(write(1)),
  ),
  ...tell(
    "many clients in a turn",
    { on: "both", apart: true, clients: Array.from({ length: 20 }, () => ({})) },
    everybody(connect),
    everybody(write(100)),
    everybody(lose),
  ),
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
];
