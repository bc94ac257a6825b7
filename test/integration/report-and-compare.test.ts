import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nineam, temporaryFolder } from './support/processes.js';
import { QUICK } from './support/quick.js';

/** A run of 80 with builds of this length, in a state folder. */
async function run(stateDir: string, serviceTime: string, args: readonly string[] = []) {
  const length = ['--service-time', `start:constant=${serviceTime}`];
  const finished = await nineam(['run', '--embedded', '-c', '80', ...QUICK, ...length, ...args], {
    NINEAM_STATE_DIR: stateDir,
  });
  const [, page = ''] = /^report: (.*\/report\.html)$/m.exec(finished.stderr) ?? [];
  return { ...finished, page, folder: page.replace(/\/report\.html$/, '') };
}

describe('runs that are over', () => {
  it('are listed, reported again, compared, and judged', async () => {
    const state = await temporaryFolder();
    const env = { NINEAM_STATE_DIR: state };
    const files = ['json', 'csv', 'junit', 'markdown', 'harness-json'];
    const outputs = (folder: string) =>
      files.flatMap((format) => ['--output', `${format}:${join(folder, format)}`]);

    const before = await temporaryFolder();
    const fast = await run(state, '20s', [
      '--threshold',
      'usable>=99%',
      '--output',
      'text',
      ...outputs(before),
    ]);
    expect(fast.code, fast.stderr).toBe(0);
    expect(fast.stderr.trimEnd().split('\n').at(-1)).toBe(`report: ${fast.page}`);
    for (const name of ['result.json', 'report.html'])
      expect((await stat(join(fast.folder, name))).mode & 0o777).toBe(0o600);
    const slow = await run(state, '30s');
    expect(slow.code, slow.stderr).toBe(0);

    const again = await temporaryFolder();
    const idOf = async (folder: string) =>
      JSON.parse(await readFile(join(folder, 'head.json'), 'utf8')).run_id;
    const [fastId, slowId]: readonly string[] = [await idOf(fast.folder), await idOf(slow.folder)];
    const page = ['--output', `html:${join(again, 'html')}`];
    expect(
      await nineam(['report', fastId?.slice(0, 8) ?? '', ...outputs(again), ...page], env),
    ).toMatchObject({
      code: 0,
      stdout: '',
      stderr: '',
    });
    for (const format of files)
      expect(await readFile(join(again, format), 'utf8'), format).toBe(
        await readFile(join(before, format), 'utf8'),
      );
    expect(await readFile(join(again, 'html'), 'utf8')).toBe(await readFile(fast.page, 'utf8'));

    const last = await nineam(['report', 'last'], env);
    expect(last.code).toBe(0);
    // Standard output had it before cleanup, a report has it after.
    const undated = (text: string) => text.replace(/^ {2}cleanup .*\n/m, '');
    expect(undated(last.stdout)).toBe(undated(slow.stdout));
    const held = await nineam(['report', 'last', '--threshold', 'ready_p50<1s', '--output', 'json'], env);
    expect(held.code).toBe(5);
    expect(JSON.parse(held.stdout).thresholds).toMatchObject([{ text: 'ready_p50<1s', status: 'crossed' }]);
    expect((await nineam(['report', fast.folder, '--threshold', 'missed==0'], env)).code).toBe(0);

    const list = await nineam(['report'], env);
    expect(list.code).toBe(0);
    const listed = list.stdout.split('\n').map((line) => line.slice(0, 8).trim());
    expect(listed.filter((id) => id !== '')).toEqual([fastId?.slice(0, 8), slowId?.slice(0, 8)]);
    expect(list.stdout).toContain('80 usable (100.0 %)');

    const compare = (...args: readonly string[]) => nineam(['compare', ...args], env);
    const crossed = await compare(fastId ?? '', 'last', '--max-regression', 'p95=10%');
    expect(crossed.code, crossed.stderr).toBe(5);
    expect(crossed.stdout).toMatch(
      /^B is slower than A in p50 and p95; not comparable in p99\.\n\nmax regression p95=10%: CROSSED: \+/,
    );
    const allowed = await compare(fastId ?? '', 'last', '--max-regression', 'p95=10m');
    expect(allowed.code).toBe(0);
    expect((await compare('last', fastId ?? '', '--max-regression', 'p95=0%')).stdout).toMatch(
      /^B is faster/,
    );
    const [one, other] = [
      await compare(fast.folder, 'last', '--output', 'json'),
      await compare(fast.folder, 'last', '--output', 'json'),
    ];
    expect(one.code).toBe(0);
    expect(one.stdout).toBe(other.stdout);
    expect(JSON.parse(one.stdout)).toMatchObject({
      method: 'service_times',
      seed: 'nineam',
      a: [{ run_id: fastId, due: 80, usable: 80, provisioners: 10 }],
      b: [{ run_id: slowId, due: 80, usable: 80, provisioners: 10 }],
    });
    expect(JSON.parse(one.stdout).warnings).toEqual([expect.stringMatching(/^Simulated/)]);
    const equal = await compare('last', slowId ?? '', '--max-regression', 'p95=0%');
    expect(equal.stdout).toMatch(/^No difference in p50 and p95; not comparable in p99\.\n/);
    expect(equal.code).toBe(0);
  }, 120_000);

  it('have no result that was edited', async () => {
    const state = await temporaryFolder();
    const { folder } = await run(state, '5s');
    const file = join(folder, 'result.json');
    await writeFile(file, (await readFile(file, 'utf8')).replace('"kind":"started"', '"kind":"ready"'));
    const { code, stdout, stderr } = await nineam(['report', 'last'], { NINEAM_STATE_DIR: state });
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/result\.json was edited or damaged: its checksum does not match/);
    const list = await nineam(['report'], { NINEAM_STATE_DIR: state });
    expect(list.code).toBe(0);
    expect(list.stdout).toContain('was edited or damaged');
  }, 60_000);

  it('are refused with everything that is wrong, before anything is written', async () => {
    const folder = await temporaryFolder();
    const env = { NINEAM_STATE_DIR: folder };
    const compare = await nineam(
      [
        'compare',
        'a,b',
        'c',
        '--max-regression',
        'p90=10%',
        '--max-regression',
        'p95=quick',
        '--output',
        'csv',
      ],
      env,
    );
    expect(compare).toMatchObject({ code: 2, stdout: '' });
    for (const problem of [
      "--max-regression 'p90=10%': the percentile must be p50, p95 or p99",
      "--max-regression 'p95=quick': the limit must be a percentage or a duration",
      '--output must be text, json, markdown or html',
    ])
      expect(compare.stderr).toContain(problem);
    const sides = await nineam(['compare', 'a,b', 'last', '--output', `json:${folder}/no/where`], env);
    expect(sides.code).toBe(2);
    for (const problem of [
      'these sides cannot be compared: give one run a side, or 3 or more on both, not 2 and 1',
      'a: no such run',
      'b: no such run',
      'last: no run under',
      'mkdir -p',
    ])
      expect(sides.stderr).toContain(problem);
    expect((await nineam(['compare', 'last'], env)).code).toBe(2);
    expect((await nineam(['report', '--output', 'json'], env)).code).toBe(2);
    expect(await readdir(folder)).toEqual([]);
  }, 30_000);
});
