import assert from "node:assert/strict";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import * as ours from "./index.ts";
import { shared } from "./shared.ts";

type Components = typeof ours;

const root = mkdtempSync(join(tmpdir(), "torsion-copy-"));
let theirs: Components;

before(async () => {
  // `?copy` on one URL would copy that module alone; a second package has copies of all.
  cpSync(fileURLToPath(new URL(".", import.meta.url)), root, {
    recursive: true,
    filter: (path) => !path.includes(".test."),
  });
  writeFileSync(join(root, "package.json"), '{ "type": "module" }');
  theirs = (await import(pathToFileURL(join(root, "index.js")).href)) as Components;
  assert.notEqual(theirs.implementer, ours.implementer);
});
after(() => rmSync(root, { recursive: true }));

interface IGreeter {
  greet(): string;
}
interface IShouter {
  shout(): string;
}
const define = (copy: Components) => ({
  IGreeter: copy.defineInterface<IGreeter, []>("t.shared.IGreeter", [], { greet: copy.method }),
  IShouter: copy.defineInterface<IShouter, []>("t.shared.IShouter", [], { shout: copy.method }),
});
class Person implements IGreeter {
  greet(): string {
    return "hello";
  }
}

test("what is shared is made once, and found by name", () => {
  const first = shared("t.shared", () => ({ n: 1 }));
  assert.equal(
    shared("t.shared", () => ({ n: 2 })),
    first,
  );
  assert.notEqual(
    shared("t.shared.other", () => ({ n: 1 })),
    first,
  );
});

test("two copies of the package agree on declarations", () => {
  const [here, there] = [define(ours), define(theirs)];
  class Dancer extends Person {}
  ours.implementer(here.IGreeter)(Dancer);
  assert.ok(there.IGreeter.providedBy(new Dancer()));
  assert.ok(new Dancer() instanceof there.IGreeter);
  assert.ok(there.IGreeter.isOrExtends(here.IGreeter));

  theirs.implementerOnly(there.IShouter as ours.Interface<unknown>)(Dancer);
  assert.equal(here.IGreeter.providedBy(new Dancer()), false);
  ours.implementer(here.IGreeter)(Dancer);
  assert.deepEqual(
    theirs.implementedBy(Dancer).map((i) => i.id),
    ["t.shared.IShouter", "t.shared.IGreeter"],
  );

  const frozen = Object.freeze(new Person());
  theirs.directlyProvides(frozen, there.IGreeter);
  assert.ok(here.IGreeter.providedBy(frozen));
});

test("two copies of the package agree on adapters and subscriptions", () => {
  const [here, there] = [define(ours), define(theirs)];
  const undo = ours.registerAdapter(Person, here.IShouter, (p) => ({
    shout: () => p.greet().toUpperCase(),
  }));
  assert.equal(there.IShouter(new Person()).shout(), "HELLO");

  theirs.registerAdapter(here.IGreeter, there.IShouter, () => ({ shout: () => "theirs" }));
  assert.equal(ours.getAdapterFactory(there.IGreeter, here.IShouter)?.length, 0);

  const heard: unknown[] = [];
  const unsubscribe = theirs.globalRegistry.subscribe([Person], null, (p) => heard.push(p));
  const person = new Person();
  ours.globalRegistry.handle(person);
  assert.deepEqual(heard, [person]);

  unsubscribe();
  undo();
  assert.equal(there.IShouter(new Person(), null), null);
});

test("a registration that a second copy repeats is no duplicate; one repeated in a copy is", () => {
  const [here, there] = [define(ours), define(theirs)];
  const factory = () => ({ shout: () => "!" });
  const undo = ours.registerAdapter(Person, here.IShouter, factory);
  const undoTheirs = theirs.registerAdapter(Person, there.IShouter, () => factory());
  assert.throws(
    () => theirs.registerAdapter(Person, there.IShouter, factory),
    theirs.DuplicateAdapter,
  );
  undo(); // another factory has taken its place, which is not its to remove
  assert.equal(here.IShouter(new Person()).shout(), "!");
  undoTheirs();
  assert.equal(here.IShouter(new Person(), null), null);
});

test("a registry of one copy can be built upon one of the other, and conform across them", () => {
  const [here, there] = [define(ours), define(theirs)];
  const base = new ours.AdapterRegistry();
  base.register(Person, here.IShouter, () => ({ shout: () => "base" }));
  const local = new theirs.AdapterRegistry([base]);
  assert.equal(local.adapt(new Person(), there.IShouter).shout(), "base");

  const thing = new ours.Componentized();
  thing.setComponent(here.IShouter, { shout: () => "component" });
  assert.equal(there.IShouter(thing).shout(), "component");
});
