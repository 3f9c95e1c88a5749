export { EX_ERROR, EX_OK, EX_USAGE } from "./exit-status.ts";
export { runService } from "./run-service.ts";
export { type TwistContext, twist } from "./twist.ts";
