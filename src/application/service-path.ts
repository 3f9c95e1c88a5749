/** How messages call a service: by its place in the tree. */
import { IService } from "./interfaces.ts";

/**
 * Names from the root down, with class names for what has none, and numbers where those are not enough:
 * `shop/web/ClientService`, `shop/web/ClientService#2`.
 */
export function servicePath(service: IService): string {
  const labels: string[] = [];
  for (let at: unknown = service; isService(at); at = at.parent) labels.unshift(labelOf(at));
  return labels.join("/");
}

function labelOf(service: IService): string {
  if (service.name !== null) return service.name;
  const label = service.constructor.name;
  const index = alikeIn(service.parent ?? [], label).indexOf(service);
  return index > 0 ? `${label}#${index + 1}` : label;
}

/** A collection of the user's own may be broken, which a message does not care about. */
function alikeIn(services: Iterable<IService>, label: string): IService[] {
  try {
    return [...services].filter((other) => other.name === null && other.constructor.name === label);
  } catch {
    return [];
  }
}

function isService(thing: unknown): thing is IService {
  return IService.providedBy(thing);
}
