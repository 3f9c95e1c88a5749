/**
 * The reactor that a program on Node.js talks to. Only programs import this; everything else takes a
 * reactor as an argument.
 */
import { node, supervisorOfWorker } from "../../platform/node/index.ts";
import { type ReactorOn, reactorOn } from "../index.ts";

export { Reactor, type ReactorOn, reactorOn } from "../index.ts";

export const reactor: ReactorOn<ReturnType<typeof node>> = reactorOn(
  node({ supervisor: supervisorOfWorker() }),
);
