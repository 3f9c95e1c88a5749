/**
 * The real world, shut off while a simulation runs: time, chance and sockets that no seed decides.
 *
 * What a program uses of it throws, and says which line did, so that a run is either the same again or fails. What the runtime
 * itself and the test runner use is untouched: they have their own references.
 */
import { createRequire, syncBuiltinESMExports } from "node:module";
import { Server, Socket } from "node:net";
import {
  CLOCK,
  GLOBALS,
  lookups,
  MODULES,
  type Names,
  OBJECTS,
  SOCKETS,
} from "./forbidden-names.ts";

/** A program used what no seed decides. */
export class NotSimulatedError extends Error {
  override name = "NotSimulatedError";
}

type Report = (error: Error) => void;
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
    const theirs = Math.max(
      lines.findIndex((frame) => !NOT_THE_LINE.test(frame)),
      0,
    );
    error.message += ` (${lines[theirs]?.trim() ?? "at an unknown line"})`;
    error.stack = [`${error.name}: ${error.message}`, ...lines.slice(theirs)].join("\n");
    report(error);
    throw error;
  };
  const define = (owner: object, name: string, property: PropertyDescriptor): void => {
    const before = Object.getOwnPropertyDescriptor(owner, name);
    if (before?.configurable === false) return;
    Object.defineProperty(owner, name, { ...property, configurable: true });
    undo.push(() => {
      // What was inherited is again.
      if (before === undefined) Reflect.deleteProperty(owner, name);
      else Object.defineProperty(owner, name, before);
    });
  };
  const replace = (owner: object, name: string, value: unknown): void =>
    define(owner, name, { value, writable: true });
  const shutAll = (owner: object, names: Names, prefix = ""): void => {
    for (const [name, instead] of Object.entries(names)) {
      const use = (): never => forbid(`${prefix}${name}()`, instead);
      const value: unknown = Reflect.get(owner, name);
      // What is not there stays away; what is a class stays one, for those who ask `instanceof`.
      if (typeof value === "function")
        replace(owner, name, new Proxy(value, { apply: use, construct: use }));
    }
  };
  shutAll(globalThis, GLOBALS);
  for (const { of, owner, names } of OBJECTS) shutAll(owner, names, of);
  define(performance, "timeOrigin", { get: () => forbid("performance.timeOrigin", CLOCK) });
  shutDates();
  // All others go through these: TLS and HTTP as well, but for those that are given a stream to go over.
  shutAll(Socket.prototype, { connect: SOCKETS }, "net.Socket ");
  shutAll(Server.prototype, { listen: SOCKETS }, "net.Server ");
  for (const [name, namesOf] of Object.entries(MODULES)) {
    const module = require(name) as object;
    const functions = Object.entries(module).filter(([, value]) => typeof value === "function");
    shutAll(module, namesOf(functions.map(([key]) => key)), `${name} `);
  }
  for (const name of ["node:dns", "node:dns/promises"]) {
    const { prototype } = (require(name) as { Resolver: { prototype: object } }).Resolver;
    shutAll(prototype, lookups(Object.getOwnPropertyNames(prototype)), `${name} Resolver `);
  }
  const { scheduler } = require("node:timers/promises") as { scheduler?: object };
  const later = "deferLater with the reactor";
  if (scheduler !== undefined)
    shutAll(scheduler, { wait: later, yield: later }, "node:timers/promises scheduler.");
  // Those who imported the functions of a module by name see the new ones as well.
  syncBuiltinESMExports();
  return () => {
    for (const open of undo.reverse()) open();
    syncBuiltinESMExports();
    shut = false;
  };

  function shutDates(): void {
    const date = dateWithoutNow(forbid);
    replace(globalThis, "Date", date);
    replace(Date.prototype, "constructor", date);
    // These take now where they are given nothing.
    const { prototype } = Intl.DateTimeFormat;
    const formatter = Object.getOwnPropertyDescriptor(prototype, "format")?.get;
    define(prototype, "format", {
      get(this: Intl.DateTimeFormat) {
        const format = formatter?.call(this) as Intl.DateTimeFormat["format"];
        return (date?: Date | number) =>
          date === undefined ? forbid("Intl.DateTimeFormat format()", CLOCK) : format(date);
      },
    });
    const { formatToParts } = prototype;
    replace(prototype, "formatToParts", function (this: Intl.DateTimeFormat, date?: Date | number) {
      return date === undefined
        ? forbid("Intl.DateTimeFormat formatToParts()", CLOCK)
        : formatToParts.call(this, date);
    });
  }
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
