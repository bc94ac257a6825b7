import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nineam, serve, temporaryFolder } from './support/processes.js';
import { QUICK } from './support/quick.js';

const storm = (name: string) => join(import.meta.dirname, '../fixtures/storms', `${name}.csv`);
const S1 = ['--from', storm('s1')];
const plan = (...args: readonly string[]) => nineam(['plan', ...args], {});

async function answer(...args: readonly string[]) {
  const { code, stderr, stdout } = await plan(...args, '--output', 'json');
  return { code, stderr, json: JSON.parse(stdout) };
}

describe('nineam plan', () => {
  it('predicts the same bytes from the same inputs, others from another seed', async () => {
    const args = ['predict', '-c', '300', ...S1, '--replications', '20'];
    const [first, second, other] = await Promise.all([
      plan(...args),
      plan(...args),
      plan(...args, '--seed', 'other'),
    ]);
    expect(first.code, first.stderr).toBe(0);
    expect(second.stdout).toBe(first.stdout);
    expect(other.stdout).not.toBe(first.stdout);
    expect(first.stdout).toContain('service time of starts: p50 2.0 s');
    expect(first.stdout).toContain('measured: autostart builds that');
  });

  it('finds a capacity that meets the target, as a prediction with it says, and one fewer does not', async () => {
    const target = ['--target', 'ready_worst_p95<3m', '--replications', '20'];
    const found = await answer('capacity', '-c', '1000', ...S1, ...target);
    const { provisioners } = found.json.answer;
    expect(found.code, found.stderr).toBe(0);
    const predict = (count: number) =>
      plan('predict', '-c', '1000', ...S1, '--provisioners', String(count), ...target);
    expect((await predict(provisioners)).code).toBe(0);
    expect((await predict(provisioners - 1)).code).toBe(5);
  });

  it('says why no capacity meets a target that the trigger phase alone exceeds, with code 5', async () => {
    const { code, stdout } = await plan('capacity', '-c', '100', ...S1, '--target', 'ready_worst_p95<30s');
    expect(code).toBe(5);
    const words = stdout.replace(/\s+/g, ' ');
    expect(words).toContain('no number of provisioners is enough');
    expect(words).toContain("up to 1m0s go by to the executor's tick");
    const failing = await answer(
      'capacity',
      '-c',
      '50',
      ...S1,
      '--failure-rate',
      '0.5',
      '--target',
      'usable==100%',
    );
    expect([failing.code, failing.json.answer.provisioners]).toEqual([5, null]);
    expect(failing.json.answer.reason).toContain('more provisioners mend no failed build');
  });

  it('proposes a schedule for everyone of a census', async () => {
    const folder = await temporaryFolder();
    const census = join(folder, 'census.csv');
    const proposed = join(folder, 'proposed.csv');
    const lines = Array.from({ length: 200 }, (_, i) => `dev,user${i},CRON_TZ=Europe/Berlin 0 9 * * 1-5`);
    await writeFile(census, ['workspace,owner,schedule', ...lines, ''].join('\n'));
    const { code, stderr } = await plan(
      ...['stagger', '--census', census, '--day', '2026-11-23', '--time-zone', 'Europe/Berlin'],
      ...[...S1, '--provisioners', '5', '--target', 'ready_worst_p95<90s', '--replications', '20'],
      ...['--output', `csv:${proposed}`],
    );
    expect(code, stderr).toBe(0);
    const [header, ...rows] = (await readFile(proposed, 'utf8')).trimEnd().split('\r\n');
    expect(header).toBe('owner,workspace,schedule,template,offset_minutes,group,index');
    expect(rows).toHaveLength(200);
    expect(rows[1]).toBe('user1,dev,"CRON_TZ=Europe/Berlin 1 9 * * 1,2,3,4,5",,1,0,1');
    // What is proposed is a census: it can be predicted, and rehearsed with `serve --import`.
    const again = await answer(
      ...['predict', '--census', proposed, '--day', '2026-11-23', '--time-zone', 'Europe/Berlin'],
      ...[...S1, '--provisioners', '5', '--target', 'ready_worst_p95<90s', '--replications', '20'],
    );
    expect([again.code, again.json.workspaces, again.json.met.is_enough], again.stderr).toEqual([
      0,
      200,
      true,
    ]);
  });

  it('checks the storm of ten provisioners by what the one of twenty took, and judges the error', async () => {
    const check = ['check', storm('s5'), ...S1, '--replications', '10'];
    const good = await answer(...check, '--max-error', '10%');
    expect(good.code, good.stderr).toBe(0);
    const errors: readonly number[] = good.json.figures.map(({ error }: { error: number }) => error);
    expect(Math.max(...errors.map(Math.abs))).toBeLessThan(0.1);
    // Twice as many provisioners than there were: half the time.
    expect((await plan(...check, '--provisioners', '20', '--max-error', '10%')).code).toBe(5);
  });

  it('plans a mix of templates, and looks for the provisioners of one of them', async () => {
    const templates = join(await temporaryFolder(), 'templates.json');
    const times = (start: string) => ({
      start: { constant: start },
      stop: { constant: '5s' },
      delete: { constant: '5s' },
    });
    await writeFile(
      templates,
      JSON.stringify([
        { name: 'web', serviceTime: times('30s') },
        { name: 'gpu', tags: { pool: 'gpu' }, serviceTime: times('2m') },
      ]),
    );
    const mix = [
      ...['--template-file', templates, '--group', 'count=40,template=web'],
      ...['--group', 'count=12,template=gpu,due-at=10:00,time-zone=Europe/Berlin'],
      ...['--replications', '5'],
    ];
    const given = ['--provisioners', '20', '--tagged-provisioners'];
    const predicted = await answer('predict', ...mix, ...given, '4:pool=gpu');
    expect(predicted.code, predicted.stderr).toBe(0);
    // Berlin's ten is nine in London: one storm, in which three batches of two minutes end last.
    const [{ drain_ms, usable }] = predicted.json.mornings;
    expect(usable.median).toBe(52);
    expect(drain_ms.low).toBeGreaterThan(360_000);
    expect(drain_ms.high).toBeLessThan(430_000);
    const target = ['--target', 'ready_worst_max<=4m'];
    const found = await answer('capacity', ...mix, ...given, '?:pool=gpu', ...target);
    expect([found.code, found.json.answer.provisioners], found.stderr).toEqual([0, 12]);
    expect(found.json.headline).toContain('12 provisioners (20; 12 more with pool=gpu)');
    const none = await plan('predict', ...mix, '--provisioners', '20');
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining('which asks for pool=gpu')]);
    const twice = await plan(
      'capacity',
      ...mix,
      '--provisioners',
      '?',
      '--tagged-provisioners',
      '?:pool=gpu',
      ...target,
    );
    expect([twice.code, twice.stderr]).toEqual([2, expect.stringContaining('only one may have ?')]);
  });

  it('marks a knee, and sweeps two inputs', async () => {
    const knee = await answer('knee', '-c', '500', ...S1, '--counts', '5..50:5', '--replications', '3');
    expect(knee.json.points).toHaveLength(10);
    expect(knee.json.points.filter((one: { is_knee: boolean }) => one.is_knee)).toHaveLength(1);
    const axes = ['--rows', 'provisioners=10,20', '--columns', 'window_minutes=0,5'];
    const sweep = await answer('sweep', '-c', '500', ...S1, ...axes, '--replications', '3');
    const medians = sweep.json.cells.map((one: { value_ms: { median: number } }) => one.value_ms.median);
    expect(medians).toHaveLength(4);
    expect(medians[0]).toBeGreaterThan(medians[2]);
    expect(medians[0]).toBeGreaterThan(medians[1]);
  });

  it.each([
    [['predict', '-c', '0', '--provisioners', '5'], '--workspace-count must be a whole number from 1'],
    [['predict', '-c', '10', '--provisioners', '-3'], '--provisioners must be a number'],
    [['predict', '-c', '10'], '--provisioners is required'],
    [['predict', '--provisioners', '5'], '--workspace-count (-c) is required'],
    [['predict', '-c', '10', '--provisioners', '5', '--service-time', 'p50=4'], '--service-time must be'],
    [
      ['predict', '-c', '10', '--provisioners', '5', '--service-time', 'p50=9s,p95=4s'],
      'a p95 of at least its p50',
    ],
    [['predict', '-c', '10', '--census', 'x.csv'], 'exclude each other'],
    [['predict', '--census', 'x.csv', '--provisioners', '5'], '--day is required with a file of --census'],
    [['predict', '-c', '10', '--provisioners', '5', '--day', '2026-02-30'], '--day must be a date'],
    [['predict', '-c', '10', '--provisioners', '5', '--since', '3d'], 'add --from-deployment'],
    [
      ['predict', '-c', '10', '--provisioners', '5', '--tick-phase', '1s', '--tick-phase', '2s'],
      'each has its own',
    ],
    [['capacity', '-c', '10'], '--target is required'],
    [
      [
        ...['capacity', '-c', '10', '--target', 'ready_p95<5m', '--kept-for', '2h'],
        ...['--provisioners', '2,8:50=?,9:30=2'],
      ],
      '--kept-for: the times of --provisioners say',
    ],
    [['capacity', '-c', '10', '--target', 'ready_p95>5m'], "--target 'ready_p95>5m': must be an upper limit"],
    [
      ['predict', '-c', '10', '--provisioners', '5', '--target', 'agent_p95<1m'],
      "--target 'agent_p95<1m': cannot be measured",
    ],
    [['capacity', '-c', '10', '--target', 'ready_p95<5 parsecs'], 'the limit is not a duration'],
    [['knee', '-c', '10', '--counts', '1,2'], '--counts must be three'],
    [['sweep', '-c', '10', '--rows', 'provisioners=1,2'], '--columns is required'],
    [
      [
        ...['sweep', '-c', '10', '--rows', 'provisioners=1,2', '--columns', 'replicas=1,2'],
        ...['--provisioners', '20,8:50=60'],
      ],
      '--provisioners: the number that is looked for is written ?',
    ],
    [
      [
        ...['sweep', '-c', '10', '--rows', 'replicas=1,2', '--columns', 'failure_rate=0,0.1'],
        ...['--provisioners', '20,8:50=?'],
      ],
      'neither --rows nor --columns varies provisioners',
    ],
    [
      ['predict', '-c', '10', '--provisioners', '5', '--output', 'csv:/nonexistent/plan.csv'],
      "make the folder first: mkdir -p '/nonexistent'",
    ],
    [['check', 'nothing.csv'], 'nothing.csv'],
  ])('refuses %j', async (args, reason) => {
    const { code, stderr, stdout } = await plan(...args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(reason);
  });

  it('says of a knee of several mornings which one it has', async () => {
    const { json } = await answer(
      'knee',
      '-c',
      '20',
      '--mornings',
      '2',
      '--counts',
      '5,10,20',
      '--replications',
      '2',
    );
    expect(json.notes).toContain('Of the 2 --mornings only the first one counts here.');
  });

  it('refuses a history without a build, naming the file', async () => {
    const empty = join(await temporaryFolder(), 'empty.csv');
    const [header] = (await readFile(storm('s1'), 'utf8')).split('\n');
    await writeFile(empty, `${header}\n`);
    const { code, stderr } = await plan('predict', '-c', '10', '--from', empty);
    expect(code).toBe(2);
    expect(stderr).toContain(`--from ${empty}: there are no builds in this history`);
    const check = await plan('check', storm('s5'), '--from', empty);
    expect([check.code, check.stderr]).toEqual([
      2,
      expect.stringContaining(`--from ${empty}: there are no builds in this history`),
    ]);
  });

  // Both sides of the comparison are the same model: only recorded storms say how good that is (validate-model.test.ts).
  it('checks the client that drives a storm, not the model: a run is as predicted before it, and the next learns from it', async () => {
    const env = { NINEAM_STATE_DIR: await temporaryFolder() };
    const ran = await nineam(['run', '--embedded', '-c', '60', ...QUICK, '--predict'], env);
    expect(ran.code, ran.stderr).toBe(0);
    const [before = '', after = ''] = ran.stderr.split('set-up');
    expect(before + after).toContain('predicted: ready_after_first_p95 ');
    const told = ran.stderr.match(/; it was .*, off by [+-]([\d.]+) %/g) ?? [];
    expect(told).toHaveLength(4);
    // The report keeps what went by.
    const { stdout: kept } = await nineam(['report', 'last', '--output', 'json'], env);
    const { predicted } = JSON.parse(kept).environment;
    expect(predicted.map(({ figure }: { figure: string }) => figure)).toHaveLength(4);
    for (const line of told) expect(Number(/([\d.]+) %$/.exec(line)?.[1])).toBeLessThan(35);

    const check = await nineam(['plan', 'check', 'last', '--replications', '5'], env);
    expect(check.code, check.stderr).toBe(0);
    expect(check.stdout).toContain('60 starts of run ');
    const next = await nineam(['plan', 'predict', '--from', 'last', '--replications', '5'], env);
    expect(next.code, next.stderr).toBe(0);
    expect(next.stdout).toMatch(/^60 workspaces due at 09:00 of any day \(UTC\), provisioners 10: /);
  });

  it("plans from a deployment's own history and schedules, and changes nothing there", async () => {
    const served = await serve([
      ...['--seed-workspaces', '200', '--seed-schedules', '--seed-time-zone', 'Europe/Berlin'],
      ...['--start-at', 'monday 12:00', '--provisioners', '10'],
    ]);
    const args = [
      '--from-deployment',
      '--since',
      '14d',
      '--time-zone',
      'Europe/Berlin',
      '--replications',
      '5',
    ];
    const { code, stderr, stdout } = await nineam(
      ['plan', 'predict', ...args, '--provisioners', '10', '--output', 'json'],
      served.env,
    );
    expect(code, stderr).toBe(0);
    const { inputs, workspaces } = JSON.parse(stdout);
    expect(workspaces).toBeGreaterThan(50);
    const origin = (name: string) =>
      inputs.find((line: { name: string }) => line.name.startsWith(name))?.origin;
    expect([origin('workspaces due'), origin('service time of starts'), origin('provisioners')]).toEqual([
      'measured',
      'measured',
      'given',
    ]);
    const again = await nineam(
      ['plan', 'predict', ...args, '--provisioners', '10', '--output', 'json'],
      served.env,
    );
    const figures = (text: string) => JSON.stringify(JSON.parse(text).mornings);
    expect(figures(again.stdout)).toBe(figures(stdout));
    const beside = await nineam(
      [
        'plan',
        'predict',
        ...S1,
        '--census',
        'deployment',
        '--time-zone',
        'Europe/Berlin',
        '--output',
        'json',
      ],
      served.env,
    );
    expect(beside.code, beside.stderr).toBe(0);
    const sourceOf = (name: string) =>
      JSON.parse(beside.stdout).inputs.find((line: { name: string }) => line.name === name)?.source;
    expect(JSON.parse(beside.stdout).workspaces).toBe(workspaces);
    expect(sourceOf('workspaces due')).toMatch(/^schedules of http/);
    expect(JSON.parse(beside.stdout).inputs).toContainEqual(
      expect.objectContaining({
        name: 'history',
        value: expect.stringContaining('s1.csv'),
        source: '--from',
      }),
    );
    const { accessLog } = await served.end();
    const methods = new Set(
      accessLog
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).method),
    );
    expect([...methods]).toEqual(['GET']);
    expect(stdout + stderr).not.toContain(served.token);
  });
});
