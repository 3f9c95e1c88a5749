/**
 * A service maker whose options have types: those that its declarations say.
 *
 * Rule: what `makeService` is given has every option that was declared, with its default where nothing was given; so it
 * makes no difference whether `twist` or a program calls it.
 */
import type { IService } from "./interfaces.ts";
import type {
  ArgumentSpec,
  IServiceMaker,
  OptionSpec,
  ServiceOptions,
  ServiceReactor,
  ValueSpec,
} from "./service-maker.ts";

type Spec = OptionSpec & ArgumentSpec;

/** One value: what its parser gives, one of its choices, or its text. */
type OneValue<S> = S extends { parse: (text: string) => infer T }
  ? T
  : S extends { choices: readonly (infer C)[] }
    ? C
    : string;

/** What is given without a word of its own is a flag; arguments are no flags. */
type ValueOf<S, IsFlag> = S extends { multiple: true }
  ? readonly OneValue<S>[]
  : IsFlag extends true
    ? boolean
    : S extends { required: true }
      ? OneValue<S>
      : S extends { default: infer D }
        ? OneValue<S> | Odd<D, S>
        : OneValue<S> | undefined;

/** Where a text is expected, a default may be anything else: `null`, say. */
type Odd<D, S> = S extends { parse: unknown } | { choices: unknown }
  ? never
  : D extends string
    ? never
    : D;

/** A default is not parsed: it is what the option's values are. */
type DefaultsThatFit<L extends readonly ValueSpec[]> = {
  readonly [I in keyof L]: L[I] extends { multiple: true; default: infer D }
    ? D extends readonly OneValue<L[I]>[]
      ? unknown
      : { readonly default: readonly OneValue<L[I]>[] }
    : L[I] extends { parse: (text: string) => infer T; default: infer D }
      ? D extends T
        ? unknown
        : { readonly default: T }
      : L[I] extends { choices: readonly (infer C)[]; default: infer D }
        ? D extends C
          ? unknown
          : { readonly default: C }
        : unknown;
};

type IsFlag<S> = S extends { value: string } | { choices: unknown } ? false : true;
/** An argument is there unless it says that it need not be. */
type Placed<S> = S extends { required: false } ? S : S & { required: true };

type Named<S extends readonly { readonly name: string }[], N extends string> = Extract<
  S[number],
  { name: N }
>;

/** What the options `O` and the arguments `A` come to, by name. */
export type OptionsOf<
  O extends readonly OptionSpec[],
  A extends readonly ArgumentSpec[] = readonly [],
> = {
  readonly [N in O[number]["name"]]: ValueOf<Named<O, N>, IsFlag<Named<O, N>>>;
} & {
  readonly [N in A[number]["name"]]: ValueOf<Placed<Named<A, N>>, false>;
};

/** What has to be given to a maker that is called by hand: whatever is not there has its default. */
export type GivenOptions<T> = {
  readonly [N in keyof T]?: T[N] | undefined;
};

export interface ServiceMakerSpec<
  O extends readonly OptionSpec[],
  A extends readonly ArgumentSpec[],
  S extends IService,
> {
  readonly tapname: string;
  readonly description: string;
  /** Each has a `name` of its own. */
  readonly options: O & DefaultsThatFit<O>;
  readonly arguments?: A & DefaultsThatFit<A>;
  readonly helpAfter?: string;
  postOptions?(options: OptionsOf<O, A>): void;
  makeService(reactor: ServiceReactor, options: OptionsOf<O, A>): S;
}

/** A service maker, for `twist` and to be called by hand. */
export interface TypedServiceMaker<
  O extends readonly OptionSpec[],
  A extends readonly ArgumentSpec[],
  S extends IService,
> extends Omit<IServiceMaker, "options" | "postOptions" | "makeService"> {
  readonly options: O;
  postOptions?(options: GivenOptions<OptionsOf<O, A>>): void;
  /** Throws `RangeError` where something that is required is not there. */
  makeService(reactor: ServiceReactor, options?: GivenOptions<OptionsOf<O, A>>): S;
}

/**
 * Declare a program for `twist`: its options once, with types, defaults, validation and help.
 *
 * `options` stands before `makeService`, which is given what it declares: `parse` says the type, or `choices`; else it is a
 * text, and without `value` a flag. Only what is neither `required` nor has a `default` may be undefined.
 */
export function serviceMaker<
  const O extends readonly OptionSpec[],
  S extends IService,
  const A extends readonly ArgumentSpec[] = readonly [],
>(spec: ServiceMakerSpec<O, A, S>): TypedServiceMaker<O, A, S> {
  const { postOptions, makeService, ...rest } = spec;
  const complete = (given: GivenOptions<OptionsOf<O, A>>): OptionsOf<O, A> =>
    withDefaults(spec, given) as OptionsOf<O, A>;
  return {
    ...rest,
    ...(postOptions === undefined
      ? {}
      : { postOptions: (given) => postOptions.call(spec, complete(given)) }),
    makeService: (reactor, given = {}) => makeService.call(spec, reactor, complete(given)),
  };
}

function withDefaults(
  { options, arguments: places = [] }: Pick<IServiceMaker, "options" | "arguments">,
  given: ServiceOptions,
): Record<string, unknown> {
  const all: Record<string, unknown> = { ...given };
  for (const option of options)
    fill(all, option, option.value === undefined && option.choices === undefined);
  for (const place of places) fill(all, { required: true, ...place }, false);
  return all;
}

function fill(all: Record<string, unknown>, spec: Partial<Spec> & { name: string }, flag: boolean) {
  const { name, multiple, required } = spec;
  if (all[name] !== undefined) return;
  all[name] = spec.default ?? (multiple === true ? [] : flag ? false : undefined);
  if (required === true && all[name] === undefined) throw new RangeError(`${name} is not given`);
}
