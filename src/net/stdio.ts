/** Standard input and output as one connection, as of Twisted's `StandardIO`. */
import { defineInterface, type Interface, method } from "../components/index.ts";
import type { ConnectionWatcher, IProtocol, IProtocolFactory } from "./protocol.ts";

/** A reactor of a program that has a standard input and a standard output. */
export interface IReactorStandardIO {
  /**
   * Build a protocol whose transport reads the program's standard input and writes its standard output, be they
   * pipes, files, sockets or a terminal; `null` where the factory refuses. The end of the input is that of a peer
   * (X33): `readConnectionLost`, or a flush and `connectionLost`.
   *
   * `watcher` hears how it goes. Once in a program: throws `ConnectError` the second time. What else writes to standard output, `console.log`
   * say, writes in between, and nowhere once the transport has closed it.
   */
  connectStandardIO<P extends IProtocol>(
    factory: IProtocolFactory<P>,
    watcher?: ConnectionWatcher<P>,
  ): P | null;
}
export const IReactorStandardIO: Interface<IReactorStandardIO> = defineInterface(
  "torsion.IReactorStandardIO",
  [],
  { connectStandardIO: method },
);
