export { BaseLogFile, type LogFileOptions } from "./base-log-file.ts";
export { DailyLogFile, type DailyLogFileOptions } from "./daily-log-file.ts";
export { DirDBM } from "./dir-dbm.ts";
export {
  AlreadyRunningError,
  InsecurePath,
  InvalidPIDFileError,
  LinkError,
  NoPIDFound,
  NoSuchLogError,
  StalePIDFileError,
} from "./errors.ts";
export { FilePath } from "./file-path.ts";
export { LogFile } from "./log-file.ts";
export { LogReader } from "./log-reader.ts";
export { PIDFile } from "./pid-file.ts";
export { Shelf } from "./shelf.ts";
export type { Processes } from "./stale-pid-file.ts";
