import assert from "node:assert/strict";
import test from "node:test";
import { MultiService } from "./multi-service.ts";
import { Service } from "./service.ts";
import { servicePath } from "./service-path.ts";

test("names where there are names, classes where there are none", () => {
  const [root, web, port] = [new MultiService(), new MultiService(), new Service()];
  web.setName("web");
  web.setServiceParent(root);
  port.setServiceParent(web);
  assert.equal(servicePath(port), "MultiService/web/Service");
  assert.equal(servicePath(root), "MultiService");
});

test("those that would be called the same are numbered, from the second on", () => {
  const root = new MultiService();
  const services = [new Service(), new MultiService(), new Service(), new Service()];
  services[3]!.setName("named");
  for (const service of services) service.setServiceParent(root);
  assert.deepEqual(services.map(servicePath), [
    "MultiService/Service",
    "MultiService/MultiService",
    "MultiService/Service#2",
    "MultiService/named",
  ]);
});

test("a collection that cannot say what it holds costs the numbers, and no more", () => {
  class Broken extends MultiService {
    override [Symbol.iterator](): never {
      throw new Error("no idea");
    }
  }
  const parent = new Broken();
  const service = new Service();
  parent.addService(service);
  Object.defineProperty(service, "parent", { value: parent });
  assert.equal(servicePath(service), "Broken/Service");
});
