/** How messages call a service: by its place in the tree. */
import { IService } from "./interfaces.ts";

/** Names from the root down, with class names for what has none: `shop/web/StreamServerEndpointService`. */
export function servicePath(service: IService): string {
  const labels: string[] = [];
  for (let at: unknown = service; isService(at); at = at.parent)
    labels.unshift(at.name ?? at.constructor.name);
  return labels.join("/");
}

function isService(thing: unknown): thing is IService {
  return IService.providedBy(thing);
}
