/** A room to talk in. `twist chat`, then `nc 127.0.0.1 8123` in two terminals. */
import { StreamServerEndpointService, serviceMaker } from "torsion/application";
import { text, utf8 } from "torsion/bytes";
import { serverFromString } from "torsion/endpoints";
import { LineReceiver } from "torsion/protocols";

class Member extends LineReceiver {
  override delimiter = utf8("\n"); // as nc ends its lines
  name = "";
  room = new Map<string, Member>();
  override connectionMade() {
    this.sendLine("What is your name?");
  }
  override lineReceived(line: Uint8Array) {
    const said = text(line).replace(/\p{C}/gu, "").trim();
    if (this.name) return this.tellAll(`${this.name}: ${said}`);
    if (!said || said.length > 20) return this.sendLine("A name has 1 to 20 letters. Yours?");
    if (this.room.has(said)) return this.sendLine(`${said} is here already. Another name?`);
    this.name = said;
    this.room.set(said, this);
    this.tellAll(`${said} came in`);
  }
  override connectionLost() {
    if (this.room.delete(this.name)) this.tellAll(`${this.name} left`);
  }
  tellAll(line: string) {
    for (const member of this.room.values()) member.sendLine(line);
  }
}

export default serviceMaker({
  tapname: "chat",
  description: "a room to talk in, for nc and telnet",
  options: [{ name: "listen", value: "endpoint", default: "tcp:8123", help: "where to listen" }],
  makeService(reactor, { listen }) {
    const room = new Map<string, Member>();
    const endpoint = serverFromString(reactor, listen);
    return new StreamServerEndpointService(endpoint, () => Object.assign(new Member(), { room }));
  },
});
