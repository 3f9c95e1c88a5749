/**
 * `--inspect ENDPOINT`: the program can be looked into while it runs, by `twist inspect` or whatever reads JSON lines.
 *
 * It begins before the services and ends after them, so that a start or an end that hangs can be looked into as well.
 */
import { parseEndpoint } from "../../application/index.ts";
import type { Deferred } from "../../deferred/index.ts";
import { parseDescription, serverFromString } from "../../endpoints/index.ts";
import { Logger } from "../../logger/index.ts";
import {
  type IAddress,
  IHostAddress,
  type IListeningPort,
  IReactorInspection,
  type IReactorTime,
  UNIXAddress,
} from "../../net/index.ts";
import type { Feature, LifeCycleHooks, Run } from "../feature.ts";
import { Inspector } from "./inspector.ts";

const log: Logger = new Logger({ namespace: "twist" });

export const INSPECTION: Feature = {
  options: [
    {
      name: "inspect",
      value: "endpoint",
      help: "where the program can be looked into, by twist inspect: unix:/run/x.sock",
      parse: parseEndpoint,
    },
  ],
  join(run: Run): LifeCycleHooks | null {
    const { inspect } = run.options;
    // There is one place to look at, the supervisor's: a port that all workers share would show any of them.
    if (typeof inspect !== "string" || run.workers?.supervisor) return null;
    const { reactor, service, facts } = run;
    const inspected: unknown = reactor;
    const endpoint = serverFromString(reactor, ownersOnly(inspect));
    const inspector = new Inspector({
      reactor: IReactorInspection(inspected) as IReactorInspection & IReactorTime,
      service,
      facts,
      memory: () => {
        const { rss, heapUsed } = process.memoryUsage();
        return { resident: rss, heapUsed };
      },
    });
    let port: IListeningPort | null = null;
    return {
      starting: (): Deferred<void> =>
        endpoint.listen(inspector.factory).addCallback((opened) => {
          port = opened;
          const address = opened.getHost();
          log.info("can be looked into with: twist inspect {description}", {
            description: inspect,
            address: String(address),
          });
          const who = whoCanLook(address);
          if (who !== null)
            log.warn("{who} can see the peers and figures of this program: unix:PATH is safer", {
              who,
            });
        }),
      stopped: (): Deferred<void> | undefined => {
        inspector.end();
        return port?.stopListening();
      },
    };
  },
};

/** A UNIX socket is its owner's alone, unless the description says otherwise. */
export function ownersOnly(description: string): string {
  const { type, args } = parseDescription(description);
  if (type !== "unix") return description;
  const byPlace = args.filter(({ name }) => name === undefined).length;
  const hasMode = byPlace > 1 || args.some(({ name }) => name === "mode");
  return hasMode ? description : `${description}:mode=600`;
}

/** Others than those whom the permissions of a file keep out; `null` where there are none. */
export function whoCanLook(address: IAddress): string | null {
  if (address instanceof UNIXAddress)
    return address.name.startsWith("\0") ? "every user of this machine" : null;
  if (!IHostAddress.providedBy(address)) return null;
  const isLoopback = /^127\.|^::1$|^::ffff:127\./.test(address.host);
  return isLoopback ? "every user of this machine" : "everybody who can reach this port";
}
