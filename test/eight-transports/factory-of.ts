/** The factory of an example, as it ships: what its service would listen with. */
import type { IServiceMaker } from "torsion/application";
import { succeed } from "torsion/deferred";
import { registerEndpointParser } from "torsion/endpoints";
import { type IListeningPort, type IProtocolFactory, PipeAddress } from "torsion/net";
import { MemoryNetwork } from "torsion/platform/memory";
import { factoryFrom, type ProtocolSource } from "torsion/protocols";
import { reactorOn } from "torsion/reactor/core";

let captured: ProtocolSource | undefined;

const nowhere: IListeningPort = {
  getHost: () => new PipeAddress("nowhere"),
  stopListening: () => succeed(undefined),
  [Symbol.asyncDispose]: () => succeed(undefined),
};

registerEndpointParser({
  prefix: "captured",
  parseStreamServer: () => ({
    listen: (source) => {
      captured = source;
      return succeed(nowhere);
    },
  }),
});

export async function factoryOf(example: IServiceMaker): Promise<IProtocolFactory> {
  captured = undefined;
  const unused = reactorOn(new MemoryNetwork().host("unused"));
  const service = await example.makeService(unused as never, { listen: "captured:" });
  await service.startService();
  await service.stopService();
  return factoryFrom(captured!);
}
