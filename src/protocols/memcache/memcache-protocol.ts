/** A client of memcached, in its text protocol: each call sends its command, and is a Deferred of the answer (Q5). */
import { type Deferred, succeed } from "../../deferred/index.ts";
import type { Cancellable } from "../../net/index.ts";
import type { MemCacheItem, MemCacheItemWithCas } from "./answers.ts";
import type { MemCacheText } from "./arguments.ts";
import * as commands from "./commands.ts";
import { MemCacheConversation } from "./memcache-conversation.ts";

/** Where memcached listens. */
export const DEFAULT_PORT = 11_211;

export interface StoreOptions extends commands.StoringOptions, Cancellable {}

/** All calls fail with `ClientError`, `ServerError`, `NoSuchCommand`, `NotConnectedError`, `TooManyPendingError`, or the reason for which the connection was lost. */
export class MemCacheProtocol extends MemCacheConversation {
  /** The value is `null` where the server does not have it. */
  get(key: MemCacheText, options?: Cancellable): Deferred<MemCacheItem> {
    return this.send(() => commands.getting(key, this.limits), options);
  }

  /** … and which version that is, for `checkAndSet`. Twisted's `get(key, True)`. */
  gets(key: MemCacheText, options?: Cancellable): Deferred<MemCacheItemWithCas> {
    return this.send(() => commands.gettingWithCas(key, this.limits), options);
  }

  /** All of them at once; the result has every key, as it was given. */
  getMultiple<K extends MemCacheText>(
    keys: Iterable<K>,
    options?: Cancellable,
  ): Deferred<Map<K, MemCacheItem>> {
    const all = keysIn(keys);
    if (all.length === 0) return succeed(new Map());
    return this.send(() => commands.gettingMultiple(all, this.limits), options);
  }

  getsMultiple<K extends MemCacheText>(
    keys: Iterable<K>,
    options?: Cancellable,
  ): Deferred<Map<K, MemCacheItemWithCas>> {
    const all = keysIn(keys);
    if (all.length === 0) return succeed(new Map());
    return this.send(() => commands.gettingMultipleWithCas(all, this.limits), options);
  }

  /** `get`, and from now on it expires then. */
  getAndTouch(
    key: MemCacheText,
    expireTime: number,
    options?: Cancellable,
  ): Deferred<MemCacheItem> {
    return this.send(() => commands.gettingAndTouching(key, expireTime, this.limits), options);
  }

  /** Keep the value, which must not change until it is sent. A string is kept as UTF-8. */
  set(key: MemCacheText, value: MemCacheText, options?: StoreOptions): Deferred<boolean> {
    return this.#store("set", key, value, options);
  }

  /** … unless the key is there: then `false`. */
  add(key: MemCacheText, value: MemCacheText, options?: StoreOptions): Deferred<boolean> {
    return this.#store("add", key, value, options);
  }

  /** … if the key is there, or else `false`. */
  replace(key: MemCacheText, value: MemCacheText, options?: StoreOptions): Deferred<boolean> {
    return this.#store("replace", key, value, options);
  }

  /** Add to the end of what is there; `false` where nothing is. */
  append(key: MemCacheText, value: MemCacheText, options?: Cancellable): Deferred<boolean> {
    return this.#store("append", key, value, { signal: options?.signal });
  }

  /** Put before what is there. */
  prepend(key: MemCacheText, value: MemCacheText, options?: Cancellable): Deferred<boolean> {
    return this.#store("prepend", key, value, { signal: options?.signal });
  }

  /** `set`, if the value is still the one that `gets` has given with `cas`; `false` where it has changed, or is gone. */
  checkAndSet(
    key: MemCacheText,
    value: MemCacheText,
    cas: string,
    options?: StoreOptions,
  ): Deferred<boolean> {
    return this.#store("cas", key, value, options, cas);
  }

  /** Add to the number that the value is in digits; gives the sum, of 64 bits, or `null` where there is no value. */
  increment(
    key: MemCacheText,
    amount: number | bigint = 1,
    options?: Cancellable,
  ): Deferred<bigint | null> {
    return this.send(() => commands.counting("incr", key, amount), options);
  }

  /** Never below 0. */
  decrement(
    key: MemCacheText,
    amount: number | bigint = 1,
    options?: Cancellable,
  ): Deferred<bigint | null> {
    return this.send(() => commands.counting("decr", key, amount), options);
  }

  /** `false` where there is nothing to be deleted. */
  delete(key: MemCacheText, options?: Cancellable): Deferred<boolean> {
    return this.send(() => commands.deleting(key), options);
  }

  /** From now on it expires then; `false` where there is nothing. */
  touch(key: MemCacheText, expireTime: number, options?: Cancellable): Deferred<boolean> {
    return this.send(() => commands.touching(key, expireTime), options);
  }

  /** What the server says of itself; of `about`, `"items"` say. Those that are no names with values are not understood. */
  stats(about = "", options?: Cancellable): Deferred<Map<string, string>> {
    return this.send(() => commands.askingStats(about, this.limits), options);
  }

  version(options?: Cancellable): Deferred<string> {
    return this.send(() => commands.askingVersion(), options);
  }

  /** Forget everything, at once or in so many seconds. */
  flushAll({
    seconds = 0,
    signal,
  }: Cancellable & { readonly seconds?: number } = {}): Deferred<true> {
    return this.send(() => commands.flushing(seconds), { signal });
  }

  #store(
    name: commands.StoringCommand,
    key: MemCacheText,
    value: MemCacheText,
    options: StoreOptions = {},
    cas?: string,
  ): Deferred<boolean> {
    return this.send(() => commands.storing(name, key, value, options, this.limits, cas), options);
  }
}

/** A string is one key, and not a list of its letters. */
function keysIn<K extends MemCacheText>(keys: Iterable<K>): readonly K[] {
  return typeof keys === "string" ? [keys as K] : [...keys];
}
