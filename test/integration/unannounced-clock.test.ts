import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type EmbeddedDeployment, startEmbedded } from '../../src/embedded/index.js';
import type { Clock } from '../../src/time/index.js';
import { ScaledClock, SystemClock } from '../../src/time/index.js';
import { mainInProcess } from './support/in-process.js';
import { temporaryFolder } from './support/processes.js';
import { alive, NOTHING } from './support/raw-requests.js';

const AHEAD_MS = 300_000;

/** A deployment that says nothing about its clock, which is five minutes ahead of ours. */
async function deploymentAhead(ours: Clock): Promise<EmbeddedDeployment> {
  const constant = (value: number) => ({ kind: 'constant', value }) as const;
  const deployment = await startEmbedded({
    parameters: {
      seed: 'unannounced',
      provisioners: 10,
      serviceTime: { start: constant(20e6), stop: constant(5e6), delete: constant(5e6) },
    },
    announceClock: false,
    timeScale: 1,
    startMs: ours.nowMs() + AHEAD_MS,
    realClock: ours,
    randomBytes: (count) => randomBytes(count),
  });
  onTestFinished(() => deployment.close());
  return deployment;
}

describe('a deployment whose clock is not ours and not announced', () => {
  it('is scheduled on its own clock, as measured from our creations, and the offset is reported', async () => {
    // Sixty times as fast for both, so that a minute to wait for is a second.
    const base = new SystemClock();
    const ours = new ScaledClock(base, { scale: 60, originMs: base.nowMs() });
    const deployment = await deploymentAhead(ours);
    const folder = await temporaryFolder();
    const json = join(folder, 'out.json');
    const target = ['--url', deployment.url, '--token', deployment.token, '--state-dir', folder];
    const { code, stdout, stderr } = await mainInProcess(
      ['run', '-c', '5', '-t', 'workspace', '--output', `json:${json}`, ...target],
      deployment,
      folder,
      { env: {}, realClock: ours },
    );
    const said = stdout + stderr;
    expect(code, said).toBe(0);
    const report: {
      readonly outcomes: Readonly<Record<string, number>>;
      readonly runs: readonly { readonly scheduled_at: string; readonly trigger_ms: number }[];
      readonly environment: {
        readonly time_scale: number;
        readonly clock_offset: { readonly offset_ms: number; readonly uncertainty_ms: number };
      };
    } = JSON.parse(await readFile(json, 'utf8'));
    expect(report.outcomes['started']).toBe(5);
    expect(report.environment.time_scale).toBe(1);
    const { offset_ms: offsetMs, uncertainty_ms: uncertaintyMs } = report.environment.clock_offset;
    // Sixty milliseconds of a busy machine are seconds here: the report says how far its measure may be off.
    expect(Math.abs(offsetMs - AHEAD_MS)).toBeLessThanOrEqual(Math.max(1_000, uncertaintyMs));
    expect(uncertaintyMs).toBeLessThan(AHEAD_MS / 10);
    // The server makes the builds at its own tick after that minute, at most 60 s later on its clock.
    for (const { trigger_ms: triggerMs } of report.runs) {
      expect(triggerMs).toBeGreaterThanOrEqual(0);
      expect(triggerMs).toBeLessThan(62_000);
    }
    expect(await alive(deployment), said).toEqual(NOTHING);
  }, 60_000);
});
