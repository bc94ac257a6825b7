import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nineam, type Served, serve, startNineam } from './support/processes.js';
import { QUICK } from './support/quick.js';
import { alive, NOTHING } from './support/raw-requests.js';

interface Report {
  readonly outcomes: Readonly<Record<string, number>>;
}

async function changeProvisioners(served: Served, change: object): Promise<void> {
  const answer = await fetch(`${served.url}/nineam/v1/provisioners`, {
    method: 'POST',
    headers: { 'Coder-Session-Token': served.token, 'content-type': 'application/json' },
    body: JSON.stringify(change),
  });
  expect(answer.ok).toBe(true);
}

function storm(served: Served, count: number, more: readonly string[] = []) {
  const json = join(served.folder, 'out.json');
  const run = startNineam(
    ['run', '-c', String(count), '-t', served.templateName, '--output', `json:${json}`, ...more],
    served.env,
  );
  const ended = async () => {
    const { code, stderr } = await run.finished;
    const report: Report = JSON.parse(await readFile(json, 'utf8'));
    return { code, stderr, report };
  };
  return { run, ended };
}

/** The most builds of one kind that were created and not completed at the same time, by the deployment's own export. */
function mostInFlight(buildsCsv: string, transitions: readonly string[]): number {
  const [header = '', ...lines] = buildsCsv.trim().split('\n');
  const column = (name: string) => header.split(',').indexOf(name);
  const edges = lines
    .map((line) => line.split(','))
    .filter((cells) => transitions.includes(cells[column('transition')] ?? ''))
    .filter((cells) => cells[column('reason')] !== 'autostart')
    .flatMap((cells) => [
      { atMs: Date.parse(cells[column('created_at')] ?? ''), by: 1 },
      { atMs: Date.parse(cells[column('completed_at')] ?? ''), by: -1 },
    ])
    .sort((a, b) => a.atMs - b.atMs || a.by - b.by);
  let now = 0;
  return edges.reduce((most, { by }) => {
    now += by;
    return Math.max(most, now);
  }, 0);
}

describe('the set-up of a storm', () => {
  it('follows provisioners that come and go while it runs, and nobody times out', async () => {
    const served = await serve([...QUICK, '--service-time', 'start:constant=45s']);
    const { run, ended } = storm(served, 60, ['--workspace-job-timeout', '10m']);
    await run.says('creates 60 users');
    await changeProvisioners(served, { add: 20 });
    await run.says('30 provisioners for its template are alive, 10 before; at most 30 builds at once');
    await changeProvisioners(served, { remove: 25 });
    await run.says('set-up slows down');
    const { code, stderr, report } = await ended();
    expect(code, stderr).toBe(0);
    expect(report.outcomes['started'], stderr).toBe(60);
    expect(await alive(served)).toEqual(NOTHING);
    await served.end();
  }, 120_000);

  it('ends on a deployment that answers late and refuses requests, and says why it slowed down', async () => {
    const served = await serve([
      ...QUICK,
      '--fault',
      'delay:for=250ms,method=POST,skip=50,count=80',
      '--fault',
      'too-many-requests:method=POST,retry-after=1,skip=20,count=3',
    ]);
    const { ended } = storm(served, 40);
    const { code, stderr, report } = await ended();
    expect(code, stderr).toBe(0);
    expect(report.outcomes['started'], stderr).toBe(40);
    expect(stderr).toMatch(/set-up slows down: (the deployment refuses|requests take)/);
    expect(await alive(served)).toEqual(NOTHING);
    await served.end();
  }, 120_000);

  it('is not begun where the storm would take more than --max-provisioners-share, and keeps its own builds under it', async () => {
    const served = await serve(QUICK);
    const share = ['--max-provisioners-share', '30%'];
    const refused = await nineam(['run', '-c', '12', '-t', served.templateName, ...share], served.env);
    expect(refused.code).toBe(3);
    expect(refused.stderr).toContain('provisioners-share: up to 12 starts would run at once');
    const { code, stderr } = await storm(served, 12, [
      ...share,
      '--skip-preflight',
      'provisioners-share',
    ]).ended();
    expect(code, stderr).toBe(0);
    expect(await alive(served)).toEqual(NOTHING);
    const { builds } = await served.end();
    expect(mostInFlight(builds, ['start', 'stop'])).toBe(3);
    expect(mostInFlight(builds, ['delete'])).toBe(3);
  }, 120_000);
});
