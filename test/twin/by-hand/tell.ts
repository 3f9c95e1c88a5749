/** The words that the scenarios written by hand are told in. */
import type { Action, ClientRole, Role, Scenario, Step } from "../scenario.ts";

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

export const half: Role = { halfCloseable: true };
export const write = (bytes: number): Action => ({ do: "write", bytes });
export const client = (...actions: Action[]): Step => ({ who: "client 0", actions });
export const everybody = (...actions: Action[]): Step => ({ who: "clients", actions });
export const server = (...actions: Action[]): Step => ({ who: "server 0", actions });
export const port = (...actions: Action[]): Step => ({ who: "port", actions });
export const pause: Action = { do: "pause" };
export const resume: Action = { do: "resume" };
export const loseWrite: Action = { do: "loseWrite" };
export const lose: Action = { do: "lose" };
export const abort: Action = { do: "abort" };
export const unregister: Action = { do: "unregister" };
export const connect: Action = { do: "connect" };
export const stopConnecting: Action = { do: "stopConnecting" };
export const disconnect: Action = { do: "disconnect" };
export const stop: Action = { do: "stopListening" };
export const listen: Action = { do: "listen" };
/** The second client, which the first step that names it connects. */
export const other = (...actions: Action[]): Step => ({ who: "client 1", actions });
export const fail: Action = { do: "throw" };
export const later = (...actions: Action[]): Action => ({ do: "later", actions });

export function tell(name: string, telling: Telling, ...steps: Step[]): Scenario[] {
  const { on = "both", apart = false } = telling;
  const carriers = on === "both" ? (["tcp", "unix"] as const) : [on];
  return carriers.map((carrier) => ({
    name: `${name} (${carrier})`,
    carrier,
    servers: [telling.server ?? {}],
    clients: telling.clients ?? [telling.client ?? {}],
    steps: apart ? steps : [client(connect), ...steps],
  }));
}
