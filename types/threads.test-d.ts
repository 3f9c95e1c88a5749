/** The arguments and the result of a call in a thread follow from the function that it names. */
import type { Deferred } from "torsion/deferred";
import type { IReactorInThreads, IReactorThreads } from "torsion/net";
import { MemoryNetwork } from "torsion/platform/memory";
import { node } from "torsion/platform/node";
import { reactorOn } from "torsion/reactor/core";

declare function count(from: number, to: number): number;
declare function read(name: string): Promise<Uint8Array>;
declare function later(): Deferred<string>;
declare const reactor: IReactorInThreads;

const counted: Deferred<number> = reactor.deferToThread<typeof count>("m:x", "count", [1, 2]);
const bytes: Deferred<Uint8Array> = reactor.deferToThread<typeof read>("m:x", "read", ["x"]);
const text: Deferred<string> = reactor.deferToThread<typeof later>("m:x", "later", []);
void [counted, bytes, text];

// @ts-expect-error of another type
reactor.deferToThread<typeof count>("m:x", "count", ["1", "2"]);
// @ts-expect-error too few
reactor.callInThread<typeof count>("m:x", "count", [1]);

// What is not said is not known.
const unknown: Deferred<unknown> = reactor.deferToThread("m:x", "anything", [1, "2"]);
// @ts-expect-error it may be anything
const number: Deferred<number> = reactor.deferToThread("m:x", "anything", []);
void [unknown, number];

// Threads are a capability of the platform.
const threads: IReactorThreads = reactorOn(node());
threads.suggestThreadPoolSize(2);
reactorOn(new MemoryNetwork().host("a")).callFromThread((n: number) => n, 1);
// @ts-expect-error the simulated network has none
reactorOn(new MemoryNetwork().host("a")).deferToThread;
