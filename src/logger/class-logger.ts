/** A logger for each instance of a class, made when it is first asked for. */
import { Logger, type LoggerOptions } from "./logger.ts";

/** A class, abstract or not. */
interface LoggingClass {
  readonly name: string;
  readonly prototype: object;
}

/**
 * Give the class a member `log`, whose events have the instance as `log_source`, or the class itself where it is asked
 * for on that (L5). The namespace is the class's, subclasses included.
 *
 *     class Order {
 *       declare readonly log: Logger;
 *       static {
 *         classLogger(this, { namespace: "shop.orders" });
 *       }
 *     }
 *
 * An instance that never logs costs nothing; where that is no concern, `readonly log = new Logger({ source: this })`
 * does as well.
 */
export function classLogger(
  of: LoggingClass,
  options: Omit<LoggerOptions, "source"> & { readonly name?: string } = {},
): void {
  const { name = "log", namespace = of.name, ...rest } = options;
  const forAll = new Logger({ namespace, ...rest });
  for (const owner of [of, of.prototype])
    Object.defineProperty(owner, name, {
      configurable: true,
      get(this: object): Logger {
        // The prototype itself is nobody.
        if (this === of.prototype) return forAll;
        const own = forAll.withSource(this);
        // Subclasses would have that of their base class; and an object may be frozen.
        if (typeof this !== "function" && Object.isExtensible(this))
          Object.defineProperty(this, name, { value: own, configurable: true });
        return own;
      },
    });
}
