/** Who hears of what: a filter before an observer, and the usual rule, a least level for each namespace. */
import { defineInterface, type Interface, implementer, method } from "../components/index.ts";
import { InvalidLogLevelError } from "./errors.ts";
import { LogLevel } from "./levels.ts";
import {
  deliver,
  ILogObserver,
  isObserverEnabled,
  type LogEvent,
  type LogObserver,
} from "./observer.ts";

/** Namespaces for which a level is remembered; a program that makes them up as it goes must not leak. */
const KEPT = 1000;

/** `yes` and `no` decide; `maybe` leaves it to the next predicate, and after the last one means yes. */
export type PredicateResult = "yes" | "no" | "maybe";
export const PredicateResult: { readonly [R in PredicateResult]: R } = {
  yes: "yes",
  no: "no",
  maybe: "maybe",
};

/** Decides about events, as an object. */
export interface ILogFilterPredicate {
  evaluate(event: LogEvent): PredicateResult;
  /** The same from the level and namespace alone, if those settle it: saves building the event. */
  evaluateLevel?(level: LogLevel, namespace: string): PredicateResult;
}

export const ILogFilterPredicate: Interface<ILogFilterPredicate> = defineInterface(
  "torsion.ILogFilterPredicate",
  [],
  { evaluate: method },
);

/** Decides about events: a function, or an object with an `evaluate` method. */
export type LogFilterPredicate = ((event: LogEvent) => PredicateResult) | ILogFilterPredicate;

/** Ask each predicate in turn until one decides; without a decision, the event is logged. */
export function shouldLogEvent(predicates: Iterable<LogFilterPredicate>, event: LogEvent): boolean {
  for (const predicate of predicates) {
    const result = typeof predicate === "function" ? predicate(event) : predicate.evaluate(event);
    if (result === "yes") return true;
    if (result === "no") return false;
    if (result !== "maybe") throw new TypeError(`invalid predicate result: ${String(result)}`);
  }
  return true;
}

/** Passes on to `observer` only the events its predicates let through. */
export class FilteringLogObserver implements ILogObserver {
  static {
    implementer(ILogObserver)(this);
  }

  readonly #observer: LogObserver;
  readonly #predicates: readonly LogFilterPredicate[];
  readonly #negativeObserver: LogObserver | undefined;

  /** @param options `negativeObserver` is given the events that are not let through. */
  constructor(
    observer: LogObserver,
    predicates: Iterable<LogFilterPredicate>,
    options: { readonly negativeObserver?: LogObserver } = {},
  ) {
    this.#observer = observer;
    this.#predicates = [...predicates];
    this.#negativeObserver = options.negativeObserver;
  }

  observe(event: LogEvent): unknown {
    const chosen = shouldLogEvent(this.#predicates, event)
      ? this.#observer
      : this.#negativeObserver;
    if (chosen === undefined) return undefined;
    event.log_trace?.push([this, chosen]);
    return deliver(chosen, event);
  }

  isEnabled(level: LogLevel, namespace: string): boolean {
    if (this.#negativeObserver !== undefined) return true;
    for (const predicate of this.#predicates) {
      if (typeof predicate === "function" || predicate.evaluateLevel === undefined) break;
      const result = predicate.evaluateLevel(level, namespace);
      if (result === "no") return false;
      if (result === "yes") break;
    }
    return isObserverEnabled(this.#observer, level, namespace);
  }
}

/**
 * Drops events below the least level of their namespace, and those without a level or a namespace.
 *
 * Namespaces are hierarchical: what is set for `"shop"` holds for `"shop.orders"` unless that has its own.
 */
export class LogLevelFilterPredicate implements ILogFilterPredicate {
  static {
    implementer(ILogFilterPredicate)(this);
  }

  /** The least level where nothing else is set. */
  readonly defaultLogLevel: LogLevel;
  readonly #levels: Map<string, LogLevel> = new Map();
  /** What was found for the namespaces that have been asked for: programs have a few hundred. */
  readonly #found: Map<string, LogLevel> = new Map();

  constructor(options: { readonly defaultLogLevel?: LogLevel } = {}) {
    this.defaultLogLevel = options.defaultLogLevel ?? LogLevel.info;
  }

  /** The least level that is let through for a namespace; `""` asks for the default. */
  logLevelForNamespace(namespace: string): LogLevel {
    if (this.#levels.size === 0) return this.defaultLogLevel;
    let level = this.#found.get(namespace);
    if (level === undefined) {
      level = this.#levelFor(namespace);
      if (this.#found.size >= KEPT) this.#found.clear();
      this.#found.set(namespace, level);
    }
    return level;
  }

  #levelFor(namespace: string): LogLevel {
    for (let end = namespace.length; end > 0; end = namespace.lastIndexOf(".", end - 1)) {
      const level = this.#levels.get(namespace.slice(0, end));
      if (level !== undefined) return level;
    }
    return this.#levels.get("") ?? this.defaultLogLevel;
  }

  /** Set the least level for a namespace and what is below it; `""` sets it for everything else. */
  setLogLevelForNamespace(namespace: string, level: LogLevel): void {
    if (!LogLevel.isLevel(level)) throw new InvalidLogLevelError(level);
    this.#levels.set(namespace, level);
    this.#found.clear();
  }

  /** Forget what was set, for every namespace. */
  clearLogLevels(): void {
    this.#levels.clear();
    this.#found.clear();
  }

  evaluate(event: LogEvent): PredicateResult {
    const { log_level, log_namespace } = event;
    if (log_level === undefined || !log_namespace) return "no";
    return this.evaluateLevel(log_level, log_namespace);
  }

  evaluateLevel(level: LogLevel, namespace: string): PredicateResult {
    if (namespace === "") return "no";
    return level.rank < this.logLevelForNamespace(namespace).rank ? "no" : "maybe";
  }
}
