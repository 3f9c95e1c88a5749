import assert from "node:assert/strict";
import test from "node:test";
import { verifyClass } from "../components/index.ts";
import { IService, IServiceCollection } from "./interfaces.ts";
import { MultiService } from "./multi-service.ts";
import { Service } from "./service.ts";

test("the classes keep the contracts that they declare", () => {
  verifyClass(IService, Service);
  verifyClass(IService, MultiService);
  verifyClass(IServiceCollection, MultiService);
  assert.equal(IServiceCollection.implementedBy(Service), false);
});
