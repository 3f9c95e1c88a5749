export { type Conforming, conform } from "./adapt.ts";
export { Adapter } from "./adapter.ts";
export { Componentized } from "./componentized.ts";
export {
  alsoProvides,
  type ClassDeclarer,
  directlyProvidedBy,
  directlyProvides,
  implementedBy,
  implementer,
  implementerOnly,
  moduleProvides,
  noLongerProvides,
  providedBy,
} from "./declarations.ts";
export {
  BrokenImplementation,
  BrokenMethodImplementation,
  CannotAdapt,
  DoesNotImplement,
  DuplicateAdapter,
} from "./errors.ts";
export type { AdapterFactory, AnyFactory, Originals, Specification } from "./factory.ts";
export {
  attribute,
  defineInterface,
  type Interface,
  type MemberKind,
  type Members,
  method,
  type Provided,
} from "./interface.ts";
export { type ProxyClass, proxyForInterface } from "./proxy-for-interface.ts";
export {
  AdapterRegistry,
  getAdapterFactory,
  globalRegistry,
  type RegisterAdapter,
  type RegisterOptions,
  registerAdapter,
  type Undo,
} from "./registry.ts";
export type { Class } from "./specification.ts";
export { type VerifyOptions, verifyClass, verifyObject } from "./verify.ts";
