/** Scenarios of which one side is a process of its own: it is stopped, goes on, and is killed. */
import type { Scenario, Step } from "./scenario.ts";

/** SIGSTOP, SIGCONT and SIGKILL for the process. */
export type Blow = "stop" | "continue" | "kill";

export interface DeathScenario extends Pick<Scenario, "name" | "clients" | "servers"> {
  /** Which side it is; all clients are one process. */
  readonly dies: "server" | "client";
  readonly steps: readonly (Step | Blow)[];
}
