/**
 * What a module exports, as something that `twist` can run.
 *
 * Looked for under `default`, `service` and `application`, in this order: a service, a service maker, or a function that is
 * given the reactor and gives a service, or a promise of one.
 */
import {
  IService,
  type IServiceMaker,
  type ServiceOptions,
  type ServiceReactor,
} from "../application/index.ts";
import type { Awaitable } from "../deferred/index.ts";
import { LoadError } from "./errors.ts";

const NAMES = ["default", "service", "application"] as const;

/** A service maker, whose service may have to be waited for. */
export interface ProgramMaker extends Omit<IServiceMaker, "makeService"> {
  makeService(reactor: ServiceReactor, options: ServiceOptions): Awaitable<IService>;
}

/**
 * @param where the module, for messages: a file.
 * @param program one maker of several is meant, the one of this name. Throws `LoadError`.
 */
export function exportedMaker(
  where: string,
  module: Readonly<Record<string, unknown>>,
  program?: string,
): ProgramMaker {
  // CommonJS may export nothing else.
  if (isMaker(module)) return safeMaker(where, "module.exports", module);
  const named = Object.values(module).find((one) => isMaker(one) && one.tapname === program);
  if (named !== undefined) return safeMaker(where, "default", named as ProgramMaker);
  const name = NAMES.find((candidate) => module[candidate] !== undefined);
  if (name === undefined)
    throw new LoadError(
      `${where} exports no service: export default a service, or a function (reactor) => service`,
    );
  const exported = module[name];
  if (isMaker(exported)) return safeMaker(where, name, exported);
  const makeService = (reactor: ServiceReactor, options: ServiceOptions): unknown =>
    typeof exported === "function" ? exported(reactor, options) : exported;
  // What is no function can be seen to be wrong before anything is made.
  if (typeof exported !== "function") asService(where, name, exported, describe(exported));
  const maker = { tapname: where, description: where, options: [], makeService };
  return safeMaker(where, name, maker as unknown as ProgramMaker);
}

/** Of JavaScript nothing is known: whatever it gives is looked at. */
function safeMaker(where: string, name: string, maker: ProgramMaker): ProgramMaker {
  const check = (service: unknown): IService =>
    asService(where, name, service, `gave ${describe(service)}`);
  const { tapname, description, options } = maker;
  return {
    tapname,
    description,
    options,
    ...(maker.arguments === undefined ? {} : { arguments: maker.arguments }),
    ...(maker.helpAfter === undefined ? {} : { helpAfter: maker.helpAfter }),
    ...(maker.postOptions === undefined
      ? {}
      : { postOptions: (given) => maker.postOptions?.(given) }),
    makeService: (reactor, given) => {
      const made: unknown = maker.makeService(reactor, given);
      if (typeof (Object(made) as Partial<PromiseLike<unknown>>).then !== "function")
        return check(made);
      return (made as PromiseLike<unknown>).then(check);
    },
  };
}

function asService(where: string, name: string, service: unknown, what: string): IService {
  if (IService.providedBy(service)) return service;
  throw new LoadError(`${where}: export ${name} is no service (${what})`);
}

function isMaker(exported: unknown): exported is ProgramMaker {
  const maker = Object(exported) as Partial<ProgramMaker>;
  return typeof maker.makeService === "function" && Array.isArray(maker.options);
}

function describe(value: unknown): string {
  if (typeof value !== "object" || value === null) return String(value);
  return `an object of ${value.constructor?.name ?? "no class"}`;
}
