import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HEAD_VERSION, RunJournal } from '../../src/journal/index.js';
import { encodeSavedRun, resultPath } from '../../src/report/index.js';
import { findSavedRun, listSavedRuns } from '../../src/run/saved-runs.js';
import { VirtualClock } from '../../src/time/index.js';
import { savedStorm } from '../report/comparison/samples.js';

const SAVED = savedStorm({ seed: 'a', count: 2 });
/** Oldest first; two within one second, in the other order than their names. */
const RUNS = [
  { runId: 'abc11111-0000', prefix: 'zzzz', createdAt: '2026-11-23T09:00:00.5Z', result: 'whole' },
  { runId: 'abc22222-0000', prefix: 'aaaa', createdAt: '2026-11-23T09:00:00.75Z', result: 'whole' },
  { runId: 'def33333-0000', prefix: 'mmmm', createdAt: '2026-11-23T09:00:01Z', result: 'edited' },
  { runId: 'fff44444-0000', prefix: 'kkkk', createdAt: '2026-11-23T09:00:02Z', result: null },
] as const;

describe('findSavedRun', () => {
  let root: string;
  const folders = new Map<string, string>();
  const find = (words: string) => findSavedRun(words, { stateDir: root, cwd: root });

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'nineam-runs-'));
    for (const { runId, prefix, createdAt, result } of RUNS) {
      const journal = await RunJournal.create({
        root,
        head: {
          ...{
            version: HEAD_VERSION,
            runId,
            prefix,
            createdAt,
            count: 2,
            templateName: 't',
            nineamVersion: '0.1.0',
          },
          ...{ templateId: 'id', organizationId: 'id', flags: {}, parameterNames: [] },
          ...{ url: 'http://127.0.0.1:1', writer: { pid: 1, host: 'h' } },
        },
        realClock: new VirtualClock(0),
      });
      await journal.close('clean');
      folders.set(runId, journal.folder);
      const text = encodeSavedRun({ ...SAVED, runId, createdAt });
      if (result !== null)
        await writeFile(
          resultPath(journal.folder),
          result === 'whole' ? text : text.replace('docker', 'k8s'),
        );
    }
    await mkdir(join(root, 'not-a-run'));
  });
  afterAll(() => rm(root, { recursive: true }));

  it.each([
    ['abc11111-0000', 'abc11111-0000'],
    ['abc2', 'abc22222-0000'],
    ['zzzz', 'abc11111-0000'],
    ['aa', 'abc22222-0000'],
    ['20261123T090000Z-z', 'abc11111-0000'],
  ])('finds %s', async (words, runId) => {
    expect(await find(words)).toMatchObject({ runId });
  });

  it('finds a folder and a file by their paths', async () => {
    const folder = folders.get('abc22222-0000') ?? '';
    expect(await find(folder)).toMatchObject({ runId: 'abc22222-0000' });
    expect(await find(resultPath(folder))).toMatchObject({ runId: 'abc22222-0000' });
    expect(await find(`./${folder.slice(root.length + 1)}`)).toMatchObject({ runId: 'abc22222-0000' });
  });

  it('does not pass over the newest one because its results were edited', async () => {
    await expect(find('last')).rejects.toThrow(/^last: .*def33333|^last: .*result\.json was edited/);
  });

  it.each([
    ['abc', /^abc: 2 runs begin like that \(abc11111-0000 of .*, abc22222-0000 of .*\); name one in full/],
    ['fff', /^fff: run fff44444-0000 of .* has no results/],
    ['xyz', /^xyz: no such run is journaled under /],
    ['', /^: no such run/],
    ['not-a-run', /^not-a-run: cannot read the results/],
    ['../elsewhere', /^\.\.\/elsewhere: cannot read the results/],
    ['def3', /^def3: .*result\.json was edited or damaged/],
  ])("refuses '%s' with words", async (words, problem) => {
    await expect(find(words)).rejects.toThrow(problem);
    await expect(find(words)).rejects.toMatchObject({ code: 'config' });
  });

  it('finds the newest of several as the last', async () => {
    await rm(resultPath(folders.get('def33333-0000') ?? ''));
    expect(await find('last')).toMatchObject({ runId: 'abc22222-0000' });
    expect((await listSavedRuns({ stateDir: root, cwd: root })).map(({ saved }) => saved?.runId)).toEqual([
      'abc11111-0000',
      'abc22222-0000',
    ]);
  });

  it('says so when there is none at all', async () => {
    const query = { stateDir: join(root, 'nowhere'), cwd: root };
    await expect(findSavedRun('last', query)).rejects.toThrow(/^last: no run under .* has results/);
    expect(await listSavedRuns(query)).toEqual([]);
  });
});
