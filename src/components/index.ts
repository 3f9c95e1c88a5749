export { registerAdapter } from "./adapter.ts";
export { directlyProvides, implementer } from "./declarations.ts";
export { CannotAdapt } from "./errors.ts";
export { attribute, defineInterface, type Interface, method, type Provided } from "./interface.ts";
export { BrokenImplementation, verifyObject } from "./verify.ts";
