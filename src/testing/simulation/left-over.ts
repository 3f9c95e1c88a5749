/** What a program that has stopped has left behind. */
import type { MemoryNetwork } from "../../platform/memory/index.ts";
import type { RunningProgram } from "./world.ts";

/** A program left something behind that it should have ended. */
export class LeftOverError extends Error {
  override name = "LeftOverError";
}

/** Something that is left, by its kind, and in words. */
export interface LeftOver {
  readonly kind: string;
  readonly text: string;
}

export function leftOver(network: MemoryNetwork, { host, reactor }: RunningProgram): LeftOver[] {
  const found: LeftOver[] = [];
  const [first, ...more] = reactor.getDelayedCalls();
  if (first !== undefined)
    found.push({
      kind: "delayed calls",
      text: `${host} left ${more.length + 1} delayed call(s), one of them due at ${first.getTime()} s`,
    });
  const connections = network.connections(host);
  if (connections > 0)
    found.push({ kind: "connections", text: `${host} left ${connections} connection(s) open` });
  return found;
}
