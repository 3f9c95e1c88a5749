import assert from "node:assert/strict";
import { test } from "node:test";
import { Service } from "../application/index.ts";
import { MemoryNetwork } from "../platform/memory/index.ts";
import { reactorOn } from "../reactor/index.ts";
import { exportedMaker } from "./exported-maker.ts";

const reactor = reactorOn(new MemoryNetwork().host("a"));
const service = new Service();
const made = (module: Record<string, unknown>, program?: string) =>
  exportedMaker("m", module, program).makeService(reactor, { size: 1 });

test("a service, what gives one, or a promise of one", async () => {
  assert.equal(made({ default: service }), service);
  assert.equal(made({ service: () => service }), service);
  assert.equal(await made({ application: async () => service }), service);
  let given: unknown;
  made({
    default: (...told: unknown[]) => {
      given = told;
      return service;
    },
  });
  assert.deepEqual(given, [reactor, { size: 1 }]);
});

test("a maker of a class keeps what it inherits, and what it declares", () => {
  class Maker {
    readonly tapname = "x";
    readonly options = [];
    readonly arguments = [{ name: "file", help: "" }];
    readonly helpAfter = "more";
    get description(): string {
      return "from the class";
    }
    postOptions(): void {
      throw new Error("looked");
    }
    makeService(): Service {
      return service;
    }
  }
  const maker = exportedMaker("m", { default: new Maker() });
  assert.deepEqual([maker.description, maker.helpAfter], ["from the class", "more"]);
  assert.equal(maker.arguments?.length, 1);
  assert.throws(() => maker.postOptions?.({}), /looked/);
  assert.equal(maker.makeService(reactor, {}), service);
});

test("what gives no service says so", async () => {
  assert.throws(() => exportedMaker("m", {}), /^LoadError: m exports no service/);
  assert.throws(() => exportedMaker("m", { default: {} }), /export default is no service/);
  assert.throws(() => made({ default: () => 7 }), /export default is no service \(gave 7\)/);
  await assert.rejects(async () => made({ service: async () => ({}) }), /service is no service/);
});

test("of several makers the one of the name, else the default", () => {
  const maker = (tapname: string) => ({
    tapname,
    description: tapname,
    options: [],
    makeService: () => service,
  });
  const module = { default: maker("a"), other: maker("b") };
  assert.equal(exportedMaker("m", module, "b").tapname, "b");
  assert.equal(exportedMaker("m", module, "c").tapname, "a");
  assert.equal(exportedMaker("m", maker("whole")).tapname, "whole");
});
