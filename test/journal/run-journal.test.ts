import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type JournalError,
  type JournalRecord,
  type RunHead,
  RunJournal,
  readJournal,
} from '../../src/journal/index.js';
import { VirtualClock } from '../../src/time/index.js';
import { MemoryFs, systemError } from './memory-fs.js';
import { HEAD, STORY } from './samples.js';

const ROOT = '/state/nineam/runs';
const FOLDER = `${ROOT}/20261123T221050Z-k3x9q0az`;
const EVENTS = `${FOLDER}/events.ndjson`;
const NEXT: JournalRecord = { type: 'outcome', index: 1, kind: 'failed' };

describe('RunJournal in a real folder', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'nineam-journal-'));
  });
  afterEach(() => rm(root, { recursive: true }));

  it('is readable to its owner only', async () => {
    const journal = await RunJournal.create({
      root: join(root, 'a/b'),
      head: HEAD,
      realClock: new VirtualClock(),
    });
    await journal.close('clean');
    const modes = await Promise.all(
      [
        join(root, 'a'),
        journal.folder,
        join(journal.folder, 'head.json'),
        join(journal.folder, 'events.ndjson'),
      ].map(async (path) => (await stat(path)).mode & 0o777),
    );
    expect(modes).toEqual([0o700, 0o700, 0o600, 0o600]);
  });

  it('reads back what was recorded, with when and in which order', async () => {
    const clock = new VirtualClock(1_000);
    const journal = await RunJournal.create({ root, head: HEAD, realClock: clock });
    for (const record of STORY) journal.record(record);
    await journal.close('clean');

    const read = await readJournal(journal.folder);
    expect(read.head).toEqual(HEAD);
    expect(read.records).toEqual(
      [...STORY, { type: 'closed', status: 'clean' }].map((r, i) => ({ ...r, sequence: i + 1, atMs: 1_000 })),
    );
    expect(read).toMatchObject({ tornTail: false, damage: [], closed: 'clean' });
  });

  it('goes on after a reopening as if it had never been closed', async () => {
    const clock = new VirtualClock();
    const first = await RunJournal.create({ root, head: HEAD, realClock: clock });
    first.record(NEXT);
    await first.close('open');
    const second = await RunJournal.reopen({ folder: first.folder, realClock: clock });
    await second.flush();
    expect((await readJournal(first.folder)).closed).toBeNull();
    await second.close('clean');

    const read = await readJournal(first.folder);
    expect(read.records.map((r) => r.type)).toEqual(['outcome', 'closed', 'notice', 'closed']);
    expect(read).toMatchObject({ damage: [], closed: 'clean' });
  });

  it('refuses to write a second journal over a first', async () => {
    const options = { root, head: HEAD, realClock: new VirtualClock() };
    await (await RunJournal.create(options)).close('open');
    await expect(RunJournal.create(options)).rejects.toMatchObject({
      code: 'journal',
      message: expect.stringContaining('EEXIST'),
    });
  });

  it('says which folder cannot be written and what to do', async () => {
    const file = join(root, 'a-file');
    await writeFile(file, '');
    const options = { root: join(file, 'runs'), head: HEAD, realClock: new VirtualClock() };
    await expect(RunJournal.create(options)).rejects.toMatchObject({
      message: expect.stringContaining(file),
      hint: expect.stringContaining('--state-dir'),
    });
  });
});

describe('RunJournal', () => {
  let fs: MemoryFs;
  let clock: VirtualClock;
  let errors: JournalError[];
  const create = (head: RunHead = HEAD) =>
    RunJournal.create({ root: ROOT, head, realClock: clock, fs, onError: (error) => errors.push(error) });
  const written = () => readJournal(FOLDER, fs);

  beforeEach(() => {
    fs = new MemoryFs();
    clock = new VirtualClock();
    errors = [];
  });

  it('has synced the head, its folder and every new folder above before it can be used', async () => {
    await create();
    expect(fs.calls.filter((call) => call.startsWith('sync'))).toEqual([
      `sync ${ROOT}`,
      'sync /state/nineam',
      'sync /state',
      'sync /',
      `sync ${FOLDER}/head.json`,
      `sync ${FOLDER}`,
    ]);
  });

  it('takes a file system that cannot sync folders', async () => {
    fs.folderSyncError = systemError('EINVAL');
    await expect(create()).resolves.toBeInstanceOf(RunJournal);
  });

  it('refuses to begin when a folder cannot be synced for any other reason', async () => {
    fs.folderSyncError = systemError('EIO');
    await expect(create()).rejects.toMatchObject({ code: 'journal' });
  });

  it('refuses to begin on a full disk, and leaves no file open', async () => {
    fs.room = 20;
    await expect(create()).rejects.toMatchObject({ hint: expect.stringContaining('space') });
    expect(fs.open_).toBe(0);
  });

  it('keeps a user name and password in the URL to itself', async () => {
    await create({ ...HEAD, url: 'https://someone:hunter2@coder.example.com/' });
    expect(fs.files.get(`${FOLDER}/head.json`)?.toString()).not.toMatch(/hunter2|someone/);
    expect((await written()).head.url).toBe('https://coder.example.com/');
  });

  it('writes only the fields of a record, whatever else the object carries', async () => {
    const journal = await create();
    const careless = {
      type: 'user_created',
      index: 0,
      userId: 'u',
      username: 'n',
      password: 'hunter2',
    } as const;
    journal.record(careless);
    await journal.flush();
    expect(fs.files.get(EVENTS)?.toString()).not.toContain('hunter2');
  });

  it('writes nothing for 50 ms, then all records with one sync', async () => {
    const journal = await create();
    const before = fs.calls.length;
    for (const record of STORY) journal.record(record);
    await clock.advanceAsync(49);
    expect(fs.calls.slice(before)).toEqual([]);
    await clock.advanceAsync(1);
    expect(fs.calls.slice(before)).toEqual([`sync ${EVENTS}`]);
    expect((await written()).records).toHaveLength(STORY.length);
  });

  it('does not wait for the time to pass when 64 KB have gathered', async () => {
    const journal = await create();
    const long: JournalRecord = { type: 'user_intent', index: 0, username: 'x'.repeat(33_000) };
    journal.record(long);
    journal.record(long);
    await clock.advanceAsync(0);
    expect((await written()).records).toHaveLength(2);
  });

  it('leaves no timer behind when nothing is left to write', async () => {
    const journal = await create();
    journal.record(NEXT);
    await clock.advanceAsync(50);
    expect(clock.nextTimerMs()).toBeUndefined();
  });

  it('has everything on disk that was recorded before a flush, also while a batch is on its way', async () => {
    const journal = await create();
    let open = () => {};
    fs.gate = new Promise((resolve) => {
      open = resolve;
    });
    journal.record(NEXT);
    const first = journal.flush();
    journal.record(NEXT);
    const second = journal.flush();
    open();
    await Promise.all([first, second]);
    expect((await written()).records).toHaveLength(2);
  });

  it('tells once that the disk is full, and rejects a flush', async () => {
    const journal = await create();
    fs.room = 100;
    journal.record(NEXT);
    journal.record(NEXT);
    await clock.advanceAsync(10_000);
    expect(errors).toHaveLength(1);
    expect(errors[0]?.message).toContain(EVENTS);
    await expect(journal.flush()).rejects.toMatchObject({ hint: expect.stringContaining('space') });
    expect(errors).toHaveLength(1);
  });

  it('is whole again when a full disk has room again', async () => {
    const journal = await create();
    fs.room = 150;
    for (const record of STORY) journal.record(record);
    await clock.advanceAsync(50);
    fs.room = Infinity;
    await clock.advanceAsync(1_000);
    expect(await written()).toMatchObject({ damage: [], tornTail: false });
    expect((await written()).records).toHaveLength(STORY.length);
    await journal.close('clean');
    expect((await written()).closed).toBe('clean');
  });

  it('writes a batch again whose sync failed', async () => {
    const journal = await create();
    fs.syncError = systemError('EIO');
    journal.record(NEXT);
    await expect(journal.flush()).rejects.toThrow('EIO');
    fs.syncError = null;
    await journal.flush();
    expect((await written()).records).toHaveLength(1);
  });

  it('rejects its closing when the disk stays full, and releases the file', async () => {
    const journal = await create();
    fs.room = 10;
    await expect(journal.close('clean')).rejects.toMatchObject({ code: 'journal' });
    expect(fs.open_).toBe(0);
    expect(clock.nextTimerMs()).toBeUndefined();
  });

  it('closes once however often it is asked to', async () => {
    const journal = await create();
    expect(journal.close('clean')).toBe(journal.close('open'));
    await journal.close('clean');
    expect((await written()).records).toEqual([{ type: 'closed', status: 'clean', sequence: 1, atMs: 0 }]);
  });

  it('reports a record that comes after the end, and does not write it', async () => {
    const journal = await create();
    await journal.close('clean');
    journal.record(NEXT);
    expect(errors[0]?.message).toContain('outcome');
    expect((await written()).closed).toBe('clean');
  });

  it('cuts an unfinished line off before it appends', async () => {
    const journal = await create();
    for (const record of STORY) journal.record(record);
    await journal.close('clean');
    fs.files.set(EVENTS, (fs.files.get(EVENTS) ?? Buffer.alloc(0)).subarray(0, -7));

    const again = await RunJournal.reopen({ folder: FOLDER, realClock: clock, fs });
    await again.close('clean');
    const read = await written();
    expect(read).toMatchObject({ damage: [], tornTail: false, closed: 'clean' });
    expect(read.records.map((r) => r.type).slice(-3)).toEqual(['user_deleted', 'notice', 'closed']);
  });

  it('reopens a run that was killed before it had any event', async () => {
    await create();
    fs.files.delete(EVENTS);
    const again = await RunJournal.reopen({ folder: FOLDER, realClock: clock, fs });
    await again.close('clean');
    expect((await written()).closed).toBe('clean');
  });

  it('refuses to reopen what it may not write', async () => {
    await create();
    fs.openError = systemError('EACCES');
    await expect(RunJournal.reopen({ folder: FOLDER, realClock: clock, fs })).rejects.toMatchObject({
      hint: expect.stringContaining('writable'),
    });
  });
});
