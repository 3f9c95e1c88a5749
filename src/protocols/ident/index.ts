export { HiddenUser, IdentError, InvalidPort, MalformedIdentError, NoUser } from "./errors.ts";
export { IdentClient, type IdentClientOptions } from "./ident-client.ts";
export { type IdentEnd, IdentServer } from "./ident-server.ts";
export type { IdentUser } from "./messages.ts";
