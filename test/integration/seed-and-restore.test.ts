import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nineam, type Served, serve, startNineam, temporaryFolder } from './support/processes.js';
import { QUICK } from './support/quick.js';

async function get(
  served: Pick<Served, 'url'>,
  token: string,
  path: string,
): Promise<Record<string, unknown>> {
  const answer = await fetch(served.url + path, { headers: { 'Coder-Session-Token': token } });
  expect(answer.status, path).toBe(200);
  return (await answer.json()) as Record<string, unknown>;
}

describe('nineam serve with a population and a state', () => {
  it('seeds, takes a run, is stopped, and goes on where it was', async () => {
    const folder = await temporaryFolder();
    const state = join(folder, 'state.json');
    const first = await serve([
      ...QUICK,
      ...['--seed-workspaces', '25', '--seed-schedules', '--start-at', 'monday 08:00', '--state', state],
      ...['--prometheus-address', '127.0.0.1:0'],
    ]);
    expect((await get(first, first.token, '/api/v2/workspaces'))['count']).toBe(25);
    const run = await nineam(['run', '-c', '5', '-t', first.templateName], first.env);
    expect(run.code, run.stderr).toBe(0);
    const { builds } = await first.end();

    expect((await stat(state)).mode & 0o777).toBe(0o600);
    const text = await readFile(state, 'utf8');
    expect(text).not.toContain(first.token.split('-')[1]);

    const second = await serve([...QUICK, '--state', state]);
    expect((await get(second, first.token, '/api/v2/users/me'))['username']).toBe('admin');
    expect((await get(second, second.token, '/api/v2/workspaces'))['count']).toBe(25);
    expect((await get(second, second.token, '/api/v2/users'))['count']).toBe(21);
    const { builds: later } = await second.end();

    const ended = builds.split('\n').filter((row) => /,(succeeded|failed|canceled),/.test(row));
    expect(ended.length).toBeGreaterThan(5 * 4);
    expect(later.split('\n')).toEqual(expect.arrayContaining(ended));
    const starts = later.split('\n').length - builds.split('\n').length;
    expect(starts).toBeGreaterThanOrEqual(0);
  });

  it('saves at the first interrupt, and leaves nothing behind but what it was told to keep', async () => {
    const folder = await temporaryFolder();
    const state = join(folder, 'state.json');
    const ready = join(folder, 'ready.json');
    const arguments_ = ['serve', ...QUICK, '--state', state, '--ready-file', ready];
    const first = startNineam(
      [...arguments_, '--seed-workspaces', '60', '--seed-schedules', '--seed-time-zone', 'UTC'].concat(
        ...['--start-at', 'monday 08:58', '--experiments', 'none'],
      ),
      {},
    );
    await first.says(/at \d\d:\d\d UTC \d+ are due/);
    const { url, token } = JSON.parse(await readFile(ready, 'utf8'));
    const started = async () => {
      const q = encodeURIComponent('status:running');
      return Number((await get({ url }, token, `/api/v2/workspaces?limit=1&q=${q}`))['count']);
    };
    const before = await started();
    while ((await started()) < before + 3) await new Promise((resolve) => setTimeout(resolve, 50));
    first.signal('SIGINT');
    const { code, stdout, stderr } = await first.finished;
    expect(code).toBe(0);
    expect(stderr).toBe(`nineam: SIGINT: saving ${state}; once more to leave without it\n`);
    expect(stdout).toMatch(/started by schedule since it listened: \d+ \(\d+ ready/);
    expect(stdout).toMatch(/ {2}queue +p50 +\d+\.\d\d s/);
    expect(await readdir(folder)).toEqual(['state.json']);

    const other = await nineam([...arguments_, '--provisioners', '11']);
    expect(other.code).toBe(2);
    expect(other.stderr).toContain(`--state ${state}: saved with 10 provisioners, now 11`);
    const earlier = await nineam([...arguments_, '--start-at', '2001-01-01T00:00:00Z']);
    expect(earlier.stderr).toMatch(
      /--state \S+state\.json: its clock shows \S+, and does not go back to 2001/,
    );

    const again = startNineam([...arguments_, '--seed-workspaces', '7'], {});
    await again.says('ignoring --seed-workspaces');
    await again.says('it holds 60 workspaces');
    again.signal('SIGTERM');
    expect((await again.finished).code).toBe(0);
  });

  it('imports schedules, and names every bad line before it listens', async () => {
    const folder = await temporaryFolder();
    const file = join(folder, 'schedules.csv');
    await writeFile(
      file,
      'owner,workspace,schedule,time_zone\nada,dev,0 9 * * 1-5,Europe/Berlin\nbob,dev,,\n',
    );
    const served = await serve([...QUICK, '--import', file]);
    const { workspaces } = (await get(served, served.token, '/api/v2/workspaces')) as {
      workspaces: { owner_name: string; autostart_schedule?: string }[];
    };
    expect(workspaces.map((one) => [one.owner_name, one.autostart_schedule])).toEqual([
      ['ada', 'CRON_TZ=Europe/Berlin 0 9 * * 1-5'],
      ['bob', undefined],
    ]);
    await served.end();

    await writeFile(file, 'owner,workspace,schedule\nada,dev,0 9 * *\nada,,\n');
    const refused = await nineam(['serve', '--import', file]);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('line 2: schedule');
    expect(refused.stderr).toContain('line 3: workspace');
    expect(refused.stdout).toBe('');
  });

  it.each([
    ['a foreign file', '{"users":[]}', 'is no saved deployment'],
    ['half a file', '{"format":"nineam-deployment","ver', 'is damaged'],
    ['another version', '{"format":"nineam-deployment","version":99}', 'is of version 99'],
  ])('refuses %s as a state before it listens, and leaves it as it is', async (_, text, message) => {
    const state = join(await temporaryFolder(), 'state.json');
    await writeFile(state, text);
    const refused = await nineam(['serve', '--state', state]);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain(`--state`);
    expect(refused.stderr).toContain(message);
    expect(refused.stdout).toBe('');
    expect(await readFile(state, 'utf8')).toBe(text);
  });

  it('refuses, before it listens, files that it could not write at the end', async () => {
    const folder = await temporaryFolder();
    const refused = await nineam(['serve', '--export-builds', join(folder, 'none/b.csv'), '--state', folder]);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('--export-builds');
    expect(refused.stderr).toContain('--state');
    expect(refused.stdout).toBe('');
  });

  it('is reachable from other machines only when told so, and says so then', async () => {
    const refused = await nineam(['serve', '--address', '0.0.0.0:0']);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('--allow-remote');
    const metrics = await nineam(['serve', '--prometheus-address', '0.0.0.0:0']);
    expect(metrics.code).toBe(2);
    const allowed = startNineam(['serve', '--address', '0.0.0.0:0', '--allow-remote'], {});
    await allowed.says('other machines can reach it');
    allowed.signal('SIGTERM');
    expect((await allowed.finished).code).toBe(0);
  });
});
