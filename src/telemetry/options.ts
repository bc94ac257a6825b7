import type { Clock } from '../time/index.js';
import type { ListenAddress } from './listen-address.js';

/** Metrics for Prometheus to scrape. */
export interface PrometheusOptions {
  readonly address: ListenAddress;
  /** How long the last values can still be scraped when the run is over, in milliseconds of real time. */
  readonly waitMs: number;
}

/** Files that a TLS connection is made with; `null` leaves the system's authorities, or no client certificate. */
export interface TlsFiles {
  /** Authorities that sign the collector's certificate. */
  readonly ca: string | null;
  readonly cert: string | null;
  readonly key: string | null;
}

/** One receiver of traces over OTLP/HTTP. */
export interface OtlpEndpoint {
  /** The whole URL, e.g. `http://localhost:4318/v1/traces`. Holds no credentials. */
  readonly url: string;
  /** By lowercase name. Secrets: never in a message. */
  readonly headers: Readonly<Record<string, string>>;
  /** How long one batch may take with all its attempts, in milliseconds of real time. */
  readonly timeoutMs: number;
  readonly compression: 'none' | 'gzip';
  readonly encoding: 'protobuf' | 'json';
  readonly tls: TlsFiles;
}

/** Traces of the run. */
export interface TraceOptions {
  /** At least one; each gets every span. */
  readonly endpoints: readonly OtlpEndpoint[];
  /** Whether the run's requests carry a `traceparent` header, so that a server's own spans join the trace. */
  readonly propagate: boolean;
  /** `service.name` and what else the environment says of this service. */
  readonly resource: Readonly<Record<string, string>>;
}

/** What the flags decide about telemetry; `null` is off. */
export interface TelemetrySettings {
  readonly prometheus: PrometheusOptions | null;
  readonly trace: TraceOptions | null;
}

/** What telemetry needs to know of a run. */
export interface TelemetryOptions extends TelemetrySettings {
  /** A UUID. Without its hyphens it is the id of the run's trace. */
  readonly runId: string;
  readonly workspaceCount: number;
  /** How many milliseconds of deployment time pass in one of real time. */
  readonly timeScale: number;
  /** The deployment's. */
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly realClock: Clock;
  /** Told, in words for a person, whatever telemetry could not do. It never fails a run that has begun. */
  readonly warn: (message: string) => void;
}
