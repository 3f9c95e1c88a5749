/** Happy Eyeballs on the loopback of this host: ::1 and 127.0.0.1, one of which refuses. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { HostnameEndpoint, TCPServerEndpoint } from "torsion/endpoints";
import { hostAddress, IHostAddress, type IHostnameResolver } from "torsion/net";
import { node } from "torsion/platform/node";
import { Protocol } from "torsion/protocols";
import { reactorOn } from "torsion/reactor/core";

/** Says that every name is both. */
const both: IHostnameResolver = {
  resolveHostName: (receiver, name, { portNumber = 0 } = {}) => {
    const resolution = { name, cancel() {} };
    receiver.resolutionBegan(resolution);
    for (const host of ["::1", "127.0.0.1"])
      receiver.addressResolved(hostAddress("TCP", host, portNumber));
    receiver.resolutionComplete();
    return resolution;
  },
};

for (const open of ["::1", "127.0.0.1"])
  test(`of ::1 and 127.0.0.1 only ${open} is listened on: that one is found`, async () => {
    const reactor = reactorOn(node());
    reactor.installNameResolver(both);
    const port = await new TCPServerEndpoint(reactor, 0, { interface: open }).listen(Protocol);
    const { port: number } = IHostAddress(port.getHost());
    const protocol = await new HostnameEndpoint(reactor, "both", number).connect(Protocol);
    assert.equal(IHostAddress(protocol.transport.getPeer()).host, open);
    protocol.transport.abortConnection();
    await port.stopListening();
    const refused = new HostnameEndpoint(reactor, "both", number).connect(Protocol);
    await assert.rejects(refused, {
      name: "ConnectionRefusedError",
      message: /after 1 other attempt/,
    });
  });
