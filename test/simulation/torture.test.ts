/**
 * Every protocol of the package under torture: one fault of each kind at each point where something travels. Each
 * connection that is made is lost, once; each thing that was asked for comes or fails, once; nothing is left.
 */

import { ClientService } from "torsion/application";
import { text, utf8 } from "torsion/bytes";
import { TCPClientEndpoint, TCPServerEndpoint } from "torsion/endpoints";
import type { IHostAddress } from "torsion/net";
import {
  ClientCreator,
  DatagramProtocol,
  FileSender,
  getProcessOutputAndValue,
  LineOnlyReceiver,
  LineReceiver,
  Protocol,
  ProxyFactory,
  ReconnectingClientFactory,
} from "torsion/protocols";
import { connectStreams, serveStreams, type TransportStreams } from "torsion/streams";
import type { Scenario, SimulatedReactor, World } from "torsion/testing";
import {
  boot,
  connect,
  LONGEST_SECONDS,
  PORT,
  serve,
  testTorture,
  tortured,
} from "./torture-programs.ts";

class Echo extends Protocol {
  override dataReceived(data: Uint8Array): void {
    this.transport.write(data);
  }
}

class EchoLines extends LineReceiver {
  override lineReceived(line: Uint8Array): void {
    this.sendLine(line);
  }
}

/** Says three things, one after the other, and closes. */
const lines = (world: World): void => {
  class Asker extends LineReceiver {
    #answers = 0;
    override connectionMade(): void {
      this.sendLine(utf8("one"));
    }
    override lineReceived(): void {
      this.#answers += 1;
      if (this.#answers < 3) this.sendLine(utf8("more"));
      else this.transport.loseConnection();
    }
  }
  serve(world, EchoLines);
  boot(world, "client", (reactor) => connect(world, reactor, Asker));
};

const linesAlone: Scenario = (world) => {
  class Shout extends LineOnlyReceiver {
    override lineReceived(line: Uint8Array): void {
      this.sendLine(utf8(text(line).toUpperCase()));
      this.transport.loseConnection();
    }
  }
  class Asker extends LineOnlyReceiver {
    override connectionMade(): void {
      this.sendLine(utf8("quietly"));
    }
    override lineReceived(): void {}
  }
  serve(world, Shout);
  boot(world, "client", (reactor) => connect(world, reactor, Asker));
};

/** The transfer is an operation: it fires or fails. */
const fileSender: Scenario = (world) => {
  class Sink extends Protocol {}
  class Sending extends Protocol {
    override connectionMade(): void {
      const end = world.operation("client", "the transfer");
      const pieces = Array.from({ length: 12 }, () => new Uint8Array(8000));
      new FileSender()
        .beginFileTransfer(pieces, this.transport)
        .addErrback(() => {})
        .addCallback(() => {
          end();
          this.transport.loseConnection();
        });
    }
  }
  serve(world, Sink);
  boot(world, "client", (reactor) => connect(world, reactor, Sending));
};

/** Through a third host, on which both connections must end as well. */
const portForward: Scenario = (world) => {
  class Asker extends Protocol {
    override connectionMade(): void {
      this.transport.write(new Uint8Array(3000));
    }
    #heard = 0;
    override dataReceived(data: Uint8Array): void {
      this.#heard += data.length;
      if (this.#heard === 3000) this.transport.loseConnection();
    }
  }
  serve(world, Echo);
  world.boot("proxy", (reactor) => {
    const proxy = new ProxyFactory(new TCPClientEndpoint(reactor, "server", PORT, { seconds: 10 }));
    const listening = reactor.listenTCP(PORT, proxy);
    return () => listening.addCallback((port) => port.stopListening());
  });
  boot(world, "client", (reactor) => connect(world, reactor, Asker, "proxy"));
};

/** Whatever happens, it comes back until it has been answered; then it stops, which must end. */
const clientService: Scenario = (world) => {
  let answered = false;
  serve(world, EchoLines);
  boot(world, "client", (reactor) => {
    class Asker extends LineReceiver {
      override connectionMade(): void {
        this.sendLine(utf8("hello"));
      }
      override lineReceived(): void {
        answered = true;
      }
    }
    const endpoint = new TCPClientEndpoint(reactor, "server", PORT, { seconds: 10 });
    const service = new ClientService(endpoint, tortured(world, "client", reactor, Asker), {
      clock: reactor,
    });
    service.startService();
    const end = world.operation("client", "stopService");
    const stopWhenAnswered = (): void => {
      if (!answered) reactor.callLater(1, stopWhenAnswered);
      else service.stopService().addBoth(() => end());
    };
    stopWhenAnswered();
  });
  world.eventually("it has been answered", () => answered);
};

const reconnectingFactory: Scenario = (world) => {
  let answered = false;
  serve(world, EchoLines);
  world.boot("client", (reactor) => {
    class Asker extends LineReceiver {
      override connectionMade(): void {
        this.sendLine(utf8("hello"));
      }
      override lineReceived(): void {
        answered = true;
        factory.stopTrying();
        this.transport.loseConnection();
      }
    }
    class Again extends ReconnectingClientFactory<Asker> {
      override noisy = false;
      override maxDelay = 5;
      override buildProtocol(): Asker {
        return tortured(world, "client", reactor, Asker)();
      }
    }
    const factory = new Again(reactor);
    reactor.connectTCP("server", PORT, factory, { seconds: 5 });
    return () => factory.stopTrying();
  });
  world.eventually("it has been answered", () => answered);
};

const clientCreator: Scenario = (world) => {
  class Closing extends Protocol {
    override connectionMade(): void {
      this.transport.loseConnection();
    }
  }
  serve(world, Echo);
  boot(world, "client", (reactor) => {
    const end = world.operation("client", "connectTCP");
    new ClientCreator(reactor, Closing)
      .connectTCP("server", PORT, { seconds: 10 })
      .addBoth(() => end());
  });
};

/** What is lost is asked again, a few times; an answer that comes twice counts once. */
const datagrams: Scenario = (world) => {
  class EchoDatagrams extends DatagramProtocol {
    override datagramReceived(data: Uint8Array, { host, port }: IHostAddress): void {
      this.transport.write(data, { host, port });
    }
  }
  world.boot("server", (reactor) => {
    const listening = reactor.listenUDP(PORT, new EchoDatagrams());
    return () => listening.addCallback((port) => port.stopListening());
  });
  world.boot("client", (reactor) => {
    const end = world.operation("client", "the question");
    class Asking extends DatagramProtocol {
      #tries = 0;
      #again = reactor.callLater(0, () => this.#ask());
      #ask(): void {
        this.#tries += 1;
        if (this.#tries > 5) {
          end();
          return;
        }
        this.transport.write(utf8("?"), { host: "server", port: PORT });
        this.#again = reactor.callLater(2, () => this.#ask());
      }
      override datagramReceived(): void {
        if (!this.#again.active) return;
        this.#again.cancel();
        end();
      }
    }
    const asking = reactor.listenUDP(0, new Asking());
    return () => asking.addCallback((port) => port.stopListening());
  });
};

const webStreams: Scenario = (world) => {
  /** The connection is an operation, and ends after a while. */
  const limited = (host: string, reactor: SimulatedReactor, streams: TransportStreams): void => {
    const end = world.operation(host, "the streams");
    const limit = reactor.callLater(LONGEST_SECONDS, () => streams.transport.abortConnection());
    streams.closed.addBoth(() => {
      if (limit.active) limit.cancel();
      end();
    });
  };
  world.boot("server", (reactor) => {
    const listening = serveStreams(new TCPServerEndpoint(reactor, PORT), (streams) => {
      limited("server", reactor, streams);
      return streams.readable.pipeTo(streams.writable);
    });
    return () => listening.addCallback((port) => port.stopListening());
  });
  boot(world, "client", (reactor) => {
    const end = world.operation("client", "the attempt to connect");
    connectStreams(new TCPClientEndpoint(reactor, "server", PORT, { seconds: 10 }))
      .addCallback((streams) => {
        limited("client", reactor, streams);
        const writer = streams.writable.getWriter();
        writer.closed.catch(() => {});
        writer.write(new Uint8Array(2000)).catch(() => {});
        writer.close().catch(() => {});
        streams.readable.pipeTo(new WritableStream()).catch(() => {});
      })
      .addErrback(() => {})
      .addBoth(() => end());
  });
};

/** As CGI does it: each connection has a child of its own, the end of which is an operation. */
const children: Scenario = (world) => {
  world.network.executable("/bin/upper", function* (child) {
    const read = yield* child.stdin.readAll();
    yield* child.wait(0.01);
    yield* child.stdout.write(utf8(text(read).toUpperCase()));
    return 0;
  });
  world.boot("server", (reactor) => {
    class Shout extends LineReceiver {
      override lineReceived(line: Uint8Array): void {
        const end = world.operation("server", "the child");
        const child = getProcessOutputAndValue(reactor, "/bin/upper", [], { stdinBytes: line });
        // A child that hangs is given up, and killed with that.
        child
          .addTimeout(5, reactor)
          .addCallback(({ out }) => this.transport.write(out))
          .addErrback(() => {})
          .addCallback(() => {
            this.transport.loseConnection();
            end();
          });
      }
    }
    const listening = new TCPServerEndpoint(reactor, PORT).listen(
      tortured(world, "server", reactor, Shout),
    );
    return () => listening.addCallback((port) => port.stopListening());
  });
  class Asker extends Protocol {
    override connectionMade(): void {
      this.transport.write(utf8("quietly\r\n"));
    }
  }
  boot(world, "client", (reactor) => connect(world, reactor, Asker));
};

/** Connecting, cancelled at any point of it: the attempt ends, and so does what it may have made. */
const cancelled: Scenario = (world) => {
  serve(world, Echo);
  boot(world, "client", (reactor) => {
    const end = world.operation("client", "the attempt that is cancelled");
    const attempt = new TCPClientEndpoint(reactor, "server", PORT, { seconds: 10 })
      .connect(tortured(world, "client", reactor, Echo))
      .addCallback(({ transport }) => transport.loseConnection())
      .addErrback(() => {});
    attempt.addBoth(() => end());
    reactor.callLater(0.0015, () => attempt.cancel());
  });
};

/** Each closes its direction when it has said what it had to say. */
const halfClose: Scenario = (world) => {
  class HalfClosing extends Protocol {
    override connectionMade(): void {
      this.transport.write(new Uint8Array(100));
      this.transport.loseWriteConnection();
    }
    readConnectionLost(): void {
      this.transport.loseConnection();
    }
    writeConnectionLost(): void {}
  }
  serve(world, HalfClosing);
  boot(world, "client", (reactor) => connect(world, reactor, HalfClosing));
};

testTorture("torture.test", {
  LineReceiver: lines,
  LineOnlyReceiver: linesAlone,
  FileSender: fileSender,
  portforward: portForward,
  ClientService: clientService,
  ReconnectingClientFactory: reconnectingFactory,
  ClientCreator: clientCreator,
  DatagramProtocol: datagrams,
  "web streams": webStreams,
  "child processes": children,
  "a connect that is cancelled": cancelled,
  "half-close": halfClose,
});
