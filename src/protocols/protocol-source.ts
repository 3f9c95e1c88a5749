/**
 * What can stand for a factory: `() => new Echo()`, or the class `Echo` itself.
 *
 * Importing this teaches `IProtocolFactory` to adapt functions.
 */
import { implementer, registerAdapter } from "../components/index.ts";
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
  if (looksLikeFactory(source)) return source;
  throw new NotAFactoryError(
    `${describe(source)} is no factory: give an IProtocolFactory, a function or a protocol class`,
  );
}

/** An object literal declares nothing, and is good enough. */
function looksLikeFactory<P extends IProtocol>(source: unknown): source is IProtocolFactory<P> {
  const object = Object(source);
  return ["buildProtocol", "doStart", "doStop"].every((name) => typeof object[name] === "function");
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
    const built = IProtocol.implementedBy(build as new () => unknown)
      ? new (build as new () => unknown)()
      : (build as (peer: IAddress) => unknown)(peer);
    if (built === null || IProtocol.providedBy(built)) return built as IProtocol | null;
    throw new NotAProtocolError(
      `${build.name || "the function"} gave ${describe(built)} for ${peer}, and that is no protocol`,
    );
  }
  doStart(): void {}
  doStop(): void {}
}

function describe(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "object" && value !== null)
    return `an object of ${value.constructor?.name ?? "no class"}`;
  return typeof value === "function" ? `the function ${value.name}` : JSON.stringify(value);
}

registerAdapter(Function, IProtocolFactory, (build) => new FunctionFactory(build as Build), {
  replace: true,
});
