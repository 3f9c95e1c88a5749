export { framesOf, placeOf, programFrames, stackHere } from "./call-site.ts";
export { endAll, type Leak, type LeakOptions } from "./leak.ts";
export type { Entry, Registry } from "./registry.ts";
export {
  belongsTo,
  ownerOf,
  type Resource,
  type ResourceKind,
  type ResourceOwner,
  type ResourceType,
  type SimulatedHost,
} from "./resource.ts";
export {
  inConsequenceOf,
  onTracking,
  ownedBy,
  type Tracked,
  type TrackOptions,
  tracking,
  trackResources,
} from "./tracking.ts";
