/** What a host's filter lets nobody begin: attempts to connect and datagrams are dropped, without any answer. */

const EVERY_PORT = -1;

export class Filters {
  readonly #ports = new Map<string, Set<number>>();

  /** @param port all of them where none is given. */
  add(host: string, port: number = EVERY_PORT): void {
    const ports = this.#ports.get(host);
    if (ports === undefined) this.#ports.set(host, new Set([port]));
    else ports.add(port);
  }

  /** Of one host, or all; of one port, or all that the host filters. */
  remove(host?: string, port?: number): void {
    if (host === undefined) this.#ports.clear();
    else if (port === undefined) this.#ports.delete(host);
    else this.#ports.get(host)?.delete(port);
  }

  drops(host: string, port: number): boolean {
    if (this.#ports.size === 0) return false;
    const ports = this.#ports.get(host);
    return ports !== undefined && (ports.has(port) || ports.has(EVERY_PORT));
  }
}
