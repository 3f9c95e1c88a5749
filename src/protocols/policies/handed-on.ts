/** Members of a wrapper that are its transport's: what the wrapper's own class knows nothing of. */
import type { MemberKind } from "../../components/index.ts";

interface OverTransport {
  readonly transport: object;
}
type Members = Record<PropertyKey, unknown>;
const handedOnBy = new Map<string, PropertyDescriptor>();

/** A member that is the transport's: one for all wrappers, so that they stay alike for the engine. */
export function handedOn(name: PropertyKey, kind: MemberKind): PropertyDescriptor {
  const key = `${kind} ${String(name)}`;
  let descriptor = typeof name === "symbol" ? undefined : handedOnBy.get(key);
  if (descriptor !== undefined) return descriptor;
  const below = (wrapper: OverTransport): Members => wrapper.transport as Members;
  descriptor =
    kind === "method"
      ? {
          value(this: OverTransport, ...args: unknown[]): unknown {
            const transport = below(this);
            return (transport[name] as (...args: unknown[]) => unknown).apply(transport, args);
          },
        }
      : {
          get(this: OverTransport): unknown {
            return below(this)[name];
          },
          set(this: OverTransport, value: unknown) {
            below(this)[name] = value;
          },
        };
  if (typeof name !== "symbol") handedOnBy.set(key, descriptor);
  return descriptor;
}
