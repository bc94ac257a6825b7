import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nineam, serve } from './support/processes.js';
import { QUICK } from './support/quick.js';
import { alive, NOTHING } from './support/raw-requests.js';

interface Row {
  readonly workspace_name: string;
  readonly outcome: string;
  readonly scheduled_at: string | null;
  readonly build_number: number | null;
  readonly build_created_at: string | null;
  readonly job_started_at: string | null;
  readonly job_completed_at: string | null;
  readonly trigger_ms: number | null;
  readonly queue_ms: number | null;
  readonly build_ms: number | null;
  readonly agent_ms: number | null;
  readonly startup_ms: number | null;
  readonly total_ms: number | null;
}

/** Whole microseconds. */
const usOf = (ms: number | null): number => Math.round((ms ?? 0) * 1000);

const anyStorm = fc.record({
  count: fc.integer({ min: 1, max: 25 }),
  provisioners: fc.integer({ min: 2, max: 40 }),
  window: fc.constantFrom('0s', '2m'),
  failureRate: fc.constantFrom('0', '0.15'),
  template: fc.constantFrom('workspace', 'workspace-with-agent'),
  replicas: fc.integer({ min: 1, max: 3 }),
  faults: fc.subarray([
    'drop-update:rate=0.3',
    'duplicate-update:rate=0.3',
    'reorder-updates:rate=0.3',
    'late-update:rate=0.3,for=20s',
    'close-socket:skip=5,count=1',
    'lose-answer:method=POST,rate=0.1',
  ]),
  seed: fc
    .string({ minLength: 1, maxLength: 8, unit: 'grapheme-ascii' })
    .filter((text) => /^[a-z]/i.test(text)),
});

describe('any storm on the embedded deployment', () => {
  it('is reported with the very times of the deployment, and phases that add up', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyStorm,
        async ({ count, provisioners, window, failureRate, template, replicas, faults, seed }) => {
          const served = await serve([
            ...QUICK,
            ...['--provisioners', String(provisioners), '--replicas', String(replicas)],
            ...['--failure-rate', failureRate, '--seed', seed],
            ...faults.flatMap((rule) => ['--fault', rule]),
          ]);
          const json = join(served.folder, 'out.json');
          const run = await nineam(
            [
              ...['run', '-c', String(count), '-t', template, '--schedule-window', window],
              ...['--autostart-delay', '30m', '--autostart-build-timeout', '45m', '--output', `json:${json}`],
            ],
            served.env,
          );
          expect(await alive(served), run.stderr).toEqual(NOTHING);
          const { builds } = await served.end();
          const lines = builds
            .trimEnd()
            .split('\n')
            .map((line) => line.split(','));
          const recorded = new Map(lines.map((line) => [`${line[0]} ${line[1]}`, line]));
          const { runs }: { runs: readonly Row[] } = JSON.parse(await readFile(json, 'utf8'));
          expect(runs).toHaveLength(count);
          for (const row of runs) {
            if (row.build_number === null) continue;
            const line = recorded.get(`${row.workspace_name} ${row.build_number}`);
            expect([row.build_created_at, row.job_started_at ?? '', row.job_completed_at ?? '']).toEqual(
              line?.slice(4, 7),
            );
            if (row.total_ms === null) continue;
            const phases = [row.trigger_ms, row.queue_ms, row.build_ms, row.agent_ms, row.startup_ms];
            expect(phases.reduce<number>((sum, ms) => sum + usOf(ms), 0)).toBe(usOf(row.total_ms));
          }
        },
      ),
      { numRuns: 4, seed: 20_261_127, endOnFailure: true },
    );
  }, 300_000);
});
