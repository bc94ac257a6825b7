import { describe, expect, it } from 'vitest';
import {
  OUTPUT_FORMATS,
  type OutputFormat,
  type ReportEnvironment,
  renderOutput,
} from '../../src/report/index.js';
import { renderText } from '../../src/scaletest/autostart/index.js';
import { ENVIRONMENT, RESULTS } from './samples.js';

const FORMATS = Object.keys(OUTPUT_FORMATS) as OutputFormat[];
const json = (format: OutputFormat, environment = ENVIRONMENT) =>
  JSON.parse(renderOutput(format, RESULTS, environment)) as Record<string, unknown>;
const footer = (changes: Partial<ReportEnvironment>) =>
  renderOutput('text', RESULTS, { ...ENVIRONMENT, ...changes }).slice(renderText(RESULTS).length + 1);

describe('renderOutput', () => {
  it.each(FORMATS)('gives %s the same way twice, with one line end at the end', (format) => {
    const text = renderOutput(format, RESULTS, ENVIRONMENT);
    expect(renderOutput(format, RESULTS, ENVIRONMENT)).toBe(text);
    expect(text).toMatch(/[^\n]\n$/);
  });

  it('adds the environment to json without touching a key of the results', () => {
    const { environment, ...results } = json('json');
    expect(results).toEqual(JSON.parse(JSON.stringify(RESULTS)));
    expect(environment).toEqual({
      format: 'json',
      format_version: 1,
      nineam_version: '0.1.0',
      node_version: '20.20.2',
      url_host: 'coder.example.com',
      server_version: 'v2.33.5',
      template: 'docker',
      count: 3,
      seed: null,
      time_scale: 1,
      started_at: '2026-11-23T09:30:00.5Z',
      ended_at: '2026-11-23T09:41:07Z',
      feed: {
        kind: 'watch-all',
        messages: 7,
        foreign: 2,
        reconnects: 1,
        reconciliations: 2,
        failed_reconciliations: 0,
        recovered: 1,
        duplicates: 0,
        requests: 12,
      },
      clock_offset: { offset_ms: -12.4, uncertainty_ms: 2.6, samples: 9, disagreement_ms: 0 },
      cleanup: { status: 'complete', workspaces_left: 0, users_left: 0 },
      flags: { 'workspace-count': 3, template: 'docker', parameter: ['region'], 'no-cleanup': false },
      how_obtained: { 'trigger, queue, build': "between timestamps of the server's own records" },
    });
  });

  it('has the headline of the text in json: of all due, null where not reached', () => {
    expect(json('json')).toMatchObject({
      due: 3,
      phases: { total_of_all_due: { n: 3, p50_ms: 50_250, p95_ms: null, p99_ms: null } },
    });
  });

  it("adds the environment to the harness's keys", () => {
    const { environment, runs, ...totals } = json('harness-json');
    expect(totals).toMatchObject({ total_runs: 3, total_pass: 2, total_fail: 1 });
    expect(Object.keys(runs as object)).toEqual(['autostart/0', 'autostart/1', 'autostart/2']);
    expect(environment).toMatchObject({ format: 'harness-json', url_host: 'coder.example.com' });
  });

  it('says null for what is not known', () => {
    const unknown = { serverVersion: null, feed: null, clockOffset: null, cleanup: null };
    expect(json('json', { ...ENVIRONMENT, ...unknown })['environment']).toMatchObject({
      server_version: null,
      feed: null,
      clock_offset: null,
      cleanup: null,
    });
  });

  it.each(['token', 'trace-honeycomb-api-key', 'smtp_password', 'clientSecret'])(
    'does not show a flag called %s even when it is handed in',
    (name) => {
      const environment = { ...ENVIRONMENT, flags: { [name]: 'hunter2' } };
      for (const format of FORMATS)
        expect(renderOutput(format, RESULTS, environment)).not.toContain('hunter2');
    },
  );

  it('puts the summary first in text and what to know about it last', () => {
    expect(renderOutput('text', RESULTS, ENVIRONMENT).startsWith(renderText(RESULTS))).toBe(true);
    expect(footer({})).toBe(
      [
        'About these figures',
        '  deployment  coder.example.com (Coder v2.33.5), template docker, 3 workspaces asked for',
        '  time        2026-11-23 09:30:00 to 09:41:07 UTC',
        "  updates     watch-all, 7 messages, 1 reconnect, 1 found only by reading the server's records",
        "  clocks      the server's is 12 ms behind ours, give or take 3 ms",
        '  cleanup     complete, nothing left on the deployment',
        '  made by     nineam 0.1.0, Node 20.20.2',
        "  measured    between the server's own timestamps, percentiles by nearest rank; each figure: --output json",
        "              but for readiness, by the agents' own clocks, and build stages, by the provisioners'",
        '',
      ].join('\n'),
    );
  });

  it('says in text that time was scaled and from which seed', () => {
    expect(footer({ timeScale: 60, seed: 'abc' })).toMatch(/running 60 times as fast[\s\S]*seed abc/);
  });

  it('says in text by how much the clocks of replicas differ', () => {
    const clockOffset = { offsetMs: 5, uncertaintyMs: 0, samples: 3, disagreementMs: 41.78 };
    expect(footer({ clockOffset })).toContain('replicas differ by at least 41.7 ms');
  });

  it.each([
    [null, 'not done when this was written'],
    [
      { status: 'incomplete', workspacesLeft: 1, usersLeft: null },
      '1 workspace and an unknown number of users left',
    ],
    [
      { status: 'skipped', workspacesLeft: 3, usersLeft: 3 },
      'skipped as asked, 3 workspaces and 3 users left',
    ],
  ] as const)('says in text what cleanup %o left', (cleanup, words) => {
    expect(footer({ cleanup })).toContain(words);
  });

  it('dates both ends of a run that passes midnight', () => {
    expect(footer({ endedAt: '2026-11-24T00:01:00Z' })).toContain(
      '2026-11-23 09:30:00 to 2026-11-24 00:01:00 UTC',
    );
  });
});
