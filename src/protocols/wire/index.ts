export { Chargen } from "./chargen.ts";
export { Discard } from "./discard.ts";
export { Echo } from "./echo.ts";
export { OneAnswer } from "./one-answer.ts";
export { QOTD, Who } from "./quote.ts";
export { Daytime, Time, type WallClock } from "./time-of-day.ts";
