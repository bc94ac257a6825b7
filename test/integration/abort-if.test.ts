import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nineam, serve } from './support/processes.js';
import { QUICK } from './support/quick.js';
import { alive, NOTHING } from './support/raw-requests.js';

interface Report {
  readonly outcomes: Readonly<Record<string, number>>;
  readonly environment: { readonly stopped: string | null };
}

describe('a storm with --abort-if', () => {
  it('stops in set-up when too many workspaces fail, says why everywhere, and leaves nothing', async () => {
    const served = await serve([...QUICK, '--failure-rate', '0.6', '--seed', 'failing']);
    const [json, text] = ['out.json', 'out.txt'].map((name) => join(served.folder, name));
    const outputs = ['--output', `json:${json}`, '--output', `text:${text}`];
    const run = await nineam(
      ['run', '-c', '60', '-t', served.templateName, '--abort-if', 'failed_rate>30%', ...outputs],
      served.env,
    );
    expect(run.code, run.stderr).toBe(5);
    expect(run.stderr).toMatch(
      /--abort-if failed_rate>30%: \d+\.\d %, \d+ of the \d+ latest set-up starts(, \d+ of them under way)?: stopping/,
    );
    const report: Report = JSON.parse(await readFile(json ?? '', 'utf8'));
    expect(report.environment.stopped).toContain('failed_rate>30%');
    expect(report.outcomes['interrupted']).toBeGreaterThan(0);
    expect(await readFile(text ?? '', 'utf8')).toContain(
      'Stopped before its end by --abort-if failed_rate>30%',
    );
    expect(await alive(served)).toEqual(NOTHING);
    const { builds } = await served.end();
    expect(builds).not.toContain('autostart');
  }, 120_000);

  it('starts nobody when the deployment becomes slow while the schedules are stored', async () => {
    // Twenty updates that change nothing come first: they measure the rate of storing.
    const served = await serve([...QUICK, '--fault', 'delay:for=1200ms,method=PUT,skip=20,count=3']);
    const run = await nineam(
      [
        'run',
        '-c',
        '20',
        '-t',
        served.templateName,
        '--abort-if',
        'request_max>1150ms',
        '--autostart-delay',
        '30m',
      ],
      served.env,
    );
    expect(run.code, run.stderr).toBe(5);
    expect(run.stderr).toContain('--abort-if request_max>1150ms');
    expect(await alive(served)).toEqual(NOTHING);
    const { builds } = await served.end();
    expect(builds).not.toContain('autostart');
  }, 120_000);
});
