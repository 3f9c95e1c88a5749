/** What one writes to speak with a child process. */
import { implementer } from "../components/index.ts";
import type { Failure } from "../deferred/index.ts";
import { IProcessProtocol, type IProcessTransport } from "../net/index.ts";

/** Override what you need; by default all that the child says is dropped. */
export class ProcessProtocol implements IProcessProtocol {
  static {
    implementer(IProcessProtocol)(this);
  }
  /** Set before `connectionMade`. */
  transport!: IProcessTransport;

  makeConnection(process: IProcessTransport): unknown {
    this.transport = process;
    // What an async method rejects with is the transport's to log, so the promise is handed on.
    return this.connectionMade();
  }

  /** The child runs. */
  connectionMade(): void {}

  childDataReceived(childFD: number, data: Uint8Array): unknown {
    if (childFD === 1) return this.outReceived(data);
    if (childFD === 2) return this.errReceived(data);
    return undefined;
  }

  /** The child has written to its standard output. */
  outReceived(_data: Uint8Array): void {}

  errReceived(_data: Uint8Array): void {}

  childConnectionLost(childFD: number): unknown {
    if (childFD === 0) return this.inConnectionLost();
    if (childFD === 1) return this.outConnectionLost();
    if (childFD === 2) return this.errConnectionLost();
    return undefined;
  }

  /** The child's standard input is closed: by `closeStdin`, or because nobody reads it any more. */
  inConnectionLost(): void {}

  outConnectionLost(): void {}

  errConnectionLost(): void {}

  /** The child has ended; its pipes may still have something. */
  processExited(_reason: Failure): void {}

  /** … and have no more. `reason` holds `ProcessDone` or `ProcessTerminated`. */
  processEnded(_reason: Failure): void {}
}
