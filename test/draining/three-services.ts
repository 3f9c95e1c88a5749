/**
 * A program of three services, each of which needs those before it: a store, an index, and a server whose answers take both
 * of them. For `twist run`: it says on standard output what happens, and at the end which requests it has accepted.
 */
import {
  type IServiceMaker,
  MultiService,
  Service,
  type ServiceReactor,
  StreamServerEndpointService,
} from "torsion/application";
import type { Deferred } from "torsion/deferred";
import { serverFromString } from "torsion/endpoints";
import { LineReceiver } from "torsion/protocols";
import { deferLater } from "torsion/task";

const say = (text: string): void => void process.stdout.write(`@ ${text}\n`);

class Part extends Service {
  readonly #reactor: ServiceReactor;
  readonly #label: string;
  open = false;
  constructor(reactor: ServiceReactor, label: string) {
    super();
    this.#reactor = reactor;
    this.#label = label;
  }
  override async startService(): Promise<void> {
    super.startService();
    say(`${this.#label} starts`);
    await deferLater(this.#reactor, 0.02);
    this.open = true;
    say(`${this.#label} started`);
  }
  override async stopService(): Promise<void> {
    super.stopService();
    say(`${this.#label} stops`);
    this.open = false;
    await deferLater(this.#reactor, 0.02);
    say(`${this.#label} stopped`);
  }
  async ask(): Promise<void> {
    await deferLater(this.#reactor, 0.03 * this.#reactor.random());
    if (!this.open) throw new Error(`${this.#label} was asked too late`);
  }
}

class Server extends LineReceiver {
  parts: readonly Part[] = [];
  accepted: string[] = [];
  override async lineReceived(line: Uint8Array): Promise<void> {
    const id = new TextDecoder().decode(line);
    this.accepted.push(id);
    for (const part of this.parts) await part.ask();
    this.sendLine(`${id} answered`);
  }
}

class Web extends StreamServerEndpointService {
  readonly accepted: string[] = [];
  override privilegedStartService(): Deferred<void> {
    say("web opens");
    return super.privilegedStartService();
  }
  override startService(): Deferred<void> {
    say("web starts");
    return super
      .startService()
      .addCallback(() => say(`web started ${JSON.stringify(this.port?.getHost())}`));
  }
  override stopService(): Deferred<void> {
    say("web stops");
    return super
      .stopService()
      .addCallback(() => say(`web stopped ${JSON.stringify(this.accepted)}`));
  }
}

const program: IServiceMaker = {
  tapname: "three",
  description: "three services",
  options: [],
  makeService(reactor) {
    say("made");
    const tree = new MultiService({ oneByOne: true });
    const parts = [new Part(reactor, "store"), new Part(reactor, "index")];
    const web: Web = new Web(serverFromString(reactor, "tcp:0:interface=127.0.0.1"), () =>
      Object.assign(new Server(), { parts, accepted: web.accepted }),
    );
    for (const service of [...parts, web]) service.setServiceParent(tree);
    reactor.callWhenRunning(() => say("running"));
    return tree;
  },
};
export default program;
