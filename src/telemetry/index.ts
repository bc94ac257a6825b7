/** Prometheus metrics and OpenTelemetry traces of a run, made of its events and its results. @packageDocumentation */
export type { ListenAddress } from './listen-address.js';
export { formatListenAddress, parseListenAddress } from './listen-address.js';
export type { ObservedResult } from './observed-result.js';
export type {
  OtlpEndpoint,
  PrometheusOptions,
  TelemetryOptions,
  TelemetrySettings,
  TlsFiles,
  TraceOptions,
} from './options.js';
export type { Telemetry } from './telemetry.js';
export { openTelemetry } from './telemetry.js';
export type { FromEnvironment } from './tracing/otlp-environment.js';
export {
  honeycombEndpoint,
  isHeaderValue,
  otlpEndpointFrom,
  resourceFrom,
} from './tracing/otlp-environment.js';
export { traceparentHeader } from './tracing/trace-context.js';
export type { TraceLoaders, TracePackages } from './tracing/trace-packages.js';
export { installedPackages } from './tracing/trace-packages.js';
