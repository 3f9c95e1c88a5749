/** All addresses of a name, from a resolver that tells them one by one. */
import { Deferred } from "../../deferred/index.ts";
import {
  DNSLookupError,
  type IHostnameResolver,
  type IHostResolution,
  type IResolutionReceiver,
} from "../../net/index.ts";

/** Nobody tries more than that. */
const MOST_ADDRESSES = 32;

/** In the resolver's order. Fails with `DNSLookupError` where there is none. Cancelled, it stops the resolution. */
export function addressesOf(resolver: IHostnameResolver, name: string): Deferred<string[]> {
  let resolution: IHostResolution | undefined;
  let over = false;
  const found: string[] = [];
  const addresses = new Deferred<string[]>(() => {
    over = true;
    resolution?.cancel();
  });
  const receiver: IResolutionReceiver = {
    resolutionBegan(began) {
      resolution = began;
    },
    addressResolved({ host }) {
      if (found.length < MOST_ADDRESSES) found.push(host);
    },
    resolutionComplete() {
      if (over) return;
      over = true;
      if (found.length > 0) addresses.callback(found);
      else addresses.errback(new DNSLookupError(`no address is known for ${name}`));
    },
  };
  resolver.resolveHostName(receiver, name);
  return addresses;
}
