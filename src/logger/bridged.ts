/** What other logging systems are given of an event: the fields, under names of theirs. */
import type { LogEvent } from "./observer.ts";

/** What we add ourselves, and what it is called where no `log_` in front marks it. */
const OURS: readonly (readonly [ours: string, theirs: string])[] = [
  ["log_connection", "connection"],
  ["log_peer", "peer"],
  ["log_protocol", "protocol"],
  ["log_service", "service"],
  ["log_test", "test"],
  ["log_worker", "worker"],
  ["log_system", "system"],
];

/**
 * Give `add` each field of the author's and then what the event is about, where the author has nothing of that name.
 *
 * A field with a name that the other system needs, one of `reserved`, has a `_` behind it there.
 */
export function bridgeFields(
  event: LogEvent,
  reserved: ReadonlySet<string>,
  add: (name: string, key: string) => void,
): void {
  for (const key of Object.keys(event))
    if (!key.startsWith("log_")) add(reserved.has(key) ? `${key}_` : key, key);
  for (const [ours, theirs] of OURS)
    if (event[ours] !== undefined && !Object.hasOwn(event, theirs)) add(theirs, ours);
}
