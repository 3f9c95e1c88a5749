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

/** `root` and all below it, each in front of what it holds. @param most how many; what is more is left out. */
export function describeServices(root: IService, most = 1000): ServiceDescription[] {
  const all: ServiceDescription[] = [];
  const describe = (service: IService, depth: number): void => {
    if (all.length >= most || depth > MOST_DEPTH) return;
    all.push(one(service, depth));
    if (!IServiceCollection.providedBy(service)) return;
    for (const child of childrenOf(service)) describe(child, depth + 1);
  };
  describe(root, 0);
  return all;
}

function one(service: IService, depth: number): ServiceDescription {
  return {
    path: servicePath(service).slice(0, LONGEST_PATH),
    name: service.name,
    class: service.constructor.name,
    depth,
    running: service.running,
    figures: figuresOf(service),
  };
}

/** A collection of the user's own may be broken. */
function childrenOf(collection: Iterable<IService>): IService[] {
  try {
    return [...collection];
  } catch {
    return [];
  }
}
