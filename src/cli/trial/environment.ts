/** The environment that test processes are started with. */
import { REQUEST_VARIABLE, type TrialRequest } from "../../trial/index.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** Ours, with what is asked; `node:test` must not take them for children of a runner that runs us. */
export function environmentFor(request: TrialRequest, ours: Environment): Environment {
  return { ...ours, NODE_TEST_CONTEXT: undefined, [REQUEST_VARIABLE]: JSON.stringify(request) };
}

/** Has Node.js been given something that loads files for it, which may well be TypeScript? */
export function hasLoader({ NODE_OPTIONS = "" }: Environment): boolean {
  return /(?:^|\s)(?:--import|--require|-r|--loader|--experimental-loader)(?:\s|=)/.test(
    NODE_OPTIONS,
  );
}
