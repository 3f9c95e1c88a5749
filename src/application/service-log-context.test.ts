import assert from "node:assert/strict";
import { test } from "node:test";
import { capturedLogs, Logger } from "../logger/index.ts";
import { MultiService } from "./multi-service.ts";
import { Service } from "./service.ts";
import { inServiceLogContext } from "./service-log-context.ts";

const log = new Logger({ namespace: "shop" });

class Till extends Service {
  override privilegedStartService(): void {
    log.info("opening");
  }
  override startService(): void {
    super.startService();
    log.info("open");
  }
  override stopService(): void {
    super.stopService();
    log.info("closed");
  }
}

test("what a service logs while it starts and stops has its path", async () => {
  const events = await capturedLogs(async () => {
    const shop = new MultiService();
    shop.setName("shop");
    const floor = new MultiService();
    await floor.setServiceParent(shop);
    const till = new Till();
    till.setName("till");
    await till.setServiceParent(floor);
    await inServiceLogContext(shop, () => shop.privilegedStartService());
    await shop.startService();
    await shop.stopService();
    log.info("nobody's");
  });
  const ours = events.filter(({ log_namespace }) => log_namespace === "shop");
  assert.deepEqual(
    ours.map(({ log_service, log_format }) => `${log_service} ${log_format}`),
    [
      "shop/MultiService/till opening",
      "shop/MultiService/till open",
      "shop/MultiService/till closed",
      "undefined nobody's",
    ],
  );
});
