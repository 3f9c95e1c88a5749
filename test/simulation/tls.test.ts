/** TLS over a simulated network that breaks: whoever connects in the end has been heard, and every connection ends. */
import { CertificateOptions, type IProtocol, optionsForClientTLS } from "torsion/net";
import { nodeTLS } from "torsion/platform/node";
import { ClientFactory, Factory, Protocol } from "torsion/protocols";
import { reactorOn } from "torsion/reactor/core";
import { testCertificates } from "torsion/testing";
import { simulate } from "torsion/trial";

const tls = nodeTLS();
const { server, authority } = testCertificates;
const serverOptions = new CertificateOptions(server);
const clientOptions = optionsForClientTLS("localhost", { trustRoot: authority });

class Echo extends Protocol {
  override dataReceived(data: Uint8Array): void {
    this.transport.write(data);
  }
}

simulate(
  "TLS: asked again until there is an answer, over a network that breaks",
  // What is encrypted is not the same twice.
  { seeds: 25, twiceEvery: 0, faults: { kinds: ["partition", "crash", "refuse"], perMinute: 30 } },
  (world) => {
    let answers = 0;
    world.boot("server", (_, platform) => {
      const reactor = reactorOn({ ...platform, tls });
      reactor.listenSSL(443, Factory.forProtocol(Echo), serverOptions);
    });
    world.boot("client", (_, platform) => {
      const reactor = reactorOn({ ...platform, tls });
      class Asker extends Protocol {
        #limit = reactor.callLater(5, () => this.transport.abortConnection());
        override connectionMade(): void {
          this.transport.write(new Uint8Array(20_000));
        }
        #heard = 0;
        override dataReceived(data: Uint8Array): void {
          this.#heard += data.length;
          if (this.#heard < 20_000) return;
          answers += 1;
          this.transport.loseConnection();
        }
        override connectionLost(): void {
          if (this.#limit.active) this.#limit.cancel();
        }
      }
      class Asking extends ClientFactory<IProtocol> {
        override noisy = false;
        override buildProtocol(): Asker {
          return new Asker();
        }
      }
      const ask = (): void => {
        reactor.connectSSL("server", 443, new Asking(), clientOptions, { seconds: 5 });
        reactor.callLater(3, ask);
      };
      ask();
    });
    world.eventually("many answers", () => answers > 20);
  },
);
