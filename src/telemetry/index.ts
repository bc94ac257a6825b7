/** Prometheus metrics and OpenTelemetry traces of a run, made of its events and its results. @packageDocumentation */
export { listenAt } from './listen.js';
export type { ListenAddress } from './listen-address.js';
export { formatListenAddress, parseListenAddress } from './listen-address.js';
export { MetricsServer } from './metrics/metrics-server.js';
export type { ObservedResult } from './observed-result.js';
export type {
  OtlpEndpoint,
  TelemetryOptions,
  TelemetrySettings,
} from './options.js';
export { closeAtOnce, sendText } from './plain-http.js';
export type { Telemetry } from './telemetry.js';
export { openTelemetry } from './telemetry.js';
export {
  honeycombEndpoint,
  isHeaderValue,
  otlpEndpointFrom,
  resourceFrom,
} from './tracing/otlp-environment.js';
export { traceparentHeader } from './tracing/trace-context.js';
export { installedPackages } from './tracing/trace-packages.js';
