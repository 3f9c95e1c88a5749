/**
 * What can stand for a factory: `() => new Echo()`, or the class `Echo` itself.
 *
 * Importing this teaches `IProtocolFactory` to adapt functions. What declares no interface but has its
 * methods will do, for a protocol as for a factory: so it does for the compiler.
 */
import { implementer, method, registerAdapter } from "../components/index.ts";
import { type IAddress, IProtocol, IProtocolFactory } from "../net/index.ts";
import { NotAFactoryError, NotAProtocolError } from "./errors.ts";

/** A factory, a function that gives a protocol (or `null`, to refuse) for a peer, or a protocol class. */
export type ProtocolSource<P extends IProtocol = IProtocol> =
  | IProtocolFactory<P>
  | ((peer: IAddress) => P | null)
  | (new () => P);

/** The factory that `source` is or stands for. Throws `NotAFactoryError`. */
export function factoryFrom<P extends IProtocol>(source: ProtocolSource<P>): IProtocolFactory<P> {
  const factory = IProtocolFactory(source, null);
  if (factory !== null) return factory as IProtocolFactory<P>;
  if (hasMethods(source, IProtocolFactory)) return source as IProtocolFactory<P>;
  throw new NotAFactoryError(
    `${describe(source)} is no factory: give an IProtocolFactory, a function or a protocol class`,
  );
}

/** What declares nothing, an object literal say, and has all the methods, is good enough. */
function hasMethods(thing: unknown, { members }: { members: ReadonlyMap<PropertyKey, string> }) {
  const object = Object(thing);
  return [...members].every(
    ([name, kind]) => kind !== method || typeof object[name] === "function",
  );
}

type Build = ((peer: IAddress) => unknown) | (new () => unknown);

class FunctionFactory implements IProtocolFactory {
  static {
    implementer(IProtocolFactory)(this);
  }
  readonly #build: Build;
  constructor(build: Build) {
    this.#build = build;
  }
  buildProtocol(peer: IAddress): IProtocol | null {
    const build = this.#build;
    const built = isProtocolClass(build)
      ? new (build as new () => unknown)()
      : (build as (peer: IAddress) => unknown)(peer);
    if (built === null || hasMethods(built, IProtocol)) return built as IProtocol | null;
    throw new NotAProtocolError(
      `${build.name || "the function"} gave ${describe(built)} for ${peer}, and that is no protocol`,
    );
  }
  doStart(): void {}
  doStop(): void {}
}

function isProtocolClass(build: Build): boolean {
  return (
    IProtocol.implementedBy(build as new () => unknown) || hasMethods(build.prototype, IProtocol)
  );
}

/** Can it only be called with `new`? */
function isClass(build: Build): boolean {
  return Object.getOwnPropertyDescriptor(build, "prototype")?.writable === false;
}

function describe(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "object" && value !== null)
    return `an object of ${value.constructor?.name ?? "no class"}`;
  if (typeof value === "function")
    return `${isClass(value as Build) ? "class" : "function"} ${value.name}`;
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}

function fromFunction(thing: unknown): IProtocolFactory | null {
  const build = thing as Build;
  return isClass(build) && !isProtocolClass(build) ? null : new FunctionFactory(build);
}

registerAdapter(Function, IProtocolFactory, fromFunction, { replace: true });
