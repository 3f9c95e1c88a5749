/** `fallback:tcp\:primary\:80:tcp\:secondary\:80`: each endpoint is one argument, the best first. */
import { IReactorTime } from "../../net/index.ts";
import { descriptionInArgument } from "../description.ts";
import { InvalidDescriptionError } from "../errors.ts";
import { FallbackEndpoint } from "../fallback-endpoint.ts";
import { clientFromDescription } from "../from-string.ts";
import { optional, readParameters, seconds } from "../parameters.ts";
import { capable, type IStreamClientEndpointStringParser } from "../parser.ts";

const parameters = { delay: optional(seconds), timeout: optional(seconds) };

export const fallbackClient: IStreamClientEndpointStringParser = {
  prefix: "fallback",
  parseStreamClient: (reactor, description) => {
    const { text, args, end } = description;
    const own = { ...description, args: args.filter(({ name }) => name !== undefined) };
    const { delay, timeout } = readParameters(own, parameters);
    const places = args.filter(({ name }) => name === undefined);
    if (places.length === 0)
      throw new InvalidDescriptionError("fallback needs the descriptions of endpoints", text, end);
    const endpoints = places.map((place) =>
      clientFromDescription(reactor, descriptionInArgument(description, place)),
    );
    return new FallbackEndpoint(capable(reactor, IReactorTime, description), endpoints, {
      ...(delay !== undefined && { delay }),
      ...(timeout !== undefined && { seconds: timeout }),
    });
  },
};
