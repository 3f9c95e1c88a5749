/** What must and must not type-check with protocols and what builds them. */
import type { Deferred } from "torsion/deferred";
import type { IAddress, IProtocol, IProtocolFactory, IReactorTCP } from "torsion/net";
import {
  ClientCreator,
  ClientFactory,
  Factory,
  factoryFrom,
  LineReceiver,
  NetstringReceiver,
  Protocol,
  ReconnectingClientFactory,
  ServerFactory,
  type State,
  StatefulProtocol,
} from "torsion/protocols";
import { Clock } from "torsion/time";

type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function expectType<Expected>(): <Actual>(_: Actual, same: Same<Expected, Actual>) => void {
  return () => {};
}

declare const reactor: IReactorTCP;
declare const peer: IAddress;

class Chat extends Protocol {
  readonly name: string;
  readonly age: number | undefined;
  constructor(name: string, age?: number) {
    super();
    this.name = name;
    this.age = age;
  }
}
class Echo extends Protocol {
  override dataReceived(data: Uint8Array): void {
    this.transport.write(data);
  }
}

// forProtocol: the arguments are those of the constructor, and the factory knows what it builds.
const chats = Factory.forProtocol(Chat, "Ada", 36);
expectType<Factory<Chat>>()(chats, true);
expectType<Chat | null>()(chats.buildProtocol(peer), true);
Factory.forProtocol(Chat, "Ada");
Factory.forProtocol(Echo);
ServerFactory.forProtocol(Echo);
// @ts-expect-error a name is a string
Factory.forProtocol(Chat, 36);
// @ts-expect-error the name is missing
Factory.forProtocol(Chat);
// @ts-expect-error Echo takes nothing
Factory.forProtocol(Echo, "loud");
// @ts-expect-error a Date is no protocol
Factory.forProtocol(Date);

// The class that is set is one that can be made of nothing.
const echoes = new ClientFactory<Echo>();
echoes.protocol = Echo;
// @ts-expect-error Chat needs a name
new ClientFactory<Chat>().protocol = Chat;

// What can stand for a factory.
expectType<IProtocolFactory<Echo>>()(factoryFrom(Echo), true);
expectType<IProtocolFactory<Chat>>()(
  factoryFrom((from: IAddress) => new Chat(String(from))),
  true,
);
expectType<IProtocolFactory<Chat>>()(factoryFrom(chats), true);
factoryFrom((): Echo | null => null);
// @ts-expect-error Chat needs a name
factoryFrom(Chat);
// @ts-expect-error gives nothing
factoryFrom(() => {});
// @ts-expect-error gives no protocol
factoryFrom(() => 7);

// A factory of some protocol is a factory of protocols.
const anyFactory: IProtocolFactory<IProtocol> = chats;
void anyFactory;

// ClientCreator: as forProtocol, and the Deferred has the protocol.
expectType<Deferred<Chat>>()(
  new ClientCreator(reactor, Chat, "Ada", undefined).connectTCP("db", 80),
  true,
);
// @ts-expect-error the name is missing
new ClientCreator(reactor, Chat);

// A line receiver says what it does with a line; bytes are not text.
class Lines extends LineReceiver {
  lineReceived(line: Uint8Array): void {
    this.sendLine(line);
    this.sendLine("text");
    // @ts-expect-error write takes bytes only
    this.transport.write("text");
  }
}
Factory.forProtocol(Lines);
// @ts-expect-error abstract: there is no lineReceived
new LineReceiver();

// Retrying needs time and chance.
new ReconnectingClientFactory({
  callLater: (seconds, callable, ...args) => new Clock().callLater(seconds, callable, ...args),
  random: () => 0.5,
});
// @ts-expect-error a clock has no chance
new ReconnectingClientFactory(new Clock());

// Framings: hooks may be async, states are checked.
export class AsyncStrings extends NetstringReceiver {
  override async stringReceived(string: Uint8Array): Promise<void> {
    this.sendString(string);
  }
  override lengthLimitExceeded(): void {
    super.lengthLimitExceeded(1);
  }
}
export class States extends StatefulProtocol {
  override getInitialState(): State {
    // @ts-expect-error: how many bytes?
    const without: State = [this.header];
    // @ts-expect-error: a state cannot wait
    const waiting: State = [async () => undefined, 1];
    return without ?? waiting ?? [this.header, 1];
  }
  header(data: Uint8Array): State | undefined {
    return data[0] === 0 ? undefined : [this.header, 2];
  }
}
