export {
  HAProxyClientEndpoint,
  type ProxyHeaderOptions,
  proxyClientEndpoint,
} from "./client-endpoint.ts";
export {
  InvalidNetworkProtocol,
  InvalidProxyHeader,
  MissingAddressData,
  ProxyHeaderTimedOut,
  ProxyHeaderTooLongError,
  UntrustedProxyError,
} from "./errors.ts";
export { ProxyHeaderParser, type ProxyHeaderParserOptions } from "./header-parser.ts";
export { HAProxyProtocolWrapper, proxyInfoOf } from "./protocol-wrapper.ts";
export { ProxyInfo, type ProxySSL } from "./proxy-info.ts";
export { HAProxyServerEndpoint, proxyEndpoint } from "./server-endpoint.ts";
export { type ProxyTLV, ProxyTLVType } from "./tlv.ts";
export { type TrustedPeers, trustedBy } from "./trusted-peers.ts";
export { encodeProxyV1, parseProxyV1 } from "./version-1.ts";
export { encodeProxyV2, type ProxyV2Options, parseProxyV2 } from "./version-2.ts";
export { type HAProxyOptions, HAProxyWrappingFactory } from "./wrapping-factory.ts";
