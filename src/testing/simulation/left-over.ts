/** What a program that has stopped has left behind. */
import type { MemoryNetwork } from "../../platform/memory/index.ts";
import type { RunningProgram } from "./world.ts";

export interface LeftOver {
  readonly signature: string;
  readonly error: Error;
}

/** A program left something behind that it should have ended. */
export class LeftOverError extends Error {
  override name = "LeftOverError";
}

export function leftOver(network: MemoryNetwork, { host, reactor }: RunningProgram): LeftOver[] {
  const found: LeftOver[] = [];
  const say = (what: string, text: string): void => {
    found.push({
      signature: `left over ${what}`,
      error: new LeftOverError(`${host} left ${text}`),
    });
  };
  const calls = reactor.getDelayedCalls();
  if (calls.length > 0)
    say(
      "delayed calls",
      `${calls.length} delayed call(s), the first due at ${calls[0]!.getTime()} s`,
    );
  const connections = network.connections(host);
  if (connections > 0) say("connections", `${connections} connection(s) open`);
  return found;
}
