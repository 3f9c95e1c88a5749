/** Sends back whatever comes in. `twist echo`, then `nc 127.0.0.1 8007`. */
import { StreamServerEndpointService, serviceMaker } from "torsion/application";
import { serverFromString } from "torsion/endpoints";
import { Factory, Protocol } from "torsion/protocols";

class Echo extends Protocol {
  override connectionMade() {
    // What a peer is sent is what it has sent: while it does not read, nothing is read from it.
    this.transport.registerProducer(this.transport, true);
  }
  override dataReceived(data: Uint8Array) {
    this.transport.write(data);
  }
}

export default serviceMaker({
  tapname: "echo",
  description: "send back whatever comes in",
  options: [{ name: "listen", value: "endpoint", default: "tcp:8007", help: "where to listen" }],
  makeService: (reactor, { listen }) =>
    new StreamServerEndpointService(serverFromString(reactor, listen), Factory.forProtocol(Echo)),
});
