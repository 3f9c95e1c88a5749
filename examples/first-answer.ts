/**
 * Asks several servers at once, and gives what the first of them says before it closes. As a program:
 * `react(async (reactor, ...servers) => console.log(await firstAnswer(reactor, ...servers)))`.
 */
import type { ServiceReactor } from "torsion/application";
import { text } from "torsion/bytes";
import { Deferred, inlineCallbacks, race } from "torsion/deferred";
import { clientFromString, connectProtocol } from "torsion/endpoints";
import { Protocol } from "torsion/protocols";

class Listener extends Protocol {
  // Cancelled, because another was faster or it took too long, it hangs up.
  readonly answer = new Deferred<string>(() => this.transport.abortConnection());
  #heard = "";
  override dataReceived(data: Uint8Array) {
    this.#heard += text(data);
  }
  override connectionLost() {
    if (!this.answer.called) this.answer.callback(this.#heard.trim());
  }
}

function* ask(reactor: ServiceReactor, server: string) {
  const endpoint = clientFromString(reactor, server);
  const { answer } = yield* connectProtocol(endpoint, new Listener());
  return yield* answer.addTimeout(10, reactor);
}

export function firstAnswer(reactor: ServiceReactor, ...servers: string[]) {
  const asked = servers.map((server) => inlineCallbacks(ask, reactor, server));
  return race(asked).addCallback(({ index, value }) => `${servers[index]} says: ${value}`);
}
