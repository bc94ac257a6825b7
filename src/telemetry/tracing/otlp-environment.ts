import type { OtlpEndpoint } from '../options.js';

type Environment = Readonly<Record<string, string | undefined>>;

const DEFAULT_ENDPOINT = 'http://localhost:4318';
const DEFAULT_TIMEOUT_MS = 10_000;
const TRACES_PATH = 'v1/traces';
const HONEYCOMB_URL = 'https://api.honeycomb.io/v1/traces';
const NO_TLS_FILES = { ca: null, cert: null, key: null };
/** A field name of HTTP (RFC 9110, section 5.1). */
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** Field values that Node sends: visible Latin-1 characters, spaces and tabs. */
const FIELD_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** What an environment says, and everything that is wrong about it. No problem repeats a header's value. */
export interface FromEnvironment<T> {
  readonly value: T;
  readonly problems: readonly string[];
}

/**
 * The receiver of traces that the standard variables name (OpenTelemetry specification, OTLP exporter configuration):
 * ENDPOINT, HEADERS, TIMEOUT, COMPRESSION, PROTOCOL, CERTIFICATE, CLIENT_CERTIFICATE and CLIENT_KEY, each as
 * `OTEL_EXPORTER_OTLP_TRACES_…` or `OTEL_EXPORTER_OTLP_…`. An empty variable counts as not set.
 */
export function otlpEndpointFrom(env: Environment): FromEnvironment<OtlpEndpoint> {
  const reader = new Reader(env);
  const value = {
    url: reader.url(),
    headers: {
      ...reader.headers('OTEL_EXPORTER_OTLP_HEADERS'),
      ...reader.headers('OTEL_EXPORTER_OTLP_TRACES_HEADERS'),
    },
    timeoutMs: reader.timeoutMs(),
    compression: reader.choice('COMPRESSION', { none: 'none', gzip: 'gzip' } as const, 'none'),
    encoding: reader.choice(
      'PROTOCOL',
      { 'http/protobuf': 'protobuf', 'http/json': 'json' } as const,
      'protobuf',
    ),
    tls: {
      ca: reader.find('CERTIFICATE')?.text ?? null,
      cert: reader.find('CLIENT_CERTIFICATE')?.text ?? null,
      key: reader.find('CLIENT_KEY')?.text ?? null,
    },
  };
  return { value, problems: reader.problems };
}

/** Who sends the traces: `OTEL_SERVICE_NAME` and `OTEL_RESOURCE_ATTRIBUTES`. */
export function resourceFrom(env: Environment): FromEnvironment<Readonly<Record<string, string>>> {
  const reader = new Reader(env);
  const attributes = reader.pairs('OTEL_RESOURCE_ATTRIBUTES');
  const named = env['OTEL_SERVICE_NAME'] || attributes['service.name'] || 'nineam';
  return { value: { ...attributes, 'service.name': named }, problems: reader.problems };
}

/** Honeycomb as the receiver of traces. Takes nothing from the environment: its headers are meant for somebody else. */
export function honeycombEndpoint(apiKey: string): OtlpEndpoint {
  return {
    url: HONEYCOMB_URL,
    headers: { 'x-honeycomb-team': apiKey },
    timeoutMs: DEFAULT_TIMEOUT_MS,
    compression: 'gzip',
    encoding: 'protobuf',
    tls: NO_TLS_FILES,
  };
}

/** Whether a text can be sent as the value of a header. */
export function isHeaderValue(text: string): boolean {
  return FIELD_VALUE.test(text);
}

/** Reads variables and collects what is wrong with them. */
class Reader {
  readonly problems: string[] = [];
  readonly #env: Environment;

  constructor(env: Environment) {
    this.#env = env;
  }

  /** A setting's value for traces, or for all signals. */
  find(setting: string): { readonly name: string; readonly text: string } | null {
    for (const name of [`OTEL_EXPORTER_OTLP_TRACES_${setting}`, `OTEL_EXPORTER_OTLP_${setting}`]) {
      const text = this.#env[name]?.trim();
      if (text !== undefined && text !== '') return { name, text };
    }
    return null;
  }

  /** A URL for traces is taken as it is; one for all signals is a base. */
  url(): string {
    const found = this.find('ENDPOINT');
    const text = found?.text ?? DEFAULT_ENDPOINT;
    const isWhole = found?.name === 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT';
    const url = URL.canParse(text) ? new URL(text) : null;
    if (url === null || !/^https?:$/.test(url.protocol)) {
      this.problems.push(`${found?.name} must be an http(s) URL, e.g. ${DEFAULT_ENDPOINT}`);
      return DEFAULT_ENDPOINT;
    }
    if (url.username !== '' || url.password !== '') {
      this.problems.push(
        `${found?.name} must not hold a user or a password; give OTEL_EXPORTER_OTLP_HEADERS an authorization header`,
      );
      return DEFAULT_ENDPOINT;
    }
    if (!isWhole) url.pathname = `${url.pathname.replace(/\/$/, '')}/${TRACES_PATH}`;
    return url.href;
  }

  timeoutMs(): number {
    const found = this.find('TIMEOUT');
    if (found === null) return DEFAULT_TIMEOUT_MS;
    if (/^\d{1,9}$/.test(found.text) && Number(found.text) > 0) return Number(found.text);
    this.problems.push(`${found.name} must be a whole number of milliseconds from 1, got '${found.text}'`);
    return DEFAULT_TIMEOUT_MS;
  }

  choice<const Value>(setting: string, choices: Readonly<Record<string, Value>>, fallback: Value): Value {
    const found = this.find(setting);
    if (found === null) return fallback;
    const value = Object.hasOwn(choices, found.text) ? choices[found.text] : undefined;
    if (value !== undefined) return value;
    this.problems.push(
      `${found.name} must be one of ${Object.keys(choices).join(', ')}, got '${found.text}'`,
    );
    return fallback;
  }

  headers(name: string): Record<string, string> {
    const headers: Record<string, string> = {};
    for (const [key, value] of Object.entries(this.pairs(name))) {
      if (!TOKEN.test(key))
        this.problems.push(`${name} must name headers, e.g. x-api-key=…; one name is none`);
      else if (!isHeaderValue(value))
        this.problems.push(`${name}: the value of ${key} cannot be sent in a header`);
      else headers[key.toLowerCase()] = value;
    }
    return headers;
  }

  /** `key=value,…` with percent-encoded keys and values, as in W3C Baggage. */
  pairs(name: string): Record<string, string> {
    const pairs: Record<string, string> = {};
    const entries = (this.#env[name] ?? '').split(',').map((entry) => entry.trim());
    for (const [at, entry] of entries.entries()) {
      if (entry === '') continue;
      const split = entry.indexOf('=');
      const key = split < 1 ? null : decode(entry.slice(0, split).trim());
      const value = decode(entry.slice(split + 1).trim());
      if (key === null || value === null) {
        this.problems.push(
          `${name} must have the form key=value,key=value, percent-encoded; entry ${at + 1} has not`,
        );
      } else {
        pairs[key] = value;
      }
    }
    return pairs;
  }
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
