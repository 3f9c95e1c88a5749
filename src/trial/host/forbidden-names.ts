/**
 * What no seed decides, by where it is and what it is called, and what to use instead: what `forbidWorld` shuts off.
 *
 * What answers at once and from what it is given alone (reading a file with `readFileSync`, hashing) is not among it. What
 * answers when the machine gets round to it is, whatever the answer.
 */

/** By its name: what to use instead. */
export type Names = Readonly<Record<string, string>>;

const TIME = "the reactor's callLater";
export const CLOCK = "the reactor's seconds()";
const CHANCE = "the reactor's random()";
export const SOCKETS = "endpoints on the reactor";
const RESOLVER = "the reactor's resolver";
const PROCESSES = "the reactor's spawnProcess";
const NO_THREADS = "nothing: other threads keep their own time";
const BEFORE = "it before the simulation, or what ends in Sync";

export const GLOBALS: Names = {
  setTimeout: TIME,
  setInterval: "LoopingCall with the reactor as its clock",
  setImmediate: TIME,
  fetch: SOCKETS,
  WebSocket: SOCKETS,
  EventSource: SOCKETS,
  MessageChannel: TIME,
  BroadcastChannel: NO_THREADS,
  Worker: NO_THREADS,
};

const RANDOM_OF_CRYPTO = [
  "generateKey",
  "generateKeyPair",
  "generateKeyPairSync",
  "generateKeySync",
  "generatePrime",
  "generatePrimeSync",
  "getRandomValues",
  "randomBytes",
  "randomFill",
  "randomFillSync",
  "randomInt",
  "randomUUID",
];

/** Of modules; `names` is asked what there is. */
export const MODULES: Readonly<Record<string, (names: readonly string[]) => Names>> = {
  "node:timers": () => ({ setTimeout: TIME, setInterval: TIME, setImmediate: TIME }),
  "node:timers/promises": () => ({
    setTimeout: "deferLater with the reactor",
    setInterval: "LoopingCall with the reactor as its clock",
    setImmediate: "deferLater with the reactor",
  }),
  "node:dgram": () => ({ createSocket: "the reactor's listenUDP" }),
  "node:dns": lookups,
  "node:dns/promises": lookups,
  "node:crypto": (names) => ({ ...all(RANDOM_OF_CRYPTO, CHANCE), ...withSync(names) }),
  "node:zlib": withSync,
  "node:child_process": () =>
    all(["spawn", "spawnSync", "exec", "execSync", "execFile", "execFileSync", "fork"], PROCESSES),
  "node:fs/promises": (names) => all(names, BEFORE),
  "node:os": () => ({ uptime: CLOCK }),
  "node:worker_threads": () => all(["Worker", "MessageChannel", "BroadcastChannel"], NO_THREADS),
};

/** What a program finds on objects that are there anyway. */
export const OBJECTS: readonly {
  readonly of: string;
  readonly owner: object;
  readonly names: Names;
}[] = [
  { of: "Math.", owner: Math, names: { random: CHANCE } },
  { of: "performance.", owner: performance, names: all(["now", "mark", "measure"], CLOCK) },
  // Before the function that it is on, which hides it.
  { of: "process.hrtime.", owner: process.hrtime, names: { bigint: CLOCK } },
  { of: "process.", owner: process, names: all(["hrtime", "uptime"], CLOCK) },
  { of: "AbortSignal.", owner: AbortSignal, names: { timeout: TIME } },
  { of: "Atomics.", owner: Atomics, names: all(["wait", "waitAsync"], TIME) },
  { of: "crypto.", owner: crypto, names: all(["getRandomValues", "randomUUID"], CHANCE) },
  {
    of: "crypto.subtle.",
    owner: Object.getPrototypeOf(crypto.subtle) as object,
    names: all(
      Object.getOwnPropertyNames(Object.getPrototypeOf(crypto.subtle)).filter(
        (name) => name !== "constructor",
      ),
      "node:crypto's functions that answer at once",
    ),
  },
];

function all(names: readonly string[], instead: string): Names {
  return Object.fromEntries(names.map((name) => [name, instead]));
}

/** What asks somebody for a name or an address. */
export function lookups(names: readonly string[]): Names {
  return all(
    names.filter((name) => /^(?:lookup|resolve|reverse)/.test(name)),
    RESOLVER,
  );
}

/** What has a twin that answers at once. */
function withSync(names: readonly string[]): Names {
  return all(
    names.filter((name) => names.includes(`${name}Sync`)),
    BEFORE,
  );
}
