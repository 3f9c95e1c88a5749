/**
 * The life of a program under `twist`: start, run until a signal, stop in order.
 *
 * Rule: the shutdown waits for the services (E8), whatever it was that began it.
 */
import {
  type IService,
  IServiceCollection,
  type ServiceReactor,
  StreamServerEndpointService,
} from "../application/index.ts";
import { type Deferred, maybeDeferred } from "../deferred/index.ts";
import {
  AdoptedStreamServerEndpoint,
  SSLServerEndpoint,
  TCPServerEndpoint,
  UNIXServerEndpoint,
} from "../endpoints/index.ts";
import { Logger } from "../logger/index.ts";
import { type IAddress, IHostAddress, ReactorNotRunning, UNIXAddress } from "../net/index.ts";
import { EX_ERROR, EX_OK } from "./exit-status.ts";

const log: Logger = new Logger({ namespace: "twist" });
const LOOPBACK: Readonly<Record<string, string>> = { "0.0.0.0": "127.0.0.1", "::": "::1" };

/**
 * Run `service` until the reactor stops. Fires with the exit status; what kept it from starting is
 * given to `complain`, once.
 */
export function runService(
  reactor: ServiceReactor,
  service: IService,
  complain: (error: Error) => void,
): Deferred<number> {
  let status = EX_OK;
  reactor.addSystemEventTrigger("before", "shutdown", () => {
    if (status === EX_OK) log.info("stopping");
    return maybeDeferred(() => service.stopService()).addErrback((failure) => {
      // The reactor logs it, and stops all the same.
      status = EX_ERROR;
      return failure;
    });
  });
  reactor.callWhenRunning(() => {
    maybeDeferred(() => service.privilegedStartService())
      .addCallback(() => service.startService())
      .addCallbacks(
        () => sayHowToConnect(service),
        (failure) => {
          // A start that is cut short by Ctrl-C has not failed.
          if (failure.check("CancelledError")) return;
          status = EX_ERROR;
          complain(failure.value);
          reactor.stop();
        },
      )
      // A start that fails during the stop needs no other.
      .addErrback((failure) => void failure.trap(ReactorNotRunning));
  });
  return reactor.run().addCallback(() => {
    if (status === EX_OK) log.info("stopped");
    return status;
  });
}

/** For each port of the tree. */
function sayHowToConnect(service: IService): void {
  if (service instanceof StreamServerEndpointService && service.port !== null) {
    const command = howToConnect(service.endpoint, service.port.getHost());
    if (command !== null) log.info("join with: {command}", { command });
  }
  if (IServiceCollection.providedBy(service)) for (const child of service) sayHowToConnect(child);
}

const PLAIN = [TCPServerEndpoint, UNIXServerEndpoint, AdoptedStreamServerEndpoint];

/** `null` where it takes more than a terminal: WebSockets, say, or a proxy in front. */
function howToConnect(endpoint: object, address: IAddress): string | null {
  const plain = PLAIN.some((kind) => endpoint instanceof kind);
  if (address instanceof UNIXAddress)
    return plain && address.name.startsWith("/") ? `nc -U ${address.name}` : null;
  if (!IHostAddress.providedBy(address)) return null;
  const { port } = address;
  const host = LOOPBACK[address.host] ?? address.host;
  if (plain) return `nc ${host} ${port}`;
  if (!(endpoint instanceof SSLServerEndpoint)) return null;
  return `openssl s_client -connect ${host.includes(":") ? `[${host}]` : host}:${port}`;
}
