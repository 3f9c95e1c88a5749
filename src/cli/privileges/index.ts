export { privileges } from "./privileges.ts";
