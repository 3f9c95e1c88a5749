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

/** One option of the command line. */
export interface OptionSpec {
  /** `port`, for `--port`. */
  readonly name: string;
  /** One letter: `p`, for `-p`. */
  readonly short?: string;
  /** What help calls the value: `description`. An option without one is a flag. */
  readonly value?: string;
  readonly default?: unknown;
  /** What may be given; anything where this is left out. */
  readonly choices?: readonly string[];
  /** It has to be given. */
  readonly required?: boolean;
  readonly help: string;
  /** Makes the value out of its text; what it throws is shown to the user. */
  readonly parse?: (text: string) => unknown;
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
  /** Makes the service and starts nothing. What it throws is shown to the user. */
  makeService(reactor: ServiceReactor, options: ServiceOptions): IService;
}
export const IServiceMaker: Interface<IServiceMaker> = defineInterface(
  "torsion.IServiceMaker",
  [],
  { tapname: attribute, description: attribute, options: attribute, makeService: method },
);
