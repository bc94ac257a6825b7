import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { ConfigError, type Outcome, type RunEvent } from '../../src/storm/index.js';
import {
  installedPackages,
  openTelemetry,
  parseListenAddress,
  type Telemetry,
  type TelemetryOptions,
  traceparentHeader,
} from '../../src/telemetry/index.js';
import { SystemClock, VirtualClock } from '../../src/time/index.js';
import { samplesOf } from './metrics/samples-of.js';
import { answering, type JsonSpan, OtlpReceiver, silence } from './otlp-receiver.js';
import {
  endpoint,
  MINUTE_MS,
  MINUTE_US,
  RUN_ID,
  TRACE_ID,
  telemetryOptions,
  usable,
  wayToScheduled,
} from './samples.js';

const receivers: OtlpReceiver[] = [];
const opened: Telemetry[] = [];
const aborted = AbortSignal.abort(new Error('over'));
const never = () => new AbortController().signal;

afterEach(async () => {
  // Metrics that a test left open end here; their wait is cut short.
  await Promise.all(opened.splice(0).map((telemetry) => telemetry.close(aborted)));
  await Promise.all(receivers.splice(0).map((receiver) => receiver.close()));
});

async function receiver(...script: Parameters<typeof OtlpReceiver.open>[0] & object): Promise<OtlpReceiver> {
  const opened = await OtlpReceiver.open(script);
  receivers.push(opened);
  return opened;
}

async function open(options: TelemetryOptions, loaders = installedPackages): Promise<Telemetry> {
  const telemetry = await openTelemetry(options, loaders);
  opened.push(telemetry);
  return telemetry;
}

const prometheus = { address: parseListenAddress('127.0.0.1:0'), waitMs: 15_000 };
const traceTo = (...urls: string[]) => ({
  endpoints: urls.map((url) => endpoint(url)),
  propagate: false,
  resource: { 'service.name': 'nineam' },
});

async function scrape(telemetry: Telemetry): Promise<Map<string, number>> {
  const answer = await fetch(telemetry.metricsUrl ?? '');
  return samplesOf(await answer.text());
}

const RUN: readonly RunEvent[] = [
  { type: 'stage', stage: 'setup', atMs: MINUTE_MS - 130_000 },
  ...wayToScheduled(0),
  ...wayToScheduled(1),
  { type: 'scheduled', scheduledAtMs: MINUTE_MS, lengthenedMs: 0, atMs: MINUTE_MS - 110_000 },
  { type: 'stage', stage: 'storm', atMs: MINUTE_MS },
  { type: 'outcome', index: 0, kind: 'started' },
  { type: 'outcome', index: 1, kind: 'failed' },
];
const FAILED: Outcome = { kind: 'failed', phase: 'build', cause: 'exit status 1', reaped: false };
const RESULTS = [usable(0), usable(1, { outcome: FAILED, totalMs: null })];

function play(telemetry: Telemetry): void {
  for (const event of RUN) telemetry.onEvent(event);
  telemetry.observeResults(RESULTS);
}

describe('openTelemetry with everything off', () => {
  it('takes events and results and does nothing', async () => {
    const options = telemetryOptions();
    const telemetry = await open(options);
    play(telemetry);
    await telemetry.close(never());
    expect(telemetry.metricsUrl).toBeNull();
    expect(telemetry.headers).toEqual({});
    expect(options.warnings).toEqual([]);
  });
});

describe('Prometheus metrics of a run', () => {
  it('can be scraped while it goes and until the wait is over, and not after', async () => {
    const realClock = new VirtualClock();
    const telemetry = await open(telemetryOptions({ prometheus, realClock }));
    play(telemetry);
    expect((await scrape(telemetry)).get('nineam_stage{stage="storm"}')).toBe(1);
    const closing = telemetry.close(never());
    realClock.advanceBy(14_999);
    const last = await scrape(telemetry);
    expect(last.get('nineam_stage{stage="done"}')).toBe(1);
    expect(last.get('nineam_outcomes_total{outcome="failed"}')).toBe(1);
    expect(last.get('nineam_phase_latency_seconds_count{phase="trigger"}')).toBe(2);
    realClock.advanceBy(1);
    await closing;
    await expect(scrape(telemetry)).rejects.toThrow();
  });

  it('leaves at once when the person interrupts the wait', async () => {
    const interrupt = new AbortController();
    const options = telemetryOptions({ prometheus });
    const telemetry = await open(options);
    const closing = telemetry.close(interrupt.signal);
    interrupt.abort(new Error('interrupted'));
    await closing;
    expect(options.warnings).toEqual([]);
  });

  it('does not wait at all after an interrupted run', async () => {
    const telemetry = await open(telemetryOptions({ prometheus }));
    await telemetry.close(aborted);
    await expect(scrape(telemetry)).rejects.toThrow();
  });

  it('refuses an address that is taken', async () => {
    const first = await open(telemetryOptions({ prometheus }));
    const address = parseListenAddress(new URL(first.metricsUrl ?? '').host);
    await expect(open(telemetryOptions({ prometheus: { ...prometheus, address } }))).rejects.toBeInstanceOf(
      ConfigError,
    );
  });

  it('closes once, however often it is asked to', async () => {
    const telemetry = await open(telemetryOptions({ prometheus }));
    expect(telemetry.close(aborted)).toBe(telemetry.close(never()));
  });
});

describe('the trace of a run', () => {
  const byName = (spans: readonly JsonSpan[], name: string) => spans.filter((span) => span.name === name);
  const nanos = (us: number) => `${us}000`;

  it('is one tree: the run, its stages and workspaces, and their phases', async () => {
    const to = await receiver();
    const telemetry = await open(telemetryOptions({ trace: traceTo(to.url) }));
    play(telemetry);
    await telemetry.close(never());
    const spans = to.spans();
    const parent = new Map(spans.map((span) => [span.spanId, span]));
    const names = (span: JsonSpan): string =>
      span.parentSpanId === undefined ? span.name : `${names(parent.get(span.parentSpanId)!)}/${span.name}`;
    const setup = ['user', 'workspace', 'start', 'stop', 'barrier', 'schedule'].map(
      (step) => `setup.${step}`,
    );
    const workspace = ['', ...[...setup, 'trigger', 'queue', 'build'].map((name) => `/${name}`)];
    expect(spans.map(names).sort()).toEqual(
      [
        'run',
        'run/stage.setup',
        'run/stage.storm',
        ...workspace.map((name) => `run/workspace${name}`),
        ...workspace.map((name) => `run/workspace${name}`),
      ].sort(),
    );
    expect(new Set(spans.map((span) => span.traceId))).toEqual(new Set([TRACE_ID]));
    expect(new Set(spans.map((span) => span.spanId)).size).toBe(spans.length);
  });

  it("carries the server's own microseconds", async () => {
    const to = await receiver();
    const telemetry = await open(telemetryOptions({ trace: traceTo(to.url) }));
    const build = {
      id: 'b',
      number: 3,
      createdAt: { us: MINUTE_US + 20_123_457, text: '' },
      startedAt: { us: MINUTE_US + 20_123_999, text: '' },
      completedAt: { us: MINUTE_US + 60_000_001, text: '' },
    };
    telemetry.observeResults([usable(0, { build })]);
    await telemetry.close(never());
    const [queue] = byName(to.spans(), 'queue');
    expect(queue?.startTimeUnixNano).toBe(nanos(build.createdAt.us));
    expect(queue?.endTimeUnixNano).toBe(nanos(build.startedAt.us));
  });

  it('marks what failed, and the run with how many', async () => {
    const to = await receiver();
    const telemetry = await open(telemetryOptions({ trace: traceTo(to.url), timeScale: 60 }));
    play(telemetry);
    await telemetry.close(never());
    const failed = to.spans().filter((span) => span.status.code === 2);
    expect(failed.map((span) => [span.name, span.status.message]).sort()).toEqual([
      ['build', 'failed in build'],
      ['run', '1 of 2 workspaces did not become usable'],
      ['workspace', 'failed in build'],
    ]);
    const [run] = byName(to.spans(), 'run');
    expect(run?.attributes).toContainEqual({ key: 'nineam.time_scale', value: { intValue: 60 } });
    expect(run?.events.map((event) => event.name)).toEqual(['schedule decided']);
    expect(run?.endTimeUnixNano).toBe(nanos(MINUTE_US + 100e6));
  });

  it('is sent when the run is over, not during the storm', async () => {
    const to = await receiver();
    const telemetry = await open(telemetryOptions({ trace: traceTo(to.url) }));
    play(telemetry);
    await new Promise(setImmediate);
    expect(to.requests).toHaveLength(0);
    await telemetry.close(never());
    expect(to.requests).toHaveLength(1);
  });

  it('goes in several requests when it is large, to every receiver', async () => {
    const [one, two] = [await receiver(), await receiver()];
    const telemetry = await open(telemetryOptions({ trace: traceTo(one.url, two.url) }));
    telemetry.observeResults(Array.from({ length: 1_300 }, (_, index) => usable(index)));
    await telemetry.close(never());
    expect(one.requests.length).toBeGreaterThan(2);
    expect(byName(one.spans(), 'build')).toHaveLength(1_300);
    expect(two.spans()).toHaveLength(one.spans().length);
  });

  it('arrives as protobuf where that is asked for', async () => {
    const to = await receiver();
    const trace = {
      ...traceTo(),
      endpoints: [endpoint(to.url, { encoding: 'protobuf', compression: 'gzip' })],
    };
    const telemetry = await open(telemetryOptions({ trace }));
    play(telemetry);
    await telemetry.close(never());
    const [request] = to.requests;
    expect(request?.headers['content-type']).toBe('application/x-protobuf');
    // A message of repeated field 1, ResourceSpans, as its only field; ids travel as bytes.
    expect(request?.body[0]).toBe(0x0a);
    expect(request?.body.includes(Buffer.from(TRACE_ID, 'hex'))).toBe(true);
  });

  it('has the span of the run as the parent that the propagated header names', async () => {
    const to = await receiver();
    const trace = { ...traceTo(to.url), propagate: true };
    const telemetry = await open(telemetryOptions({ trace }));
    await telemetry.close(never());
    const [run] = byName(to.spans(), 'run');
    expect(telemetry.headers).toEqual({ traceparent: `00-${TRACE_ID}-${run?.spanId}-01` });
    expect(telemetry.headers).toEqual(traceparentHeader(RUN_ID));
  });

  it('propagates nothing unless that was asked for', async () => {
    const to = await receiver();
    expect((await open(telemetryOptions({ trace: traceTo(to.url) }))).headers).toEqual({});
  });

  it('is sent after an interrupted run too', async () => {
    const to = await receiver();
    const telemetry = await open(telemetryOptions({ trace: traceTo(to.url), realClock: new SystemClock() }));
    play(telemetry);
    await telemetry.close(aborted);
    expect(to.spans().length).toBeGreaterThan(10);
  });
});

describe('a receiver that does not take the trace', () => {
  it('costs a warning that says where and why, and nothing else', async () => {
    const to = await receiver(answering(401));
    const options = telemetryOptions({ trace: traceTo(to.url) });
    const telemetry = await open(options);
    play(telemetry);
    await telemetry.close(never());
    expect(options.warnings).toEqual([
      `traces are incomplete: nothing reached ${to.url}/v1/traces: answered 401`,
    ]);
  });

  it('is told apart from one that rejects a part', async () => {
    const to = await receiver(
      answering(200, {}, '{"partialSuccess":{"rejectedSpans":"5","errorMessage":"hunter2"}}'),
    );
    const options = telemetryOptions({ trace: traceTo(to.url) });
    const telemetry = await open(options);
    play(telemetry);
    await telemetry.close(never());
    expect(options.warnings).toEqual([`traces are incomplete: ${to.url}/v1/traces rejected 5 of 23 spans`]);
  });

  it('holds up no other', async () => {
    const [bad, good] = [await receiver(answering(400)), await receiver()];
    const telemetry = await open(telemetryOptions({ trace: traceTo(bad.url, good.url) }));
    telemetry.observeResults(Array.from({ length: 1_300 }, (_, index) => usable(index)));
    await telemetry.close(never());
    expect(bad.requests).toHaveLength(1);
    expect(good.spans().filter((span) => span.name === 'build')).toHaveLength(1_300);
  });

  it('is left after five seconds when the person interrupts', async () => {
    const realClock = new VirtualClock();
    const to = await receiver(silence);
    const options = telemetryOptions({ trace: traceTo(to.url), realClock });
    const telemetry = await open(options);
    const interrupt = new AbortController();
    const arrival = to.arrival();
    const closing = telemetry.close(interrupt.signal);
    await arrival;
    interrupt.abort(new Error('interrupted'));
    realClock.advanceBy(5_000);
    await closing;
    expect(options.warnings).toEqual([
      `traces are incomplete: nothing reached ${to.url}/v1/traces: sending was interrupted`,
    ]);
    expect(realClock.nextTimerMs()).toBeUndefined();
  });
});

describe('an installation without OpenTelemetry', () => {
  const missing = () =>
    Promise.reject(Object.assign(new Error("Cannot find package 'x'"), { code: 'ERR_MODULE_NOT_FOUND' }));

  it('runs without traces and says which packages are missing', async () => {
    const options = telemetryOptions({
      prometheus,
      trace: { ...traceTo('http://localhost:1'), propagate: true },
    });
    const telemetry = await open(options, { ...installedPackages, sdk: missing, transformer: missing });
    play(telemetry);
    expect(telemetry.headers).toEqual({});
    expect((await scrape(telemetry)).get('nineam_stage{stage="storm"}')).toBe(1);
    await telemetry.close(aborted);
    expect(options.warnings).toEqual([
      'no traces: @opentelemetry/sdk-trace, @opentelemetry/otlp-transformer could not be loaded; ' +
        'install nineam with its optional dependencies to get them',
    ]);
  });

  it('says why a package that is there cannot be loaded', async () => {
    const options = telemetryOptions({ trace: traceTo('http://localhost:1') });
    await open(options, { ...installedPackages, resources: () => Promise.reject(new Error('broken')) });
    expect(options.warnings).toEqual([
      expect.stringContaining('@opentelemetry/resources (broken) could not be loaded'),
    ]);
  });
});

describe('files for TLS', () => {
  it('are named when they cannot be read', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'nineam-tls-'));
    const ca = join(folder, 'ca.pem');
    try {
      const tls = { ca, cert: null, key: folder };
      const trace = { ...traceTo(), endpoints: [endpoint('https://localhost:1', { tls })] };
      const attempt = open(telemetryOptions({ trace }));
      await expect(attempt).rejects.toBeInstanceOf(ConfigError);
      await expect(attempt).rejects.toThrow(`OTEL_EXPORTER_OTLP_CERTIFICATE: ${ca} cannot be read: ENOENT`);
      await expect(attempt).rejects.toThrow(
        `OTEL_EXPORTER_OTLP_CLIENT_KEY: ${folder} cannot be read: EISDIR`,
      );
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('secrets', () => {
  it('never leave in a span, a metric or a warning, whatever events, results and answers hold', async () => {
    const secret = fc.stringMatching(/^[0-9a-zA-Z]{12,20}$/);
    await fc.assert(
      fc.asyncProperty(secret, fc.constantFrom(200, 400, 401), async (text, status) => {
        const to = await receiver(answering(status, {}, `{"partialSuccess":{"errorMessage":"${text}"}}`));
        const options = telemetryOptions({
          prometheus,
          trace: { ...traceTo(), endpoints: [endpoint(to.url, { headers: { 'x-key': text } })] },
        });
        const telemetry = await open(options);
        const events: RunEvent[] = [
          ...RUN,
          { type: 'feed', state: 'lost', detail: `closed: ${text}`, atMs: MINUTE_MS },
          { type: 'notice', level: 'warning', message: text },
        ];
        for (const event of events) telemetry.onEvent(event);
        const outcomes: Outcome[] = [
          { kind: 'failed', phase: 'build', cause: text, reaped: false },
          { kind: 'canceled', phase: 'queue', cause: text },
          { kind: 'missed', reason: 'unexpected_build', detail: text },
          { kind: 'setup_failed', step: 'login', cause: text },
        ];
        telemetry.observeResults(outcomes.map((outcome, index) => usable(index, { outcome })));
        const metrics = await (await fetch(telemetry.metricsUrl ?? '')).text();
        await telemetry.close(aborted);
        const sent = to.requests.map(({ path, body }) => path + body.toString());
        expect(sent).not.toHaveLength(0);
        expect([...sent, metrics, ...options.warnings].join('\n')).not.toContain(text);
      }),
      { numRuns: 20 },
    );
  });
});
