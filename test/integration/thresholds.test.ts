import { readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { nineam, temporaryFolder } from './support/processes.js';
import { QUICK } from './support/quick.js';

async function run(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const folder = await temporaryFolder();
  return nineam(['run', '--embedded', '-c', '12', '--output', 'json', ...QUICK, ...args], {
    NINEAM_STATE_DIR: folder,
    ...env,
  });
}

describe('thresholds of a run', () => {
  it('are told in the words of the user with what was measured, and lead to 0 when all passed', async () => {
    const thresholds = ['--threshold', 'ready_worst_p95 < 30m', '--threshold', 'usable>=99%'];
    const { code, stdout, stderr } = await run([...thresholds, '--threshold', 'missed==0']);
    const { phases } = JSON.parse(stdout);
    expect(phases).toBeDefined();
    expect(stderr).toMatch(/^threshold ready_worst_p95 < 30m: passed: \d+m[\d.]+s$/m);
    expect(stderr).toContain('threshold usable>=99%: passed: 100.0 % (12 of 12)\n');
    expect(stderr).toContain('threshold missed==0: passed: 0 of 12\n');
    expect(code).toBe(0);
  }, 60_000);

  it('lead to 5 when one was crossed or could not be evaluated, and the report is there all the same', async () => {
    const { code, stdout, stderr } = await run([], {
      NINEAM_THRESHOLDS: 'usable==12,ready_p50<1s,agent_p95<1m',
    });
    expect(stderr).toContain('threshold usable==12: passed: 12 of 12\n');
    expect(stderr).toMatch(/^threshold ready_p50<1s: CROSSED: (\d+m)?[\d.]+s$/m);
    expect(stderr).toMatch(/^threshold agent_p95<1m: not evaluated: no agent was waited for/m);
    expect(JSON.parse(stdout)).toMatchObject({ total_runs: 12, successful_runs: 12 });
    expect(code).toBe(5);
  }, 60_000);

  it('lead to 2 with everything that is wrong, and nothing created, when they cannot be read', async () => {
    const folder = await temporaryFolder();
    const wrong = ['--threshold', 'redy_p95=<5m', '--threshold', 'usable>=101%', '--threshold', 'ready_p95'];
    const { code, stdout, stderr } = await nineam(['run', '--embedded', '-c', 'ten', ...wrong], {
      NINEAM_STATE_DIR: folder,
    });
    expect(code).toBe(2);
    expect(stderr).toContain('--workspace-count');
    for (const problem of [
      "--threshold 'redy_p95=<5m': unknown metric 'redy_p95'; did you mean ready_p95?",
      "--threshold 'redy_p95=<5m': unknown comparison '=<'; did you mean <=?",
      "--threshold 'usable>=101%': the limit must be at most 100%",
      "--threshold 'ready_p95': compares with nothing",
    ]) {
      expect(stderr).toContain(problem);
    }
    expect(stdout).toBe('');
    expect(await readdir(folder)).toEqual([]);
  });
});
