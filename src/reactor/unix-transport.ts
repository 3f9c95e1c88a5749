/** A connection over a UNIX socket. */
import { implementer } from "../components/index.ts";
import { IUNIXTransport, type UNIXAddress } from "../net/index.ts";
import { StreamTransport } from "./stream-transport.ts";

export class UNIXTransport extends StreamTransport implements IUNIXTransport {
  static {
    implementer(IUNIXTransport)(this);
  }

  override getPeer(): UNIXAddress {
    return super.getPeer() as UNIXAddress;
  }

  override getHost(): UNIXAddress {
    return super.getHost() as UNIXAddress;
  }
}
