/** A client of memcached that is connected, all that it can be asked, and what a server says to that. */
import { latin1, latin1Text, utf8 } from "../../bytes/index.ts";
import { type Deferred, Failure } from "../../deferred/index.ts";
import { StringTransport } from "../../testing/index.ts";
import { Clock } from "../../time/index.ts";
import type { MemCacheOptions } from "./memcache-conversation.ts";
import { MemCacheProtocol } from "./memcache-protocol.ts";

export interface Connected {
  readonly clock: Clock;
  readonly transport: StringTransport;
  readonly cache: MemCacheProtocol;
  readonly say: (text: string) => void;
  readonly sent: () => string;
}

export function connected(options?: MemCacheOptions): Connected {
  const clock = new Clock();
  const transport = new StringTransport();
  const cache = new MemCacheProtocol(clock, options);
  cache.makeConnection(transport);
  const say = (text: string): void => cache.dataReceived(latin1(text));
  const sent = (): string => latin1Text(transport.value());
  return { clock, transport, cache, say, sent };
}

/** What has become of it, now. */
export function outcome(deferred: Deferred<unknown>): { now: unknown } {
  const seen: { now: unknown } = { now: "waits" };
  deferred.addBoth((result) => {
    seen.now = result instanceof Failure ? result.value : result;
  });
  return seen;
}

export type Ask = (cache: MemCacheProtocol) => Deferred<unknown>;
/** Each command, what the server says, and what that is. */
export const CONVERSATION: readonly (readonly [
  Ask,
  sent: string,
  said: string,
  result: unknown,
])[] = [
  [(c) => c.set("a", "1"), "set a 0 0 1\r\n1\r\n", "STORED\r\n", true],
  [(c) => c.add("a", "1", { flags: 3 }), "add a 3 0 1\r\n1\r\n", "NOT_STORED\r\n", false],
  [(c) => c.replace("a", "", { expireTime: 9 }), "replace a 0 9 0\r\n\r\n", "STORED\r\n", true],
  [(c) => c.append("a", "2"), "append a 0 0 1\r\n2\r\n", "NOT_STORED\r\n", false],
  [(c) => c.prepend("a", "2"), "prepend a 0 0 1\r\n2\r\n", "STORED\r\n", true],
  [(c) => c.checkAndSet("a", "3", "17"), "cas a 0 0 1 17\r\n3\r\n", "EXISTS\r\n", false],
  [
    (c) => c.get("a"),
    "get a\r\n",
    "VALUE a 7 12\r\nEND\r\nSTORED\r\r\nEND\r\n",
    { value: utf8("END\r\nSTORED\r"), flags: 7 },
  ],
  [(c) => c.get("b"), "get b\r\n", "END\r\n", { value: null, flags: 0 }],
  [
    (c) => c.get("empty"),
    "get empty\r\n",
    "VALUE empty 0 0\r\n\r\nEND\r\n",
    { value: utf8(""), flags: 0 },
  ],
  [
    (c) => c.gets("a"),
    "gets a\r\n",
    "VALUE a 0 1 18446744073709551615\r\n\n\r\nEND\r\n",
    { value: utf8("\n"), flags: 0, cas: "18446744073709551615" },
  ],
  [
    (c) => c.getMultiple(["x", "y", "z"]),
    "get x y z\r\n",
    "VALUE z 0 1\r\nZ\r\nVALUE x 1 1\r\nX\r\nEND\r\n",
    new Map([
      ["x", { value: utf8("X"), flags: 1 }],
      ["y", { value: null, flags: 0 }],
      ["z", { value: utf8("Z"), flags: 0 }],
    ]),
  ],
  [
    (c) => c.getsMultiple(["x"]),
    "gets x\r\n",
    "VALUE x 1 1 5\r\nX\r\nEND\r\n",
    new Map([["x", { value: utf8("X"), flags: 1, cas: "5" }]]),
  ],
  [
    (c) => c.getAndTouch("a", 5),
    "gat 5 a\r\n",
    "VALUE a 0 1\r\n3\r\nEND\r\n",
    { value: utf8("3"), flags: 0 },
  ],
  [(c) => c.increment("n"), "incr n 1\r\n", "42\r\n", 42n],
  [(c) => c.decrement("n", 2), "decr n 2\r\n", "NOT_FOUND\r\n", null],
  [(c) => c.delete("a"), "delete a\r\n", "DELETED\r\n", true],
  [(c) => c.touch("a", 5), "touch a 5\r\n", "TOUCHED\r\n", true],
  [(c) => c.stats(), "stats\r\n", "STAT pid 1\r\nEND\r\n", new Map([["pid", "1"]])],
  [(c) => c.version(), "version\r\n", "VERSION 1.6\r\n", "1.6"],
  [(c) => c.flushAll(), "flush_all\r\n", "OK\r\n", true],
];
