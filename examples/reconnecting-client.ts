/** Joins a chat and comes back whenever the connection is lost. Try it with `twist chat` running. */
import { ClientService, serviceMaker } from "torsion/application";
import { text, utf8 } from "torsion/bytes";
import { clientFromString } from "torsion/endpoints";
import { Logger } from "torsion/logger";
import { LineReceiver } from "torsion/protocols";

const log = new Logger({ namespace: "chat.client" });

export class Talker extends LineReceiver {
  override delimiter = utf8("\n");
  name = "";
  override connectionMade() {
    this.sendLine(this.name);
  }
  override lineReceived(line: Uint8Array) {
    log.info("{name} hears: {line}", { name: this.name, line: text(line) });
  }
}

export default serviceMaker({
  tapname: "reconnecting-client",
  description: "join a chat, and come back whenever the connection is lost",
  options: [
    {
      name: "connect",
      value: "endpoint",
      default: "tcp:127.0.0.1:8123",
      help: "where the chat is",
    },
    { name: "name", value: "name", default: "ada", help: "what to be called there" },
  ],
  makeService: (reactor, { connect, name }) => {
    const endpoint = clientFromString(reactor, connect);
    const build = () => Object.assign(new Talker(), { name });
    return new ClientService(endpoint, build, { clock: reactor });
  },
});
