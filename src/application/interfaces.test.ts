import assert from "node:assert/strict";
import test from "node:test";
import { verifyClass } from "../components/index.ts";
import { IDrainableService, IService, IServiceCollection } from "./interfaces.ts";
import { MultiService } from "./multi-service.ts";
import { Service } from "./service.ts";
import { StreamServerEndpointService } from "./stream-server-endpoint-service.ts";

test("the classes keep the contracts that they declare", () => {
  verifyClass(IService, Service);
  verifyClass(IService, MultiService);
  verifyClass(IServiceCollection, MultiService);
  for (const kind of [MultiService, StreamServerEndpointService])
    verifyClass(IDrainableService, kind);
  assert.equal(IServiceCollection.implementedBy(Service), false);
});
