import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nineam, serve } from './support/processes.js';
import { QUICK } from './support/quick.js';
import { alive, NOTHING } from './support/raw-requests.js';

interface RunRow {
  readonly workspace_name: string;
  readonly outcome: string;
  readonly build_number: number;
  readonly scheduled_at: string;
  readonly build_created_at: string;
  readonly job_started_at: string;
  readonly job_completed_at: string;
  readonly trigger_ms: number;
  readonly queue_ms: number;
  readonly build_ms: number;
  readonly total_ms: number;
}

const us = (text: string): number => {
  const [, seconds = '', fraction = ''] = /^(.*?)(?:\.(\d+))?Z$/.exec(text) ?? [];
  return Date.parse(`${seconds}Z`) * 1000 + Number(fraction.padEnd(6, '0'));
};

describe('nineam run against a deployment in another process', () => {
  it('reports the very times of the deployment, to the microsecond, and leaves nothing behind', async () => {
    const served = await serve(QUICK);
    const json = join(served.folder, 'out.json');
    const run = await nineam(
      ['run', '-c', '30', '-t', served.templateName, '--output', `json:${json}`, '--output', 'text'],
      served.env,
    );
    expect(run.stderr + run.stdout).not.toContain(served.token);
    expect(run.code, run.stderr).toBe(0);
    expect(await alive(served)).toEqual(NOTHING);
    const { builds } = await served.end();
    const rows = builds
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((line) => line.split(','));
    const recorded = new Map(rows.filter((row) => row[1] === '3').map((row) => [row[0], row]));
    const report: { runs: RunRow[]; total_runs: number; outcomes: Record<string, number> } = JSON.parse(
      await readFile(json, 'utf8'),
    );
    expect(report.runs).toHaveLength(30);
    expect(Object.values(report.outcomes).reduce((sum, count) => sum + count, 0)).toBe(30);
    for (const result of report.runs) {
      const [, , transition, reason, createdAt, startedAt, completedAt, status] =
        recorded.get(result.workspace_name) ?? [];
      expect([transition, reason, status]).toEqual(['start', 'autostart', 'succeeded']);
      expect([result.build_created_at, result.job_started_at, result.job_completed_at]).toEqual([
        createdAt,
        startedAt,
        completedAt,
      ]);
      expect(Math.round(result.total_ms * 1000)).toBe(us(result.job_completed_at) - us(result.scheduled_at));
      expect(Math.round((result.trigger_ms + result.queue_ms + result.build_ms) * 1000)).toBe(
        Math.round(result.total_ms * 1000),
      );
    }
  }, 120_000);

  it('spreads the starts over a schedule window', async () => {
    const served = await serve(QUICK);
    const json = join(served.folder, 'out.json');
    const run = await nineam(
      ['run', '-c', '20', '-t', served.templateName, '--schedule-window', '3m', '--output', `json:${json}`],
      served.env,
    );
    expect(run.code, run.stderr).toBe(0);
    const report: { runs: RunRow[] } = JSON.parse(await readFile(json, 'utf8'));
    const minutes = new Set(report.runs.map((result) => result.scheduled_at));
    expect(minutes.size).toBe(3);
    await served.end();
  }, 120_000);

  it('follows builds by counting polls where the socket is not wanted', async () => {
    const served = await serve(QUICK);
    const run = await nineam(
      ['run', '-c', '10', '-t', served.templateName, '--updates', 'poll', '--autostart-build-timeout', '45m'],
      served.env,
    );
    expect(run.code, run.stderr).toBe(0);
    expect(await alive(served)).toEqual(NOTHING);
    const { accessLog } = await served.end();
    expect(accessLog).not.toContain('watch-all');
  }, 120_000);
});
