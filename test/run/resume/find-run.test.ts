import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type JournalRecord, type RunHead, RunJournal } from '../../../src/journal/index.js';
import { findRunToResume } from '../../../src/run/index.js';
import { VirtualClock } from '../../../src/time/index.js';
import { HEAD, STORY } from '../../journal/samples.js';

describe('findRunToResume', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'nineam-resume-'));
  });
  afterEach(() => rm(root, { recursive: true }));

  async function run(
    head: Partial<RunHead>,
    records: readonly JournalRecord[],
    status: 'clean' | 'open' | null,
  ) {
    const journal = await RunJournal.create({
      root,
      head: { ...HEAD, ...head },
      realClock: new VirtualClock(7_000),
    });
    for (const record of records) journal.record(record);
    await (status === null ? journal.flush() : journal.close(status));
  }
  const killed = STORY.slice(0, 6);

  it('finds a killed run by its id, its beginning, and as the last, with the flags that it was begun with', async () => {
    await run({}, [...killed, { type: 'notice', code: 'resumed' }], null);
    for (const words of [HEAD.runId, HEAD.prefix, HEAD.runId.slice(0, 6), 'last']) {
      const found = await findRunToResume(words, root);
      expect(found.head.flags).toEqual(HEAD.flags);
      expect(found.head.parameterNames).toEqual(['region']);
      expect(found.resumedBefore).toEqual(['1970-01-01T00:00:07.000Z']);
    }
  });

  it.each([
    ['one of which nothing is left', {}, STORY, 'clean', 'nothing of it is left'],
    ['one whose cleanup has begun', {}, [{ type: 'stage', stage: 'cleanup' }], null, 'its cleanup had begun'],
    ['one that was cleaned up in part', {}, STORY, null, 'was cleaned up in part'],
    [
      'one that brought its own deployment',
      { flags: { embedded: ['true'] } },
      killed,
      null,
      'brought its own',
    ],
  ] as const)('refuses %s, and says why', async (_which, head, records, status, why) => {
    await run(head, records, status);
    await expect(findRunToResume('last', root)).rejects.toThrow(why);
  });

  it('refuses one whose journal does not say how it was begun, and names the command that removes it', async () => {
    const folder = join(root, '20261123T221050Z-k3x9q0az');
    await mkdir(folder);
    const head = join(import.meta.dirname, '../../fixtures/journal/head-of-version-1.json');
    await copyFile(head, join(folder, 'head.json'));
    await expect(findRunToResume(HEAD.runId, root)).rejects.toThrow(`nineam cleanup --run ${HEAD.runId}`);
  });

  it('asks for more where several runs begin like that', async () => {
    await run({ runId: 'abc00001', prefix: 'one' }, killed, null);
    await run({ runId: 'abc00002', prefix: 'two' }, killed, null);
    await expect(findRunToResume('abc', root)).rejects.toThrow('2 runs begin like that');
    await expect(findRunToResume('xyz', root)).rejects.toThrow('no such run');
  });
});
