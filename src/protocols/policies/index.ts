export { ProtocolWrapper } from "./protocol-wrapper.ts";
export { WrappingFactory } from "./wrapping-factory.ts";
