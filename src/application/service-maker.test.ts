import assert from "node:assert/strict";
import test from "node:test";
import { directlyProvides, verifyObject } from "../components/index.ts";
import { MemoryNetwork } from "../platform/memory/index.ts";
import { reactorOn } from "../reactor/index.ts";
import { Service } from "./service.ts";
import { IServiceMaker, type ServiceOptions, type ServiceReactor } from "./service-maker.ts";

test("a plain object is a service maker, given the reactor and the options", () => {
  let given: ServiceOptions = {};
  const maker: IServiceMaker = {
    tapname: "echo",
    description: "sends back what it is sent",
    options: [{ name: "port", short: "p", value: "description", default: "tcp:7", help: "where" }],
    makeService(reactor: ServiceReactor, options: ServiceOptions) {
      assert.equal(reactor.seconds(), 0);
      given = options;
      return new Service();
    },
  };
  directlyProvides(maker, IServiceMaker);
  verifyObject(IServiceMaker, maker);
  assert.ok(IServiceMaker.providedBy(maker));
  const service = maker.makeService(reactorOn(new MemoryNetwork().host("a")), { port: "tcp:8" });
  assert.equal(service.running, false);
  assert.deepEqual(given, { port: "tcp:8" });
});
