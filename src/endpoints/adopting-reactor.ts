/** A reactor that takes a stream of any make for a connection, which endpoints that open no socket of the host need. */
import { defineInterface, type Interface, method } from "../components/index.ts";
import {
  type ConnectionWatcher,
  type IProtocol,
  type IProtocolFactory,
  IReactorCore,
  IReactorFromThreads,
  IReactorTime,
} from "../net/index.ts";
import type { Socket } from "../platform/index.ts";

/** A reactor that can make a connection of any stream, as `Reactor.adoptSocket` does. */
export interface AdoptsSockets {
  adoptSocket<P extends IProtocol>(
    socket: Socket,
    factory: IProtocolFactory<P>,
    watcher?: ConnectionWatcher<P>,
  ): P | null;
}

/** What every reactor of `torsion/reactor` and `reactorOn` is. */
export interface IReactorAdopting
  extends IReactorCore,
    IReactorTime,
    IReactorFromThreads,
    AdoptsSockets {}
export const IReactorAdopting: Interface<IReactorAdopting> = defineInterface(
  "torsion.IReactorAdopting",
  [IReactorCore, IReactorTime, IReactorFromThreads],
  { adoptSocket: method },
);

/**
 * Have `run` called by `reactor`, in a turn of its own, after what waits outside: never from inside of anything, and
 * however often that is asked for, nobody else is kept from his own. Once the reactor has stopped it is not called.
 */
export function afterOthers(reactor: IReactorFromThreads, run: () => void): void {
  // What such a call hands over waits until the host has had its turn.
  reactor.callFromThread(() => reactor.callFromThread(run));
}
