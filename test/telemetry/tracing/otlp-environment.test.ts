import { describe, expect, it } from 'vitest';
import { honeycombEndpoint, otlpEndpointFrom, resourceFrom } from '../../../src/telemetry/index.js';

describe('otlpEndpointFrom', () => {
  it('takes the defaults of the specification from an empty environment', () => {
    expect(otlpEndpointFrom({ OTEL_EXPORTER_OTLP_ENDPOINT: '' })).toEqual({
      problems: [],
      value: {
        url: 'http://localhost:4318/v1/traces',
        headers: {},
        timeoutMs: 10_000,
        compression: 'none',
        encoding: 'protobuf',
        tls: { ca: null, cert: null, key: null },
      },
    });
  });

  it.each([
    ['http://c:4318', 'http://c:4318/v1/traces'],
    ['http://c:4318/', 'http://c:4318/v1/traces'],
    ['https://c/otlp?team=a', 'https://c/otlp/v1/traces?team=a'],
  ])('takes %s for all signals as a base', (base, url) => {
    expect(otlpEndpointFrom({ OTEL_EXPORTER_OTLP_ENDPOINT: base }).value.url).toBe(url);
  });

  it('takes what is said of traces as it is, before what is said of all signals', () => {
    const { value, problems } = otlpEndpointFrom({
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://all:4318',
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://traces/in',
      OTEL_EXPORTER_OTLP_TIMEOUT: '1000',
      OTEL_EXPORTER_OTLP_TRACES_TIMEOUT: '2000',
      OTEL_EXPORTER_OTLP_HEADERS: 'Authorization=Bearer%20a, x-team = one',
      OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'X-Team=two,',
      OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_EXPORTER_OTLP_CERTIFICATE: '/ca.pem',
    });
    expect(problems).toEqual([]);
    expect(value).toEqual({
      url: 'http://traces/in',
      headers: { authorization: 'Bearer a', 'x-team': 'two' },
      timeoutMs: 2000,
      compression: 'gzip',
      encoding: 'json',
      tls: { ca: '/ca.pem', cert: null, key: null },
    });
  });

  it('finds everything that is wrong at once, and names the variable each time', () => {
    const { problems } = otlpEndpointFrom({
      OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318',
      OTEL_EXPORTER_OTLP_TIMEOUT: '10s',
      OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'grpc',
      OTEL_EXPORTER_OTLP_COMPRESSION: 'zstd',
      OTEL_EXPORTER_OTLP_HEADERS: 'just-a-name',
    });
    expect(problems.map((problem) => problem.split(' ')[0]).sort()).toEqual([
      'OTEL_EXPORTER_OTLP_COMPRESSION',
      'OTEL_EXPORTER_OTLP_ENDPOINT',
      'OTEL_EXPORTER_OTLP_HEADERS',
      'OTEL_EXPORTER_OTLP_TIMEOUT',
      'OTEL_EXPORTER_OTLP_TRACES_PROTOCOL',
    ]);
  });

  it.each([
    { OTEL_EXPORTER_OTLP_HEADERS: 'hunter2' },
    { OTEL_EXPORTER_OTLP_HEADERS: 'x-key=hunter2%0A' },
    { OTEL_EXPORTER_OTLP_HEADERS: 'x-key=hunter2%' },
    { OTEL_EXPORTER_OTLP_HEADERS: 'hunter2 bad name=x' },
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://me:hunter2@c' },
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'ftp://hunter2@c' },
  ])('refuses %j without repeating what may be a secret', (env) => {
    const { problems } = otlpEndpointFrom(env);
    expect(problems).toHaveLength(1);
    expect(problems.join()).not.toContain('hunter2');
  });
});

describe('resourceFrom', () => {
  it('names the service nineam unless the environment names it', () => {
    expect(resourceFrom({}).value).toEqual({ 'service.name': 'nineam' });
    expect(resourceFrom({ OTEL_RESOURCE_ATTRIBUTES: 'service.name=a,team=b' }).value).toEqual({
      'service.name': 'a',
      team: 'b',
    });
    expect(
      resourceFrom({ OTEL_RESOURCE_ATTRIBUTES: 'service.name=a', OTEL_SERVICE_NAME: 'c' }).value,
    ).toEqual({ 'service.name': 'c' });
  });
});

describe('honeycombEndpoint', () => {
  it('sends the key to Honeycomb, over TLS, as its only header', () => {
    const { url, headers } = honeycombEndpoint('key');
    expect(url).toBe('https://api.honeycomb.io/v1/traces');
    expect(headers).toEqual({ 'x-honeycomb-team': 'key' });
  });
});
