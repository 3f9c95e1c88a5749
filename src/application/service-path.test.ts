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
