import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nineam, serve } from './support/processes.js';
import { QUICK } from './support/quick.js';
import { alive, NOTHING } from './support/raw-requests.js';

interface Report {
  readonly outcomes: Readonly<Record<string, number>>;
  readonly environment: { readonly feed: { readonly reconnects: number; readonly recovered: number } };
}

async function stormWith(
  fault: readonly string[],
  more: readonly string[] = [],
): Promise<{ code: number | null; report: Report; fired: string; stderr: string }> {
  const served = await serve([...QUICK, ...fault.flatMap((rule) => ['--fault', rule])]);
  const json = join(served.folder, 'out.json');
  const run = await nineam(
    [
      'run',
      '-c',
      '30',
      '-t',
      served.templateName,
      '--autostart-build-timeout',
      '45m',
      '--output',
      `json:${json}`,
      ...more,
    ],
    served.env,
  );
  expect(await alive(served), run.stderr).toEqual(NOTHING);
  const { stderr } = await served.end();
  return {
    code: run.code,
    report: JSON.parse(await readFile(json, 'utf8')),
    fired: stderr,
    stderr: run.stderr,
  };
}

/** Repeats wait in real time, and this deployment's clock runs 120 times as fast: its minute must leave time for them. */
const FAR_MINUTE = ['--autostart-delay', '30m'];

describe('a storm on a deployment that misbehaves', () => {
  it('finds by reading what lost updates did not tell', async () => {
    const { code, report, fired } = await stormWith(['drop-update:rate=0.3']);
    expect(code).toBe(0);
    expect(report.outcomes['started']).toBe(30);
    expect(report.environment.feed.recovered).toBeGreaterThan(0);
    expect(fired).toContain('drop-update');
  }, 120_000);

  it('carries on when the socket closes, politely or not', async () => {
    const { code, report } = await stormWith([
      'close-socket:skip=10,count=1,code=1000',
      'close-socket:skip=40,count=1',
    ]);
    expect(code).toBe(0);
    expect(report.outcomes['started']).toBe(30);
    expect(report.environment.feed.reconnects).toBeGreaterThanOrEqual(2);
  }, 120_000);

  it('waits as long as a refused request is told to', async () => {
    const { code, report, fired } = await stormWith(['too-many-requests:rate=0.1,retry-after=1'], FAR_MINUTE);
    expect(code).toBe(0);
    expect(report.outcomes['started']).toBe(30);
    expect(fired).toContain('too-many-requests');
  }, 180_000);

  it('neither doubles nor loses what it created when answers are lost', async () => {
    const { code, report, fired, stderr } = await stormWith(
      [
        'lose-answer:method=POST,rate=0.2',
        'lose-answer:method=PUT,rate=0.2',
        'lose-answer:method=DELETE,rate=0.2',
      ],
      FAR_MINUTE,
    );
    expect(code, stderr).toBe(0);
    expect(report.outcomes['started']).toBe(30);
    expect(fired).toContain('lose-answer');
  }, 180_000);

  it('reports failed starts, each once, and cleans up all the same', async () => {
    const served = await serve([...QUICK, '--failure-rate', '0.2', '--seed', 'failures']);
    const json = join(served.folder, 'out.json');
    const run = await nineam(
      ['run', '-c', '40', '-t', served.templateName, '--output', `json:${json}`],
      served.env,
    );
    expect(run.code).toBe(4);
    expect(await alive(served)).toEqual(NOTHING);
    const report: Report & {
      readonly runs: readonly { readonly outcome: string; readonly error: string | null }[];
    } = JSON.parse(await readFile(json, 'utf8'));
    expect(Object.values(report.outcomes).reduce((sum, count) => sum + count, 0)).toBe(40);
    expect(report.outcomes['failed']).toBeGreaterThan(0);
    expect(report.outcomes['setup_failed']).toBeGreaterThan(0);
    for (const row of report.runs) expect(row.error === null).toBe(row.outcome === 'started');
    await served.end();
  }, 120_000);
});
