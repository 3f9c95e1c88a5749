/** What `benchmarks/workers.ts` measures: a service that computes for about a millisecond for each byte it is sent. */
import { type IService, type ServiceReactor, StreamServerEndpointService } from "torsion/application";
import { serverFromString } from "torsion/endpoints";
import { Protocol } from "torsion/protocols";

function compute(): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < 800_000; i++) hash = Math.imul(hash ^ (i & 0xff), 0x01000193);
  return hash & 0xff;
}

class Computing extends Protocol {
  override dataReceived(data: Uint8Array): void {
    for (const _ of data) this.transport.write(Uint8Array.of(compute()));
  }
}

export default (reactor: ServiceReactor): IService =>
  new StreamServerEndpointService(serverFromString(reactor, "tcp:0:interface=127.0.0.1"), Computing);
