/** The publisher that loggers write to unless they are told otherwise. */
import { LogPublisher } from "./publisher.ts";

/** Every logger of the program meets here; `globalLogBeginner` is what connects it to the outside. */
export const globalLogPublisher: LogPublisher = new LogPublisher();
