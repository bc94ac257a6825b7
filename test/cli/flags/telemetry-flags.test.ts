import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { addFlags, resolveOptions, textsOf } from '../../../src/cli/flags/resolve.js';
import { telemetryFlags, telemetryFromFlags } from '../../../src/cli/flags/telemetry-flags.js';

type Env = Record<string, string>;

function resolve(argv: string[], env: Env = {}) {
  const command = new Command().exitOverride();
  addFlags(command, telemetryFlags);
  command.parse(argv, { from: 'user' });
  return resolveOptions(telemetryFlags, { flags: textsOf(command, telemetryFlags), env, file: {} });
}

const parse = (argv: string[], env: Env = {}) => telemetryFromFlags(resolve(argv, env), env);

describe('telemetryFromFlags', () => {
  it('has everything off unless it is asked for, whatever the environment says of OTLP', () => {
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: 'nonsense', CODER_SCALETEST_PROMETHEUS_WAIT: '1s' };
    expect(parse([], env)).toEqual({
      settings: { prometheus: null, trace: null },
      problems: [],
      warnings: [],
    });
  });

  it('sends traces to the endpoint of the environment with --trace', () => {
    const env = { CODER_SCALETEST_TRACE: 'true', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:1' };
    const { settings, problems } = parse([], env);
    expect(problems).toEqual([]);
    expect(settings.trace?.endpoints.map(({ url }) => url)).toEqual(['http://c:1/v1/traces']);
    expect(settings.trace?.propagate).toBe(false);
    expect(settings.trace?.resource).toEqual({ 'service.name': 'nineam' });
  });

  it('keeps the headers of the environment from Honeycomb', () => {
    const env = {
      CODER_SCALETEST_TRACE_HONEYCOMB_API_KEY: 'hny-1',
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20mine',
    };
    const { settings, warnings } = parse([], env);
    expect(settings.trace?.endpoints).toHaveLength(1);
    expect(settings.trace?.endpoints[0]?.headers).toEqual({ 'x-honeycomb-team': 'hny-1' });
    expect(warnings).toEqual([]);
  });

  it('sends to both when both are asked for', () => {
    const { settings } = parse(['--trace', '--trace-honeycomb-api-key', 'k', '--trace-propagate']);
    expect(settings.trace?.endpoints).toHaveLength(2);
    expect(settings.trace?.propagate).toBe(true);
  });

  it('warns of a key that others can see, without repeating it', () => {
    const { warnings } = parse(['--trace-honeycomb-api-key', 'hunter2']);
    expect(warnings).toEqual([expect.stringContaining('CODER_SCALETEST_TRACE_HONEYCOMB_API_KEY')]);
    expect(warnings.join()).not.toContain('hunter2');
  });

  it("refuses to write to Coder's collector, and names what to use", () => {
    const { problems } = parse(['--trace-coder']);
    expect(problems).toEqual([expect.stringMatching(/^--trace-coder.*--trace.*OTEL_EXPORTER_OTLP_ENDPOINT/)]);
  });

  it('refuses to propagate a trace that nobody records', () => {
    expect(parse(['--trace-propagate']).problems).toEqual([
      expect.stringContaining('--trace-propagate needs'),
    ]);
  });

  it('reports every problem at once', () => {
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: 'c:1', OTEL_RESOURCE_ATTRIBUTES: 'team' };
    expect(parse(['--trace', '--trace-coder'], env).problems).toHaveLength(3);
  });

  it('serves metrics where the flag says, and keeps them for 15 s', () => {
    const { settings, warnings } = parse(['--scaletest-prometheus-address', '127.0.0.1:21112']);
    expect(settings.prometheus).toEqual({ address: { host: '127.0.0.1', port: 21112 }, waitMs: 15_000 });
    expect(warnings).toEqual([]);
  });

  it('binds every address when that is named, and says what it means', () => {
    for (const address of ['0.0.0.0:21112', ':21112', '[::]:21112']) {
      const env = { CODER_SCALETEST_PROMETHEUS_ADDRESS: address, CODER_SCALETEST_PROMETHEUS_WAIT: '0s' };
      const { settings, warnings } = parse([], env);
      expect(settings.prometheus?.waitMs).toBe(0);
      expect(warnings).toEqual([expect.stringContaining(`${address} can be reached from other machines`)]);
    }
  });
});

describe('telemetryFlags', () => {
  it('refuses an address that is none, naming where it came from', () => {
    const { problems } = resolve([], { CODER_SCALETEST_PROMETHEUS_ADDRESS: 'here' });
    expect(problems).toEqual([
      expect.stringContaining(
        'CODER_SCALETEST_PROMETHEUS_ADDRESS (--scaletest-prometheus-address) must be host:port',
      ),
    ]);
  });

  it('refuses a key that no header can carry, without repeating it', () => {
    const { problems } = resolve([], { CODER_SCALETEST_TRACE_HONEYCOMB_API_KEY: 'hunter2\n' });
    expect(problems).toEqual([expect.stringContaining('CODER_SCALETEST_TRACE_HONEYCOMB_API_KEY')]);
    expect(problems.join()).not.toContain('hunter2');
  });

  it('keeps the key out of the flags that a report shows', () => {
    expect(resolve(['--trace-honeycomb-api-key', 'k', '--trace']).texts).toEqual({ trace: 'true' });
  });
});
