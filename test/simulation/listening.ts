/** For the programs of these tests: a server that could not listen when it was started tries again. */
import type { Deferred } from "torsion/deferred";
import { TCPServerEndpoint } from "torsion/endpoints";
import type { IListeningPort } from "torsion/net";
import type { Protocol } from "torsion/protocols";
import { deferLater } from "torsion/task";
import type { SimulatedReactor } from "torsion/testing";

/** Booted while its host has no descriptors, say; whoever runs servers has something that starts them again. */
export function listenInTheEnd(
  reactor: SimulatedReactor,
  port: number,
  buildProtocol: () => Protocol,
): Deferred<IListeningPort> {
  return new TCPServerEndpoint(reactor, port)
    .listen(buildProtocol)
    .addErrback(() => deferLater(reactor, 1, () => listenInTheEnd(reactor, port, buildProtocol)));
}
