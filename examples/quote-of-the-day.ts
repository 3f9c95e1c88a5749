/** RFC 865: says one thing to whoever connects, and closes. `twist run`, then `nc 127.0.0.1 8017`. */
import { StreamServerEndpointService, serviceMaker } from "torsion/application";
import { utf8 } from "torsion/bytes";
import { serverFromString } from "torsion/endpoints";
import { Protocol } from "torsion/protocols";

const QUOTES = [
  "Simplicity is prerequisite for reliability. (Dijkstra)",
  "The network is reliable. (the first of the eight fallacies)",
  "Be conservative in what you do, be liberal in what you accept. (Postel)",
];

class QuoteOfTheDay extends Protocol {
  readonly quote: string;
  constructor(quote: string) {
    super();
    this.quote = quote;
  }
  override connectionMade() {
    this.transport.write(utf8(`${this.quote}\r\n`));
    this.transport.loseConnection();
  }
}

export default serviceMaker({
  tapname: "quote-of-the-day",
  description: "say one thing to whoever connects (RFC 865)",
  options: [{ name: "listen", value: "endpoint", default: "tcp:8017", help: "where to listen" }],
  makeService: (reactor, { listen }) =>
    new StreamServerEndpointService(serverFromString(reactor, listen), () => {
      // Chance comes from the reactor, so that a simulated one repeats itself.
      const quote = QUOTES[Math.floor(reactor.random() * QUOTES.length)];
      return new QuoteOfTheDay(quote ?? "");
    }),
});
