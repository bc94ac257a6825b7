import {
  formatListenAddress,
  honeycombEndpoint,
  isHeaderValue,
  type ListenAddress,
  type OtlpEndpoint,
  otlpEndpointFrom,
  parseListenAddress,
  resourceFrom,
  type TelemetrySettings,
} from '../../telemetry/index.js';
import { durationFlag, type Flag, switchFlag, textFlag } from './flag.js';
import type { ResolvedOptions } from './resolve.js';

const group = 'Telemetry:';

/** Flags of telemetry, spelled as in `coder exp scaletest`. */
export const telemetryFlags = {
  trace: switchFlag({
    name: 'trace',
    env: 'CODER_SCALETEST_TRACE',
    group,
    description: 'send a trace of the run over OTLP/HTTP to where OTEL_EXPORTER_OTLP_ENDPOINT points',
  }),
  traceCoder: switchFlag({
    name: 'trace-coder',
    env: 'CODER_SCALETEST_TRACE_CODER',
    group,
    description: "not available: Coder's own collector is not ours to write to; use --trace",
  }),
  traceHoneycombApiKey: headerValueFlag({
    name: 'trace-honeycomb-api-key',
    env: 'CODER_SCALETEST_TRACE_HONEYCOMB_API_KEY',
    group,
    placeholder: '<key>',
    secret: true,
    description: 'send a trace of the run to Honeycomb; prefer the environment: others can see flags',
  }),
  tracePropagate: switchFlag({
    name: 'trace-propagate',
    env: 'CODER_SCALETEST_TRACE_PROPAGATE',
    group,
    description:
      "let the deployment's own spans join the trace: sends a traceparent header with every request",
  }),
  prometheusAddress: addressFlag({
    name: 'scaletest-prometheus-address',
    env: 'CODER_SCALETEST_PROMETHEUS_ADDRESS',
    group,
    placeholder: '<host:port>',
    description: 'serve Prometheus metrics on /metrics at this address, e.g. 127.0.0.1:21112',
    defaultText: 'off',
  }),
  prometheusWaitMs: durationFlag({
    name: 'scaletest-prometheus-wait',
    env: 'CODER_SCALETEST_PROMETHEUS_WAIT',
    group,
    description: 'how long the last metrics stay up when the run is over, in real time',
    fallback: 15_000,
    defaultText: '15s',
  }),
};

type TextSpelling = Parameters<typeof textFlag>[0];

function headerValueFlag(spelling: TextSpelling): Flag<string | null> {
  const flag = textFlag(spelling);
  return {
    ...flag,
    parse(texts) {
      const text = flag.parse(texts);
      if (text !== null && !isHeaderValue(text)) throw new Error('must be a key that a header can carry');
      return text;
    },
  };
}

function addressFlag(spelling: TextSpelling): Flag<ListenAddress | null> {
  return { ...textFlag(spelling), fallback: null, parse: (texts) => parseListenAddress(texts.at(-1) ?? '') };
}

/** What the flags say about telemetry. */
export interface TelemetryFromFlags {
  /** To be used only when there is no problem. */
  readonly settings: TelemetrySettings;
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
}

/**
 * Decides telemetry from its flags and from the standard variables of OpenTelemetry. The environment is looked at
 * only with `--trace`: without it those variables are meant for other programs.
 */
export function telemetryFromFlags(
  { values, given }: Pick<ResolvedOptions<typeof telemetryFlags>, 'values' | 'given'>,
  env: Readonly<Record<string, string | undefined>>,
): TelemetryFromFlags {
  const problems: string[] = [];
  const endpoints: OtlpEndpoint[] = [];
  if (values.trace) {
    const { value, problems: found } = otlpEndpointFrom(env);
    endpoints.push(value);
    problems.push(...found);
  }
  if (values.traceHoneycombApiKey !== null) endpoints.push(honeycombEndpoint(values.traceHoneycombApiKey));
  if (values.traceCoder) {
    problems.push(
      "--trace-coder: traces cannot be sent to Coder's own collector, which is not ours to write to; " +
        'use --trace with OTEL_EXPORTER_OTLP_ENDPOINT for a collector of yours',
    );
  }
  if (values.tracePropagate && endpoints.length === 0) {
    problems.push('--trace-propagate needs a trace to join: add --trace or --trace-honeycomb-api-key');
  }
  const resource = endpoints.length === 0 ? { value: {}, problems: [] } : resourceFrom(env);
  problems.push(...resource.problems);
  const { prometheusAddress: address, prometheusWaitMs: waitMs, tracePropagate: propagate } = values;
  return {
    settings: {
      prometheus: address === null ? null : { address, waitMs },
      trace: endpoints.length === 0 ? null : { endpoints, propagate, resource: resource.value },
    },
    problems,
    warnings: [
      ...(given.get('trace-honeycomb-api-key') === 'flag'
        ? [
            '--trace-honeycomb-api-key can be seen by other users of this machine; ' +
              'prefer CODER_SCALETEST_TRACE_HONEYCOMB_API_KEY',
          ]
        : []),
      ...(address !== null && isEverywhere(address)
        ? [
            `--scaletest-prometheus-address ${formatListenAddress(address)} can be reached from other machines`,
          ]
        : []),
    ],
  };
}

function isEverywhere({ host }: ListenAddress): boolean {
  return host === '' || host === '0.0.0.0' || host === '::';
}
