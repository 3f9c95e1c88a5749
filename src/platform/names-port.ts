/** The port of names: what turns a host's name into addresses. The rules of `port.ts` hold here too. */
import type { Deferred } from "../deferred/index.ts";

export interface NamesPlatform {
  /**
   * All addresses of a name, in the order in which they should be tried, at least one; of one family where
   * that is given. Fails with `ENOTFOUND`, `EAI_AGAIN` or what the host says. Cancelling it drops the answer.
   */
  lookup(name: string, family?: 4 | 6): Deferred<readonly string[]>;
  /** Can that be connected to without being looked up? What a resolver answers with must be so. */
  isAddress(host: string): boolean;
}
