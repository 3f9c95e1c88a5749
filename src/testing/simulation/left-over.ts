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

/** Is it on its way to an end, perhaps? Asked often. */
export function isBusy(network: MemoryNetwork, { host, reactor }: RunningProgram): boolean {
  return network.connections(host) > 0 || reactor.getDelayedCalls().length > 0;
}

export function leftOver(network: MemoryNetwork, { host, reactor }: RunningProgram): LeftOver[] {
  const found: LeftOver[] = [];
  const [first, ...more] = reactor.getDelayedCalls();
  if (first !== undefined)
    found.push({
      kind: "delayed call",
      text: `${host} left ${more.length + 1} delayed call(s), one of them due at ${first.getTime()} s`,
    });
  for (const { owned, state, protocol, local, peer } of network.netstat(host)) {
    if (!owned) continue;
    if (protocol === "udp")
      found.push({ kind: "UDP port", text: `${host} left UDP port ${local}` });
    else if (state === "LISTEN")
      found.push({ kind: "listening port", text: `${host} still listens at ${local}` });
    else
      found.push({
        kind: "connection",
        text: `${host} left its connection ${local} to ${peer} open`,
      });
  }
  const children = network.processes(host).length;
  if (children > 0)
    found.push({ kind: "child process", text: `${host} left ${children} child(ren)` });
  return found;
}
