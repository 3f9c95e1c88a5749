/**
 * A tree of services, as data: for who inspects the program.
 *
 * Rule: it is bounded, and nothing that users wrote can make it throw.
 */
import { type Figures, figuresOf } from "../net/index.ts";
import { type IService, IServiceCollection } from "./interfaces.ts";
import { servicePath } from "./service-path.ts";

/** One service, in its place. */
export interface ServiceDescription {
  /** Names from the root down, with class names for what has none. */
  readonly path: string;
  readonly name: string | null;
  /** The name of its class. */
  readonly class: string;
  /** 0 at the root. */
  readonly depth: number;
  readonly running: boolean;
  /** What it says of itself, where it provides `IFigures`. */
  readonly figures: Figures | null;
}

const MOST_DEPTH = 64;
const LONGEST_PATH = 500;
const UNTELLABLE = "a service that throws";

/** `root` and all below it, each in front of what it holds. @param most how many; what is more is left out. */
export function describeServices(root: IService, most = 1000): ServiceDescription[] {
  const all: ServiceDescription[] = [];
  const describe = (service: IService, path: string, depth: number): void => {
    all.push(one(service, path, depth));
    if (depth === MOST_DEPTH || !isCollection(service)) return;
    const left = most - all.length;
    for (const [label, child] of labelled(childrenOf(service, left))) {
      if (all.length >= most) return;
      describe(child, cut(`${path}/${label}`), depth + 1);
    }
  };
  if (most > 0) describe(root, cut(safely(() => servicePath(root), UNTELLABLE)), 0);
  return all;
}

function one(service: IService, path: string, depth: number): ServiceDescription {
  const name = safely(() => service.name, null);
  return {
    path,
    name: name === null ? null : cut(String(name)),
    class: classOf(service),
    depth,
    running: safely(() => service.running, false) === true,
    figures: figuresOf(service),
  };
}

/** As in {@link servicePath}, but for all children at once: there may be thousands. */
function labelled(children: readonly IService[]): [label: string, child: IService][] {
  const alike = new Map<string, number>();
  return children.map((child) => {
    const name = safely(() => child.name, null);
    if (name !== null) return [String(name), child];
    const label = classOf(child);
    const index = (alike.get(label) ?? 0) + 1;
    alike.set(label, index);
    return [index > 1 ? `${label}#${index}` : label, child];
  });
}

/** A collection of the user's own may be broken, or without end. */
function childrenOf(collection: Iterable<IService>, most: number): IService[] {
  const children: IService[] = [];
  try {
    if (most <= 0) return children;
    for (const child of collection) if (children.push(child) >= most) break;
  } catch {
    // What it has given is told.
  }
  return children;
}

function isCollection(service: IService): service is IService & Iterable<IService> {
  return safely(() => IServiceCollection.providedBy(service), false);
}

function classOf(service: IService): string {
  return cut(safely(() => String(service.constructor.name), UNTELLABLE));
}

function cut(text: string): string {
  return text.slice(0, LONGEST_PATH);
}

function safely<T>(ask: () => T, otherwise: T): T {
  try {
    return ask();
  } catch {
    return otherwise;
  }
}
