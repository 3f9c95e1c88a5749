/**
 * The real world, shut off while a simulation runs: time, chance and sockets that no seed decides.
 *
 * What a program uses of it throws, and says which line did, so that a run is either the same again or fails. What the runtime
 * itself and the test runner use is untouched: they have their own references.
 */
import { createRequire, syncBuiltinESMExports } from "node:module";
import { Server, Socket } from "node:net";

/** A program used what no seed decides. */
export class NotSimulatedError extends Error {
  override name = "NotSimulatedError";
}

type Report = (error: Error) => void;
/** By its name: what to use instead. */
type Names = Readonly<Record<string, string>>;

const TIME = "the reactor's callLater";
const CLOCK = "the reactor's seconds()";
const CHANCE = "the reactor's random()";
const SOCKETS = "endpoints on the reactor";
const GLOBALS: Names = {
  setTimeout: TIME,
  setInterval: "LoopingCall with the reactor as its clock",
  setImmediate: TIME,
  fetch: SOCKETS,
  WebSocket: SOCKETS,
};
const MODULES: Readonly<Record<string, Names>> = {
  "node:timers": { setTimeout: TIME, setInterval: TIME, setImmediate: TIME },
  "node:timers/promises": {
    setTimeout: "deferLater with the reactor",
    setInterval: "LoopingCall with the reactor as its clock",
    setImmediate: "deferLater with the reactor",
  },
  "node:dgram": { createSocket: "the reactor's listenUDP" },
  "node:dns": { lookup: "the reactor's resolver", resolve: "the reactor's resolver" },
  "node:crypto": { randomBytes: CHANCE, randomInt: CHANCE, randomUUID: CHANCE },
  "node:child_process": {
    spawn: "the reactor's spawnProcess",
    exec: "the reactor's spawnProcess",
    execFile: "the reactor's spawnProcess",
    fork: "the reactor's spawnProcess",
  },
};

/** Frames of this file and of the runtime are not where it happened. */
const NOT_THE_LINE = /forbidden-world\.[jt]s|\bnode:/;

const require = createRequire(import.meta.url);
let shut = false;

/**
 * Shut it off; `report` is told of each use, which throws as well. Gives what opens it again. Once at a time: a simulation
 * inside of another one, or beside it in one process, throws.
 */
export function forbidWorld(report: Report): () => void {
  if (shut) throw new NotSimulatedError("a simulation is running in this process already");
  shut = true;
  const undo: (() => void)[] = [];
  const forbid = (what: string, instead: string): never => {
    const error = new NotSimulatedError(`${what} inside of a simulation; use ${instead}`);
    const lines = (error.stack ?? "").split("\n").slice(1);
    const line = lines.find((frame) => !NOT_THE_LINE.test(frame)) ?? "";
    error.message += ` (${line.trim()})`;
    report(error);
    throw error;
  };
  const replace = (owner: object, name: string, value: unknown): void => {
    const before = Object.getOwnPropertyDescriptor(owner, name);
    if (before?.configurable === false) return;
    Object.defineProperty(owner, name, { value, writable: true, configurable: true });
    undo.push(() => {
      // What was inherited is again.
      if (before === undefined) Reflect.deleteProperty(owner, name);
      else Object.defineProperty(owner, name, before);
    });
  };
  const shutAll = (owner: object, names: Names, prefix = ""): void => {
    for (const [name, instead] of Object.entries(names))
      replace(owner, name, () => forbid(`${prefix}${name}()`, instead));
  };
  shutAll(globalThis, GLOBALS);
  shutAll(Math, { random: "the reactor's random()" }, "Math.");
  shutAll(performance, { now: CLOCK }, "performance.");
  shutAll(process, { hrtime: CLOCK }, "process.");
  shutAll(AbortSignal, { timeout: TIME }, "AbortSignal.");
  shutAll(globalThis.crypto, { getRandomValues: CHANCE, randomUUID: CHANCE }, "crypto.");
  replace(globalThis, "Date", dateWithoutNow(forbid));
  // All others go through these: TLS and HTTP as well, but for those that are given a stream to go over.
  shutAll(Socket.prototype, { connect: SOCKETS }, "net.Socket ");
  shutAll(Server.prototype, { listen: SOCKETS }, "net.Server ");
  for (const [name, names] of Object.entries(MODULES)) shutAll(require(name), names, `${name} `);
  // Those who imported the functions of a module by name see the new ones as well.
  syncBuiltinESMExports();
  return () => {
    for (const open of undo.reverse()) open();
    syncBuiltinESMExports();
    shut = false;
  };
}

/** The class as it is, but for what asks what time it is now. */
function dateWithoutNow(forbid: (what: string, instead: string) => never): DateConstructor {
  return new Proxy(Date, {
    construct: (target, args: unknown[], newTarget) =>
      args.length === 0 ? forbid("new Date()", CLOCK) : Reflect.construct(target, args, newTarget),
    apply: () => forbid("Date()", CLOCK),
    get: (target, name, receiver) =>
      name === "now" ? () => forbid("Date.now()", CLOCK) : Reflect.get(target, name, receiver),
  });
}
