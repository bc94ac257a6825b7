import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  diskJournals,
  type JournalFs,
  type LockSeeker,
  listRuns,
  RunLockedError,
} from '../../src/journal/index.js';
import { acquireRunLock } from '../../src/journal/run-lock.js';
import { type Clock, VirtualClock } from '../../src/time/index.js';
import { MemoryFs, systemError } from './memory-fs.js';
import { HEAD } from './samples.js';

const FOLDER = '/runs/one';

/** A process of this laptop; `living` are all that live, by number and beginning. */
function seeker(pid: number, living: ReadonlySet<string>, host = 'laptop', start = 'b-1'): LockSeeker {
  return { writer: { pid, host, start }, isAlive: (other, began) => living.has(`${other} ${began}`) };
}

async function folder(): Promise<MemoryFs> {
  const fs = new MemoryFs();
  await fs.mkdir(FOLDER, { recursive: true, mode: 0o700 });
  return fs;
}

/** Pauses pass at once. */
const HASTY: Clock = {
  nowMs: () => 0,
  schedule: (_atMs, fn) => {
    queueMicrotask(fn);
    return () => undefined;
  },
};

const acquire = (fs: JournalFs, who: LockSeeker, realClock: Clock = HASTY) =>
  acquireRunLock({ folder: FOLDER, fs, realClock, ...who });

describe('the lock of a run', () => {
  const living = new Set(['1 b-1', '2 b-1']);

  it('keeps a second process out, naming the first and what to do, until it is released', async () => {
    const fs = await folder();
    const lock = await acquire(fs, seeker(1, living));
    await expect(acquire(fs, seeker(2, living))).rejects.toMatchObject({
      code: 'run_locked',
      message: `process 1 is still at work on the run in ${FOLDER}`,
      hint: expect.stringContaining(`if process 1 is not nineam, delete ${FOLDER}/lock.1.b-1.laptop`),
    });
    await lock.release();
    await expect(acquire(fs, seeker(2, living))).resolves.toBeDefined();
  });

  it('leaves no trace of who was kept out', async () => {
    const fs = await folder();
    await acquire(fs, seeker(1, living));
    await acquire(fs, seeker(2, living)).catch(() => undefined);
    expect(await fs.readdir(FOLDER)).toEqual(['lock.1.b-1.laptop']);
  });

  it('is not left behind by who cannot see whether others have it', async () => {
    const fs = await folder();
    fs.listError = systemError('EIO');
    await expect(acquire(fs, seeker(1, living))).rejects.toMatchObject({ code: 'journal' });
    fs.listError = null;
    await expect(acquire(fs, seeker(1, living))).resolves.toBeDefined();
  });

  it('passes from a process that was killed, and takes its file away', async () => {
    const fs = await folder();
    await acquire(fs, seeker(3, new Set()));
    await acquire(fs, seeker(1, living));
    expect(await fs.readdir(FOLDER)).toEqual(['lock.1.b-1.laptop']);
  });

  it('passes from a killed process whose number another process has by now', async () => {
    const fs = await folder();
    await acquire(fs, seeker(2, living, 'laptop', 'a-7'));
    await expect(acquire(fs, seeker(1, living))).resolves.toBeDefined();
  });

  it('passes from a killed process whose number is ours by now, as in a container', async () => {
    const fs = await folder();
    await acquire(fs, seeker(1, living, 'laptop', 'a-7'));
    await expect(acquire(fs, seeker(1, living))).resolves.toBeDefined();
  });

  it('of another machine is respected, and the message says what only a person can know', async () => {
    const fs = await folder();
    await acquire(fs, seeker(1, living, 'build host/7'));
    await expect(acquire(fs, seeker(2, living))).rejects.toMatchObject({
      message: `process 1 of the machine build host/7 has the run in ${FOLDER}`,
      hint: expect.stringContaining(`delete ${FOLDER}/lock.1.b-1.build%20host%2F7`),
    });
  });

  it('is refused by a folder that takes no file, and says so', async () => {
    const fs = await folder();
    fs.openError = systemError('EROFS');
    await expect(acquire(fs, seeker(1, living))).rejects.toMatchObject({
      code: 'journal',
      hint: expect.stringContaining('--state-dir'),
    });
  });

  it('is never held by two, in whatever order processes come, go and die', async () => {
    const lives = fc.record({ dies: fc.boolean(), pid: fc.integer({ min: 1, max: 99 }) });
    let held = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.uniqueArray(lives, { minLength: 2, maxLength: 5, selector: ({ pid }) => pid }),
        async (scheduler, processes) => {
          const memory = await folder();
          const alive = new Set(processes.map(({ pid }) => `${pid} b-1`));
          const at = <T>(work: () => Promise<T>): Promise<T> =>
            scheduler.schedule(Promise.resolve()).then(work);
          const fs: JournalFs = {
            mkdir: (path, options) => memory.mkdir(path, options),
            open: (path, flags, mode) => at(() => memory.open(path, flags, mode)),
            readFile: (path) => memory.readFile(path),
            readdir: (path) => at(() => memory.readdir(path)),
            unlink: (path) => at(() => memory.unlink(path)),
          };
          const clock: Clock = {
            nowMs: () => 0,
            schedule: (_atMs, fn) => {
              void at(async () => fn());
              return () => undefined;
            },
          };
          let holders = 0;
          const lifetimes = processes.map(async ({ pid, dies }) => {
            const lock = await acquire(fs, seeker(pid, alive), clock).catch(() => null);
            if (lock === null) return;
            held += 1;
            holders += 1;
            expect(holders).toBe(1);
            await at(async () => undefined);
            holders -= 1;
            if (dies) alive.delete(`${pid} b-1`);
            else await lock.release();
          });
          await scheduler.waitFor(Promise.all(lifetimes));
        },
      ),
      { numRuns: 300 },
    );
    expect(held).toBeGreaterThan(300);
  });
});

describe('a journal on the disk', () => {
  const living = new Set(['1 b-1', '2 b-1']);
  const options = (fs: JournalFs, pid: number) => ({
    ...seeker(pid, living),
    realClock: new VirtualClock(),
    fs,
  });

  it('is locked from its beginning until it is closed; listing it needs no lock, and tells of it', async () => {
    const fs = new MemoryFs();
    const journal = await diskJournals.create({ ...options(fs, 1), root: '/runs', head: HEAD });
    const again = () => diskJournals.reopen({ ...options(fs, 2), realClock: HASTY, folder: journal.folder });
    await expect(again()).rejects.toMatchObject({ code: 'run_locked' });
    const [listed] = await listRuns('/runs', fs, seeker(2, living));
    expect(listed).toMatchObject({ problem: null, locked: { code: 'run_locked' } });
    await journal.close('open');
    const reopened = await again();
    await reopened.close('clean');
    expect((await listRuns('/runs', fs, seeker(1, living)))[0]).toMatchObject({
      closed: 'clean',
      locked: null,
    });
  });

  it.each([
    ['is taken up once a process that was just killed is gone', 2_900, 'open'],
    ['is refused when its process is still there after three seconds', 3_100, 'run_locked'],
  ])('%s', async (_sentence, goneAfterMs, outcome) => {
    const fs = new MemoryFs();
    const alive = new Set(living);
    const realClock = new VirtualClock();
    const journal = await diskJournals.create({ ...options(fs, 1), root: '/runs', head: HEAD });
    realClock.schedule(goneAfterMs, () => alive.delete('1 b-1'));
    const reopening = diskJournals
      .reopen({ ...seeker(2, alive), realClock, fs, folder: journal.folder })
      .then(
        () => 'open',
        (error: unknown) => (error instanceof RunLockedError ? error.code : error),
      );
    await realClock.advanceAsync(4_000);
    expect(await reopening).toBe(outcome);
  });

  it('is not waited for where another machine has it', async () => {
    const fs = new MemoryFs();
    const far = { ...options(fs, 1), ...seeker(1, living, 'elsewhere') };
    const journal = await diskJournals.create({ ...far, root: '/runs', head: HEAD });
    const reopening = diskJournals.reopen({ ...options(fs, 2), folder: journal.folder });
    await expect(reopening).rejects.toMatchObject({ code: 'run_locked' });
  });

  it('is released although the disk did not take its last records', async () => {
    const fs = new MemoryFs();
    const journal = await diskJournals.create({ ...options(fs, 1), root: '/runs', head: HEAD });
    fs.room = 0;
    await expect(journal.close('clean')).rejects.toMatchObject({ code: 'journal' });
    expect((await listRuns('/runs', fs, seeker(2, living)))[0]?.locked).toBeNull();
  });

  it('is released when it cannot be continued', async () => {
    const fs = new MemoryFs();
    const journal = await diskJournals.create({ ...options(fs, 1), root: '/runs', head: HEAD });
    await journal.close('open');
    fs.files.set(`${journal.folder}/head.json`, Buffer.from('{}\n'));
    await expect(diskJournals.reopen({ ...options(fs, 1), folder: journal.folder })).rejects.toMatchObject({
      code: 'journal',
    });
    expect([...fs.files.keys()].filter((path) => path.includes('lock'))).toEqual([]);
  });
});
