/** What is known of services, their protocols and what stops them. */
import {
  ClientService,
  IDrainableService,
  type IService,
  MultiService,
  ProcessMonitor,
  Service,
  serviceFromString,
  started,
  TimerService,
  UDPServer,
} from "torsion/application";
import type { Deferred } from "torsion/deferred";
import type {
  IDatagramProtocol,
  IReactorMulticast,
  IReactorProcess,
  IReactorRandom,
  IReactorTCP,
  IReactorTime,
  IReactorUDP,
  IStreamClientEndpoint,
} from "torsion/net";
import { InFlight, Protocol } from "torsion/protocols";

type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function is<_T extends true>(): void {}

declare const clock: IReactorTime & IReactorRandom;
declare const endpoint: IStreamClientEndpoint;
declare const tcp: IReactorTCP;
declare const udp: IReactorUDP;
declare const multicast: IReactorMulticast;
declare const datagrams: IDatagramProtocol;
declare const processes: IReactorProcess & IReactorTime;

class Pinger extends Protocol {
  ping(): void {}
}

// Who waits for a connection gets the user's own protocol, and so does what prepares it.
const client = new ClientService(endpoint, Pinger, {
  clock,
  prepareConnection: (pinger) => pinger.ping(),
});
const connected = client.whenConnected({ failAfterFailures: 3 });
is<Equal<typeof connected, Deferred<Pinger>>>();
// @ts-expect-error: time and chance are arguments
new ClientService(endpoint, Pinger);
// @ts-expect-error: no such option
client.whenConnected({ failAfter: 3 });

// What was started is what was given.
const running = started(new UDPServer(0, datagrams, { reactor: udp }));
is<Equal<typeof running, Deferred<UDPServer>>>();
new UDPServer(0, datagrams, { reactor: multicast, listenMultiple: true });
// @ts-expect-error: it takes a reactor that has groups
new UDPServer(0, datagrams, { reactor: udp, listenMultiple: true });
// @ts-expect-error: a reactor of TCP has no UDP
new UDPServer(0, datagrams, { reactor: tcp });

class Slow extends Service {
  override async startService(): Promise<void> {
    await super.startService();
  }
  // @ts-expect-error: a start gives nothing back
  override privilegedStartService(): number {
    return 1;
  }
}
const all = new MultiService({ oneByOne: true });
new Slow().setServiceParent(all);
// @ts-expect-error: a service that holds none is no parent
new Slow().setServiceParent(new Slow());

new TimerService(1, async () => {}, { clock });
// @ts-expect-error: whose seconds?
new TimerService(1, () => {});

const monitor = new ProcessMonitor(processes, { killTime: 1 });
monitor.addProcess("web", ["node", "web.js"], { env: null });
// @ts-expect-error: a command is a list, and no line for a shell
monitor.addProcess("web", "node web.js");
// @ts-expect-error: seconds, with Twisted's names
new ProcessMonitor(processes, { killSeconds: 1 });

serviceFromString(tcp, "tcp:1", Pinger);
// @ts-expect-error: instances are one to a connection
serviceFromString(tcp, "tcp:1", new Pinger());

declare const service: IService;
if (IDrainableService.providedBy(service))
  service.drainService({ signal: new AbortController().signal });
// @ts-expect-error: not every service can be drained
service.drainService();

const requests = new InFlight();
const answer = requests.until(Promise.resolve(3));
is<Equal<typeof answer, Promise<number>>>();
