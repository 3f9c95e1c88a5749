/** Least levels as people write them, on command lines and in configuration: `info,shop.orders=debug`. */
import { LogLevelFilterPredicate } from "./filter.ts";
import { LogLevel, type LogLevelName } from "./levels.ts";

const names = LogLevel.all().map(({ name }) => name);

/**
 * The predicate for levels by namespace, divided by commas: `info,shop=debug,shop.payments=warn`. A level alone is that
 * of all other namespaces, which is info where there is none. Of several for the same, the last one counts.
 *
 * @throws {RangeError} which says what is wrong, in a sentence.
 */
export function logLevelsFrom(text: string): LogLevelFilterPredicate {
  let defaultLogLevel = LogLevel.info;
  const levels: [string, LogLevel][] = [];
  for (const setting of text.split(",")) {
    const [first = "", second, ...more] = setting.split("=").map((part) => part.trim());
    if (more.length > 0 || second === "" || first === "")
      throw new RangeError(
        `It has to be a level, or namespace=level, and not ${JSON.stringify(setting)}.`,
      );
    if (second === undefined) defaultLogLevel = levelOf(first);
    else levels.push([first, levelOf(second)]);
  }
  const predicate = new LogLevelFilterPredicate({ defaultLogLevel });
  for (const [namespace, level] of levels) predicate.setLogLevelForNamespace(namespace, level);
  return predicate;
}

function levelOf(name: string): LogLevel {
  if (names.includes(name as LogLevelName)) return LogLevel.levelWithName(name);
  throw new RangeError(`A level is one of ${names.join(", ")}, and not ${JSON.stringify(name)}.`);
}
