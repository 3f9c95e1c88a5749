/** What a reactor can do follows, as a type, from what its platform can do. */
import type { Deferred } from "torsion/deferred";
import type {
  IReactorCore,
  IReactorFDSet,
  IReactorRandom,
  IReactorTCP,
  IReactorTime,
} from "torsion/net";
import type { Platform } from "torsion/platform";
import { MemoryNetwork } from "torsion/platform/memory";
import { node } from "torsion/platform/node";
import { type ReactorOn, reactorOn } from "torsion/reactor/core";

declare const browser: Platform;
declare function serve(reactor: IReactorTCP & IReactorTime): void;

// With TCP.
serve(reactorOn(node()));
serve(reactorOn(new MemoryNetwork().host("server")));
reactorOn(node()).connectTCP;

// With names; with descriptors on Node alone.
const resolved: Deferred<string> = reactorOn(new MemoryNetwork().host("a")).resolve("name");
resolved.cancel();
const watching: IReactorFDSet = reactorOn(node());
watching.removeAll();
// @ts-expect-error a simulated host has no descriptors
reactorOn(new MemoryNetwork().host("a")).addReader;

// Without it there is all the rest …
const reactor: ReactorOn<Platform> = reactorOn(browser);
const rest: IReactorCore & IReactorTime & IReactorRandom = reactor;
rest.callLater(1, (text: string) => text.length, "typed arguments");
// @ts-expect-error the arguments of a delayed call are those of its function
rest.callLater(1, (text: string) => text.length, 42);

// … and no more, said at compile time, at the call that asks for it.
// @ts-expect-error a platform without TCP gives a reactor without listenTCP
reactor.listenTCP;
// @ts-expect-error nor connectTCP
reactor.connectTCP;
// @ts-expect-error without names, nor resolve
reactor.resolve;
// @ts-expect-error so nothing that wants TCP takes it
serve(reactor);

// A platform that may have TCP, or may not, has to be asked first.
declare const perhaps: Platform;
if (perhaps.tcp) serve(reactorOn({ ...perhaps, tcp: perhaps.tcp }));
