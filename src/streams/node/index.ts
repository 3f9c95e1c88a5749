export {
  connectDuplex,
  DuplexFactory,
  type OnDuplex,
  openDuplex,
  serveDuplexes,
} from "./duplexes.ts";
export { TransportDuplex, type TransportDuplexOptions } from "./transport-duplex.ts";
