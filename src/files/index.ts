export { BaseLogFile, type BaseLogFileOptions } from "./base-log-file.ts";
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
export { LogFile, type LogFileOptions } from "./log-file.ts";
export { LogReader } from "./log-reader.ts";
export { PIDFile, type Processes } from "./pid-file.ts";
export { Shelf } from "./shelf.ts";
