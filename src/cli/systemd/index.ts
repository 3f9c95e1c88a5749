export { supervised } from "./supervised.ts";
