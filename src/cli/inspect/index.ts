export { INSPECTION } from "./feature.ts";
