/** What an interface declares, for the tests of the contracts in this folder. */
import type { Interface } from "../components/index.ts";

/** Every member, inherited ones included: `name()` for a method, `name` for an attribute. */
export function membersOf(contract: Interface<unknown>): string[] {
  return [...contract.members]
    .map(([name, kind]) => (kind === "method" ? `${String(name)}()` : String(name)))
    .sort();
}

export function basesOf(contract: Interface<unknown>): string[] {
  return contract.bases.map(({ id }) => id);
}
