export class Logger {
  constructor(_: { namespace: string }) {}
  failure(_message: string, _failure: unknown, _fields?: object): void {}
  info(_message: string, _fields?: object): void {}
  warn(_message: string, _fields?: object): void {}
  error(_message: string, _fields?: object): void {}
  debug(_message: string, _fields?: object): void {}
}
