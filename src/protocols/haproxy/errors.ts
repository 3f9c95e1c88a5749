/** What is wrong with a PROXY header, or with who sends it; the reasons with which such connections end. */
import { ConnectionLost } from "../../net/index.ts";

/** What the peer has sent is no header of the PROXY protocol. */
export class InvalidProxyHeader extends ConnectionLost {
  override name = "InvalidProxyHeader";
}
/** The header speaks of a family or a protocol that there is not. */
export class InvalidNetworkProtocol extends InvalidProxyHeader {
  override name = "InvalidNetworkProtocol";
}
/** The header ends before its addresses do. */
export class MissingAddressData extends InvalidProxyHeader {
  override name = "MissingAddressData";
}
/** The header is longer than is allowed, or says that it will be. */
export class ProxyHeaderTooLongError extends InvalidProxyHeader {
  override name = "ProxyHeaderTooLongError";
  /** In bytes. */
  readonly limit: number;
  constructor(why: string, limit: number) {
    super(`${why}: at most ${limit} bytes are allowed`);
    this.limit = limit;
  }
}
/** The header was not there in time. */
export class ProxyHeaderTimedOut extends ConnectionLost {
  override name = "ProxyHeaderTimedOut";
  /** How long it might have taken. */
  readonly seconds: number;
  constructor(seconds: number) {
    super(`no PROXY header in ${seconds} s`);
    this.seconds = seconds;
  }
}
/** The peer is none of those who may say where a connection comes from. */
export class UntrustedProxyError extends ConnectionLost {
  override name = "UntrustedProxyError";
}
