import assert from "node:assert/strict";
import { test } from "node:test";
import { directlyProvides, implementer } from "./declarations.ts";
import { BrokenImplementation, BrokenMethodImplementation, DoesNotImplement } from "./errors.ts";
import { attribute, defineInterface, type Interface, method } from "./interface.ts";
import { verifyClass, verifyObject } from "./verify.ts";

interface IDoor {
  readonly open: boolean;
  push(): void;
  pull(): void;
}
const IDoor: Interface<IDoor> = defineInterface("t.verify.IDoor", [], {
  open: attribute,
  push: method,
  pull: method,
});
class Door implements IDoor {
  readonly open: boolean = false;
  push(): void {}
  pull(): void {}
  static {
    implementer(IDoor)(this);
  }
}
/** A class that promises what the compiler would not let it promise. */
function broken<C extends abstract new () => object>(cls: C): C {
  implementer(IDoor)(cls as unknown as typeof Door);
  return cls;
}

test("an object and a class that keep the promise pass", () => {
  verifyObject(IDoor, new Door());
  verifyObject(IDoor, new Proxy(new Door(), {}));
  verifyObject(IDoor, directlyProvides({ open: true, push() {}, pull() {} }, IDoor));
  verifyClass(IDoor, Door);
});

test("an attribute that is there but undefined is there", () => {
  class Ajar extends Door {
    override readonly open: boolean = undefined as unknown as boolean;
  }
  verifyObject(IDoor, new Ajar());
});

test("not declared: DoesNotImplement, unless tentative", () => {
  class Gate {
    open = true;
    push(): void {}
    pull(): void {}
  }
  const expected = {
    name: "DoesNotImplement",
    message: "an instance of Gate does not declare t.verify.IDoor",
  };
  assert.throws(() => verifyObject(IDoor, new Gate()), expected);
  assert.throws(() => verifyClass(IDoor, Gate), {
    message: "class Gate does not declare t.verify.IDoor",
  });
  verifyObject(IDoor, new Gate(), { tentative: true });
  verifyClass(IDoor, Gate, { tentative: true });
});

test("a missing member: BrokenImplementation, naming class, member and interface", () => {
  class Gate {
    push(): void {}
    pull(): void {}
  }
  broken(Gate);
  assert.throws(() => verifyObject(IDoor, new Gate()), {
    name: "BrokenImplementation",
    message: "an instance of Gate has no attribute open; t.verify.IDoor has one",
  });
  verifyClass(IDoor, Gate); // attributes may come with the instance
});

test("a member of the wrong kind: BrokenMethodImplementation", () => {
  class Gate {
    open = 1;
    push = "push";
    pull(): void {}
  }
  broken(Gate);
  assert.throws(() => verifyObject(IDoor, new Gate()), {
    name: "BrokenMethodImplementation",
    message: 'push of an instance of Gate is "push"; t.verify.IDoor has it as a method',
  });
});

test("everything that is wrong is reported at once", () => {
  class Gate {
    push = 1;
  }
  const check = (e: unknown): boolean => {
    assert.ok(e instanceof BrokenImplementation);
    assert.deepEqual(
      e.errors.map((each) => each.constructor),
      [DoesNotImplement, BrokenImplementation, BrokenMethodImplementation, BrokenImplementation],
    );
    assert.equal(
      e.message,
      [
        "an instance of Gate breaks t.verify.IDoor in 4 ways:",
        "an instance of Gate does not declare t.verify.IDoor",
        "an instance of Gate has no attribute open; t.verify.IDoor has one",
        "push of an instance of Gate is 1; t.verify.IDoor has it as a method",
        "an instance of Gate has no method pull; t.verify.IDoor has one",
      ].join("\n  "),
    );
    return true;
  };
  assert.throws(() => verifyObject(IDoor, new Gate()), check);
});

test("verifyClass reports missing methods, and trusts getters", () => {
  class Gate {
    get push(): () => void {
      return assert.fail("a getter may need an instance");
    }
  }
  broken(Gate);
  assert.throws(() => verifyClass(IDoor, Gate), {
    name: "BrokenImplementation",
    message: "the prototype of class Gate has no method pull; t.verify.IDoor has one",
  });
});

test("a getter that throws does not hide the rest, and is the cause", () => {
  const boom = new Error("boom");
  class Gate {
    open = true;
    get push(): never {
      throw boom;
    }
    pull(): void {}
  }
  broken(Gate);
  assert.throws(() => verifyObject(IDoor, new Gate()), {
    name: "BrokenMethodImplementation",
    message: "reading push of an instance of Gate throws; t.verify.IDoor has it as a method",
    cause: boom,
  });
});

test("null, primitives and functions are verified like anything else", () => {
  assert.throws(() => verifyObject(IDoor, null), /^BrokenImplementation: null breaks/);
  assert.throws(() => verifyObject(IDoor, "x"), /^BrokenImplementation: "x" breaks/);
  verifyObject(
    IDoor,
    directlyProvides(
      Object.assign(() => 1, { open: true, push() {}, pull() {} }),
      IDoor,
    ),
  );
});
