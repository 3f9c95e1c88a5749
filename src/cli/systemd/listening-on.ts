/** Where the services of a tree listen, in words for the status line of a supervisor. */
import {
  type IService,
  IServiceCollection,
  StreamServerEndpointService,
} from "../../application/index.ts";

/** Of more ports than this a status line says how many. */
const NAMED = 5;

export function listeningOn(service: IService): string {
  const ports = portsOf(service);
  if (ports.length === 0) return "running";
  const more = ports.length > NAMED ? ` and ${ports.length - NAMED} more` : "";
  return `listening on ${ports.slice(0, NAMED).join(", ")}${more}`;
}

function portsOf(service: IService): string[] {
  const own =
    service instanceof StreamServerEndpointService && service.port !== null
      ? [String(service.port.getHost())]
      : [];
  return IServiceCollection.providedBy(service) ? [...own, ...[...service].flatMap(portsOf)] : own;
}
