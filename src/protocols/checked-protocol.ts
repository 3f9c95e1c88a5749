/** Asking a factory for a protocol, and not believing that it is one. */
import { method } from "../components/index.ts";
import { type IAddress, IProtocol, type IProtocolFactory } from "../net/index.ts";
import { NotAProtocolError } from "./errors.ts";

const METHODS: readonly PropertyKey[] = [...IProtocol.members].flatMap(([name, kind]) =>
  kind === method ? [name] : [],
);

/**
 * What `factory` builds for `peer`; `null` where it refuses. Throws what the factory throws, and
 * `NotAProtocolError`, which names the factory, where it gives nothing or lacks a protocol's methods.
 */
export function checkedProtocol<P extends IProtocol>(
  factory: IProtocolFactory<P>,
  peer: IAddress,
): P | null {
  const built: unknown = factory.buildProtocol(peer);
  if (built === null) return null;
  const name = `${factory.constructor.name}.buildProtocol`;
  if (built === undefined)
    throw new NotAProtocolError(`${name} gave nothing: give a protocol, or null to refuse`);
  const missing = METHODS.filter(
    (method) => typeof Reflect.get(Object(built), method) !== "function",
  );
  if (missing.length > 0)
    throw new NotAProtocolError(`${name} gave what is no protocol: no ${missing.join(", ")}`);
  return built as P;
}
