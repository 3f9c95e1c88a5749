export { type TrialContext, trial } from "./trial.ts";
