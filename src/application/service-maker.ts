/** What a plugin exports so that a program can be started by its name. */
import { attribute, defineInterface, type Interface, method } from "../components/index.ts";
import type {
  IReactorCore,
  IReactorPluggableNameResolver,
  IReactorRandom,
  IReactorTCP,
  IReactorTime,
} from "../net/index.ts";
import type { IService } from "./interfaces.ts";

/** What services are given to work with. */
export type ServiceReactor = IReactorCore &
  IReactorTime &
  IReactorRandom &
  IReactorTCP &
  IReactorPluggableNameResolver;

/** What options and arguments have in common. */
export interface ValueSpec {
  /** What the program calls it: `port`, which is `--port` where it is an option. */
  readonly name: string;
  readonly default?: unknown;
  /** What may be given; anything where this is left out. */
  readonly choices?: readonly string[];
  /** It has to be given. */
  readonly required?: boolean;
  readonly help: string;
  /** Makes the value out of its text; what it throws is shown to the user. */
  readonly parse?: (text: string) => unknown;
  /** It may be given more than once: the value is a list, which is empty where it is not given. */
  readonly multiple?: boolean;
}

/** One option of the command line. */
export interface OptionSpec extends ValueSpec {
  /** One letter: `p`, for `-p`. */
  readonly short?: string;
  /**
   * What help calls the value: `endpoint`. An option without one is a flag. Shells complete what `file`, `folder`,
   * `endpoint` and `level` stand for.
   */
  readonly value?: string;
  /** The heading it stands under in help. */
  readonly group?: string;
}

/** What stands on the command line without a name, known by its place. One that is not required may be left out. */
export interface ArgumentSpec extends ValueSpec {
  /** All from here on belongs to it, what looks like an option too: for the command line of another program. */
  readonly verbatim?: boolean;
}

/** By name; a flag that was not given, and an option without a default, is not there. */
export type ServiceOptions = Readonly<Record<string, unknown>>;

/** Makes the service of one kind of program. */
export interface IServiceMaker {
  /** What the command line calls it. */
  readonly tapname: string;
  /** One line for the list of what there is. */
  readonly description: string;
  readonly options: readonly OptionSpec[];
  /** In their order; only the last one may be `multiple`. */
  readonly arguments?: readonly ArgumentSpec[];
  /** Shown below the options in help, as it stands: examples, say. */
  readonly helpAfter?: string;
  /** Looks at all options together before anything is made (P5): what it throws is a mistake of the command line. */
  postOptions?(options: ServiceOptions): void;
  /** Makes the service and starts nothing. What it throws is shown to the user. */
  makeService(reactor: ServiceReactor, options: ServiceOptions): IService;
}
export const IServiceMaker: Interface<IServiceMaker> = defineInterface(
  "torsion.IServiceMaker",
  [],
  { tapname: attribute, description: attribute, options: attribute, makeService: method },
);
