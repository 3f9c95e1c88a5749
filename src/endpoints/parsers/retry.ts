/** `retry:attempts=3:tcp:example.org:80`: what is said of the attempts, and then all that is left is the endpoint. */
import { IReactorRandom, IReactorTime } from "../../net/index.ts";
import { backoffPolicy } from "../../task/index.ts";
import { clientFromDescription } from "../from-string.ts";
import { optional, readLeadingParameters, seconds, wholeNumber } from "../parameters.ts";
import { capable, type IStreamClientEndpointStringParser } from "../parser.ts";
import { RetryEndpoint } from "../retry-endpoint.ts";

const parameters = {
  attempts: optional(wholeNumber(1, 2 ** 31 - 1)),
  /** Before the second attempt; from then on half as much more each time, up to `maxDelay`. */
  delay: optional(seconds),
  maxDelay: optional(seconds),
  timeout: optional(seconds),
};

export const retryClient: IStreamClientEndpointStringParser = {
  prefix: "retry",
  parseStreamClient: (reactor, description) => {
    const { values, inside } = readLeadingParameters(description, parameters);
    const { attempts, timeout, delay, maxDelay } = values;
    const inner = clientFromDescription(reactor, inside);
    const time = capable(reactor, IReactorTime, description);
    const chance = capable(reactor, IReactorRandom, description);
    return new RetryEndpoint(reactor as typeof time & typeof chance, inner, {
      ...(attempts !== undefined && { attempts }),
      ...(timeout !== undefined && { seconds: timeout }),
      backoff: backoffPolicy({
        ...(delay !== undefined && { initialDelay: delay }),
        ...(maxDelay !== undefined && { maxDelay }),
        jitter: () => chance.random(),
      }),
    });
  },
};
