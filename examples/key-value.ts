/** Keeps values, for lines of JSON: `twist run`, then `nc 127.0.0.1 8019`, and `{ "set": "a", "to": 1 }`, `{ "get": "a" }`. */
import { StreamServerEndpointService, serviceMaker } from "torsion/application";
import { serverFromString } from "torsion/endpoints";
import {
  JSONLinesReceiver,
  LimitBytesFactory,
  LimitConnectionsByPeer,
  TimeoutFactory,
} from "torsion/protocols";

class KeyValue extends JSONLinesReceiver {
  override maxLength = 1000; // bytes of a line: a longer one ends the connection
  values = new Map<string, unknown>();
  override jsonReceived(request: unknown) {
    this.sendJSON(this.answer(Object(request)));
  }
  answer({ get, set, to = null }: Record<string, unknown>) {
    if (typeof get === "string") return { value: this.values.get(get) ?? null };
    if (typeof set !== "string") return { error: "get or set" };
    if (this.values.size >= 1000 && !this.values.has(set)) return { error: "full" };
    this.values.set(set, to);
    return { value: to };
  }
}

export default serviceMaker({
  tapname: "key-value",
  description: "keep values, for lines of JSON",
  options: [{ name: "listen", value: "endpoint", default: "tcp:8019", help: "where to listen" }],
  makeService(reactor, { listen }) {
    const values = new Map<string, unknown>();
    const build = () => Object.assign(new KeyValue(), { values });
    // A policy is a factory around a factory. Who is silent, reads no answers or comes too often is sent away.
    const patient = new TimeoutFactory(build, reactor, { seconds: 300 });
    const bounded = new LimitBytesFactory(patient, reactor, { buffered: 65_536 });
    const limited = new LimitConnectionsByPeer(bounded, reactor, { maxConnectionsPerPeer: 3 });
    return new StreamServerEndpointService(serverFromString(reactor, listen), limited);
  },
});
