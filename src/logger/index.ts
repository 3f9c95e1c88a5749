export { type BeginLoggingOptions, globalLogBeginner, LogBeginner } from "./beginner.ts";
export { capturedLogs } from "./captured.ts";
export { classLogger } from "./class-logger.ts";
export { type LogClock, setLogClock } from "./clock.ts";
export {
  currentLogContext,
  enterLogContext,
  inLogContext,
  keepLogContext,
  type LogContext,
  type LogContextStorage,
  leaveLogContext,
  logContextOf,
  withLogContext,
} from "./context.ts";
export { InvalidLogLevelError, LogFormatError } from "./errors.ts";
export type { FailureLike } from "./failure.ts";
export {
  FilteringLogObserver,
  ILogFilterPredicate,
  type LogFilterPredicate,
  LogLevelFilterPredicate,
  PredicateResult,
  shouldLogEvent,
} from "./filter.ts";
export { extractField, flattenEvent } from "./flatten.ts";
export {
  type EventAsTextOptions,
  eventAsText,
  formatEvent,
  formatEventAsClassicLogText,
  formatUnformattableEvent,
} from "./format.ts";
export { formatWithCall } from "./format-string.ts";
export { type FormatTimeOptions, formatTime, timeFormatRFC3339 } from "./format-time.ts";
export { globalLogPublisher } from "./global-publisher.ts";
export { LimitedHistoryLogObserver } from "./history.ts";
export { eventAsJSON, jsonFileLogObserver } from "./json.ts";
export {
  eventFromJSON,
  eventsFromJSONLogFile,
  JSONLogReader,
  type JSONLogReaderOptions,
} from "./json-reading.ts";
export { logLevelsFrom } from "./level-settings.ts";
export { LogLevel, type LogLevelName } from "./levels.ts";
export { Logger, type LoggerOptions } from "./logger.ts";
export {
  LoggingFile,
  type LoggingFileOptions,
  redirectStandardIO,
  type StandardIO,
  type StandardStream,
} from "./logging-file.ts";
export {
  deliver,
  ILogObserver,
  type LogEvent,
  type LogFields,
  type LogObserver,
  type LogTrace,
} from "./observer.ts";
export {
  type OpenTelemetryLogger,
  type OpenTelemetryLoggerProvider,
  openTelemetryLogObserver,
} from "./open-telemetry.ts";
export type { Handled, Operation } from "./operation.ts";
export {
  type PinoFileLogOptions,
  type PinoLogger,
  pinoDestination,
  pinoFileLogObserver,
  pinoLogObserver,
} from "./pino.ts";
export { bitbucketLogObserver, LogPublisher } from "./publisher.ts";
export { type TextFileLogOptions, textFileLogObserver } from "./text-file.ts";
