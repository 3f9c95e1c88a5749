/** What must compile, and what must not, of torsion/components. Nothing here is run. */
import {
  AdapterRegistry,
  alsoProvides,
  attribute,
  Componentized,
  defineInterface,
  directlyProvides,
  type Interface,
  implementer,
  type Members,
  method,
  moduleProvides,
  type Provided,
  proxyForInterface,
  registerAdapter,
  verifyClass,
  verifyObject,
} from "torsion/components";
import * as self from "./components.test-d.ts";

interface IBase {
  base(): void;
}
const IBase: Interface<IBase> = defineInterface("t.IBase", [], { base: method });
interface IPipe {
  write(data: Uint8Array): void;
  readonly open: boolean;
}
const IPipe: Interface<IPipe> = defineInterface("t.IPipe", [], { write: method, open: attribute });
interface ITwo extends IBase, IPipe {
  extra: number;
  maybe?: () => void;
}
// Several bases: only the interface's own members are listed.
const ITwo: Interface<ITwo> = defineInterface("t.ITwo", [IBase, IPipe], { extra: attribute });

// ---- Asking narrows, adapting gives the type.
declare const x: unknown;
if (x instanceof IPipe) x.write(new Uint8Array());
if (ITwo.providedBy(x)) x.base();
const pipe: IPipe = IPipe(x);
const orNull: IPipe | null = IPipe(x, null);
const orNumber: IPipe | number = IPipe(x, 7);
const two: Provided<typeof ITwo> = ITwo(x);
void [pipe, orNull, orNumber, two];
// @ts-expect-error what may be null is not a provider
const notNull: IPipe = IPipe(x, null);
void notNull;

// ---- The member table.
const members: Members<IPipe> = { write: method, open: attribute };
void members;
// @ts-expect-error a member is missing
const missing: Interface<IPipe> = defineInterface("t.1", [], { write: method });
// @ts-expect-error a member is misspelt
const misspelt: Interface<IBase> = defineInterface("t.2", [], { bsae: method });
// @ts-expect-error there is no such member
const extra: Interface<IBase> = defineInterface("t.3", [], { base: method, more: method });
// @ts-expect-error a method is not an attribute
const notAttribute: Interface<IBase> = defineInterface("t.4", [], { base: attribute });
// @ts-expect-error an attribute is not a method
const notMethod: Interface<ITwo> = defineInterface("t.5", [IBase, IPipe], { extra: method });
// @ts-expect-error a base is missing, so its members are
const baseless: Interface<ITwo> = defineInterface("t.6", [IBase], { extra: attribute });
void [missing, misspelt, extra, notAttribute, notMethod, baseless];

// ---- Declaring classes.
class Good implements ITwo {
  extra = 1;
  readonly open = true;
  base(): void {}
  write(_data: Uint8Array): void {}
  static {
    implementer(ITwo)(this);
    implementer(IBase, IPipe)(this);
  }
}
abstract class Unfinished implements IBase {
  abstract base(): void;
  static {
    implementer(IBase)(this);
  }
}
@implementer(IBase)
class Decorated implements IBase {
  base(): void {}
}
void [Unfinished, Decorated];
class Bad {
  base(): void {}
}
implementer(IBase)(Bad);
// @ts-expect-error the class does not satisfy the interface
implementer(IPipe)(Bad);
// @ts-expect-error it satisfies one of the two
implementer(IBase, IPipe)(Bad);
// @ts-expect-error an instance is not a class
implementer(IBase)(new Bad());

// ---- Declaring objects.
const literal: { base(): void; more: number } = directlyProvides({ base() {}, more: 1 }, IBase);
const both: IBase & IPipe = alsoProvides({ base() {}, write(_data) {}, open: true }, IBase, IPipe);
directlyProvides(literal);
void both;
// @ts-expect-error a member is missing
directlyProvides({ write() {} }, IPipe);
// @ts-expect-error a member of the second is missing
directlyProvides({ base() {} }, IBase, IPipe);
// @ts-expect-error a primitive cannot be declared
directlyProvides("text", defineInterface<{ length: number }, []>("t.7", [], { length: attribute }));

export function base(): void {}
moduleProvides(self, IBase);
// @ts-expect-error this module has no such exports
moduleProvides(self, IPipe);

// ---- Adapters: the original is typed, and so is what must be made of it.
registerAdapter(ITwo, IBase, (t) => ({ base: () => t.write(new Uint8Array()) }));
registerAdapter(Good, IBase, (good) => (good.extra > 1 ? good : null));
registerAdapter(Function, IBase, (build) => ({ base: () => build() }));
registerAdapter(String, IBase, (s) => ({ base: () => s.toUpperCase() }));
registerAdapter([IPipe, Good], IBase, (p, good) => ({ base: () => void (p.open && good.extra) }));
const undo: () => void = registerAdapter(Good, IBase, (good) => good, { replace: true });
void undo;
class PipeBase implements IBase {
  readonly pipe: IPipe;
  constructor(original: IPipe) {
    this.pipe = original;
  }
  base(): void {}
}
registerAdapter(IPipe, IBase, PipeBase);
registerAdapter(Good, IBase, PipeBase);
// @ts-expect-error what is made does not provide the target
registerAdapter(IPipe, IBase, () => ({ nope: 1 }));
// @ts-expect-error the class takes a pipe
registerAdapter(IBase, IBase, PipeBase);
// @ts-expect-error the class does not provide the target
registerAdapter(IPipe, IPipe, PipeBase);
// @ts-expect-error the original has no such member
registerAdapter(IBase, IBase, (b) => ({ base: () => b.write() }));

const registry = new AdapterRegistry([new AdapterRegistry()]);
registry.register([IBase, IPipe], IPipe, (_b, p) => p);
const made: IPipe | null = registry.queryMultiAdapter([1, 2], IPipe);
const all: IPipe[] = registry.subscribers([1], IPipe);
registry.subscribe([IBase, Good], null, (b, good) => void [b.base(), good.extra]);
registry.subscribe([IBase], IPipe, () => null);
void [made, all];
// @ts-expect-error a subscription to an interface makes providers
registry.subscribe([IBase], IPipe, () => 7);

// ---- Components.
const thing = new Componentized();
thing.setComponent(IBase, { base() {} });
const component: IBase | null = thing.getComponent(IBase);
const otherwise: IBase | 7 = thing.getComponent(IBase, 7 as const);
void [component, otherwise];
// @ts-expect-error that is no component for the interface
thing.setComponent(IBase, { nope: 1 });

// ---- Forwarding proxies.
const PipeProxy = proxyForInterface(IPipe);
const proxy = new PipeProxy(pipe);
proxy.write(new Uint8Array());
const original: IPipe = proxy.original;
const renamed: IPipe = new (proxyForInterface(IPipe, "inner"))(pipe).inner;
class Shut extends proxyForInterface(IPipe) {
  override get open(): boolean {
    return super.open && false;
  }
  override write(data: Uint8Array): void {
    super.write(data.subarray(1));
  }
}
void [original, renamed, Shut];
// @ts-expect-error the original must provide the interface
new PipeProxy({ nope: 1 });
// @ts-expect-error it is kept under another name
new (proxyForInterface(IPipe, "inner"))(pipe).original;

verifyObject(IPipe, x);
verifyClass(IPipe, Bad, { tentative: true });
// @ts-expect-error an instance is not a class
verifyClass(IPipe, new Bad());
