import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { embeddedTarget } from '../../src/cli/embedded-target.js';
import { embeddedFlags, serveFlags } from '../../src/cli/flags/index.js';
import { resolveOptions } from '../../src/cli/flags/resolve.js';
import { createEmbedded } from '../../src/embedded/embedded.js';
import { stormModelParameters } from '../../src/model/index.js';
import { embeddedOptions } from '../../src/run/index.js';
import { meanOf } from '../../src/stats/index.js';
import type { ConfigError } from '../../src/storm/index.js';
import { VirtualClock } from '../../src/time/index.js';

async function folderWith(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'nineam-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return folder;
}

function target(flags: Readonly<Record<string, string[]>>, cwd = '/nonexistent') {
  const { values, problems } = resolveOptions(embeddedFlags, { flags, env: {}, file: {} });
  expect(problems).toEqual([]);
  return embeddedTarget(values, { cwd }, 1);
}

const problemsOf = async (flags: Readonly<Record<string, string[]>>, cwd?: string) =>
  target(flags, cwd).then(
    () => [],
    (error: ConfigError) => error.problems,
  );

describe('embeddedTarget', () => {
  it('has no population and the deployment’s own templates unless flags say so', async () => {
    const { population, templates, parameters, timeScale } = await target({});
    expect({ population, templates, timeScale }).toEqual({ population: null, templates: null, timeScale: 1 });
    expect(parameters).toMatchObject({ seed: 'nineam', provisioners: 20, taggedProvisioners: [] });
    expect(parameters).not.toHaveProperty('creation');
  });

  it('hands the model its documented defaults unless flags say otherwise', async () => {
    const { values } = resolveOptions(serveFlags, { flags: {}, env: {}, file: {} });
    const served = await embeddedTarget(values, { cwd: '/nonexistent' }, 1);
    const options = embeddedOptions(served, {
      realClock: new VirtualClock(0),
      randomBytes: (length) => new Uint8Array(length),
    });
    const { deployment } = createEmbedded(options);
    onTestFinished(() => deployment.end());
    const { seed, startUs, templates } = deployment.parameters;
    const defaults = stormModelParameters({ seed, startUs, templates });
    expect(deployment.parameters).toEqual({ ...defaults, provisioners: 20, publishes: 'everything' });
  });

  it('gives four of five seeded workspaces an owner of their own', async () => {
    const { population } = await target({ seedWorkspaces: ['101'], seedSchedules: ['true'] });
    expect(population?.seeded).toEqual({ users: 81, workspaces: 101, schedules: true });
  });

  it('turns a rate of creation into the time that each takes in one of ten slots', async () => {
    const { parameters } = await target({ creationRate: ['40'] });
    expect(meanOf(parameters.creation!)).toBeCloseTo(250_000, 0);
  });

  it('gives templates with agents the times of the flags, unless they have their own', async () => {
    const cwd = await folderWith({
      't.json': JSON.stringify([
        { name: 'plain' },
        { name: 'quick', agents: { names: ['main'], connect: { constant: '1s' } } },
        { name: 'slow', agents: { names: ['main'] }, defaultTtl: '8h', tags: { pool: 'gpu' } },
      ]),
    });
    const { templates } = await target({ templateFile: ['t.json'], agentConnect: ['constant=9s'] }, cwd);
    expect(templates).toEqual([
      { name: 'plain' },
      { name: 'quick', agents: { names: ['main'], connect: { kind: 'constant', value: 1e6 } } },
      {
        name: 'slow',
        defaultTtlMs: 28_800_000,
        tags: { pool: 'gpu' },
        agents: { names: ['main'], connect: { kind: 'constant', value: 9e6 } },
      },
    ]);
  });

  it('lets seeded people live in one time zone, and only where there are some', async () => {
    const { population } = await target({ seedWorkspaces: ['10'], seedTimeZone: ['Europe/Berlin'] });
    expect(population?.seeded).toEqual({
      users: 8,
      workspaces: 10,
      schedules: false,
      timeZone: 'Europe/Berlin',
    });
    expect(await problemsOf({ seedTimeZone: ['UTC'] })).toEqual([
      expect.stringMatching(/^--seed-time-zone is about seeded people/),
    ]);
  });

  it('reads a file of schedules', async () => {
    const cwd = await folderWith({ 's.csv': 'owner,workspace,schedule\nada,dev,0 9 * * 1-5\n' });
    const { population } = await target({ importFile: ['s.csv'] }, cwd);
    expect(population).toMatchObject({ imported: [{ owner: 'ada', workspace: 'dev' }] });
  });

  it('tells everything that is wrong with its files at once, each with its flag', async () => {
    const cwd = await folderWith({
      's.csv': 'owner,workspace,schedule\nada,dev,9am\n,dev,\n',
      't.json': '[{"name":"a","colour":"red"},{"agents":{"names":[]}}]',
    });
    const problems = await problemsOf(
      { importFile: ['s.csv'], templateFile: ['t.json'], seedSchedules: ['true'] },
      cwd,
    );
    expect(problems[0]).toBe('--seed-schedules is about seeded workspaces: add --seed-workspaces <n>');
    expect(
      problems.filter((one) => one.startsWith('--template-file t.json: templates[')).length,
    ).toBeGreaterThan(1);
    expect(problems.at(-2)).toMatch(/^--import s\.csv: line 2: schedule: /);
    expect(problems.at(-1)).toMatch(/^--import s\.csv: line 3: owner: /);
  });

  it('tells at most a hundred problems of one file, and how many more there are', async () => {
    const cwd = await folderWith({ 's.csv': `owner,workspace,schedule\n${',,\n'.repeat(150)}` });
    const problems = await problemsOf({ importFile: ['s.csv'] }, cwd);
    expect(problems).toHaveLength(101);
    expect(problems.at(-1)).toMatch(/and \d+ more lines are wrong$/);
  });

  it('says of a missing file that it is missing, and refuses workspaces that nobody owns', async () => {
    expect(await problemsOf({ importFile: ['none.csv'] })).toEqual([
      expect.stringMatching(/^--import none\.csv: ENOENT/),
    ]);
    expect(await problemsOf({ seedWorkspaces: ['3'], seedUsers: ['0'] })).toHaveLength(1);
  });
});
