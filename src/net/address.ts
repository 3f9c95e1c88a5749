/** Where a connection begins or ends. Addresses are values; as a string they are what people write. */
import {
  attribute,
  defineInterface,
  type Interface,
  implementer,
  method,
} from "../components/index.ts";

export interface IAddress {
  /** The same place? */
  equals(other: unknown): boolean;
}
export const IAddress: Interface<IAddress> = defineInterface("torsion.IAddress", [], {
  equals: method,
});

/** An address that has a host and a port. */
export interface IHostAddress extends IAddress {
  readonly host: string;
  /** 0 to 65535. */
  readonly port: number;
  readonly type: "TCP" | "UDP";
}
export const IHostAddress: Interface<IHostAddress> = defineInterface(
  "torsion.IHostAddress",
  [IAddress],
  { host: attribute, port: attribute, type: attribute },
);

abstract class HostAddress implements IHostAddress {
  static {
    implementer(IHostAddress)(this);
  }
  readonly type: "TCP" | "UDP";
  readonly host: string;
  readonly port: number;
  constructor(type: "TCP" | "UDP", host: string, port: number) {
    this.type = type;
    this.host = host;
    this.port = port;
  }
  equals(other: unknown): boolean {
    return (
      other instanceof HostAddress &&
      other.constructor === this.constructor &&
      other.type === this.type &&
      other.host === this.host &&
      other.port === this.port
    );
  }
  abstract toString(): string;
}

/** `host` is a dotted quad or, on a simulated network, the name of the host. */
export class IPv4Address extends HostAddress {
  override toString(): string {
    return `${this.host}:${this.port}`;
  }
}

/** `host` has no brackets. */
export class IPv6Address extends HostAddress {
  override toString(): string {
    return `[${this.host}]:${this.port}`;
  }
}

/** A name in the file system; abstract where it begins with a NUL, empty where a client has none. */
export class UNIXAddress implements IAddress {
  static {
    implementer(IAddress)(this);
  }
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
  equals(other: unknown): boolean {
    return other instanceof UNIXAddress && other.name === this.name;
  }
  /** As people write it: an abstract name with an `@`. */
  toString(): string {
    return this.name === "" ? "unnamed" : this.name.replace(/^\0/, "@");
  }
}

/** The end of a pipe: there is no address, only what it is called. No two are equal. */
export class PipeAddress implements IAddress {
  static {
    implementer(IAddress)(this);
  }
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
  equals(other: unknown): boolean {
    return other === this;
  }
  toString(): string {
    return this.name;
  }
}

/** The address for a `host` in either family's notation. */
export function hostAddress(type: "TCP" | "UDP", host: string, port: number): IHostAddress {
  return host.includes(":") ? new IPv6Address(type, host, port) : new IPv4Address(type, host, port);
}
