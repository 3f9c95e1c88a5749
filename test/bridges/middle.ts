/** A proxy in a process of its own, for `proxy-process.test.ts`: says where it listens, and then what memory it uses. */
import { TCPClientEndpoint, TCPServerEndpoint } from "torsion/endpoints";
import { IHostAddress } from "torsion/net";
import { node } from "torsion/platform/node";
import { ProxyFactory } from "torsion/protocols";
import { reactorOn } from "torsion/reactor/core";

const reactor = reactorOn(node());
const host = "127.0.0.1";
const to = new TCPClientEndpoint(reactor, host, Number(process.argv[2]));
const listening = new TCPServerEndpoint(reactor, 0, { interface: host }).listen(
  new ProxyFactory(to),
);
listening.addCallback((port) => process.send?.({ port: IHostAddress(port.getHost()).port }));

const say = (): void => {
  const { arrayBuffers, rss } = process.memoryUsage();
  process.send?.({ arrayBuffers, rss });
};
const timer = setInterval(say, 20);
process.on("disconnect", () => {
  clearInterval(timer);
  process.exit();
});
