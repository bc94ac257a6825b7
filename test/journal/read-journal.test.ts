import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type JournalRecord, RunJournal, readClosing, readJournal, seal } from '../../src/journal/index.js';
import { VirtualClock } from '../../src/time/index.js';
import { MemoryFs } from './memory-fs.js';
import { anyRecord, HEAD, STORY } from './samples.js';

const FOLDER = '/runs/20261123T221050Z-k3x9q0az';
const EVENTS = `${FOLDER}/events.ndjson`;

/** A journal of these records, its last batch synced but the journal not closed. */
async function journalOf(records: readonly JournalRecord[]): Promise<{ fs: MemoryFs; bytes: Buffer }> {
  const fs = new MemoryFs();
  const journal = await RunJournal.create({ root: '/runs', head: HEAD, realClock: new VirtualClock(), fs });
  for (const record of records) journal.record(record);
  await journal.flush();
  return { fs, bytes: fs.files.get(EVENTS) ?? Buffer.alloc(0) };
}

async function readFixture(name: string) {
  const { fs } = await journalOf([]);
  fs.files.set(EVENTS, await readFile(new URL(`../fixtures/journal/${name}.ndjson`, import.meta.url)));
  return readJournal(FOLDER, fs);
}

describe('readJournal', () => {
  it('reads any prefix of the bytes as a prefix of the records, without damage', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyRecord, { maxLength: 12 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        async (records, cut) => {
          const { fs, bytes } = await journalOf(records);
          const length = Math.round(cut * bytes.length);
          fs.files.set(EVENTS, bytes.subarray(0, length));
          const read = await readJournal(FOLDER, fs);
          expect(read.records).toEqual(
            records
              .slice(0, read.records.length)
              .map((record, i) => ({ ...record, sequence: i + 1, atMs: 0 })),
          );
          expect(read.damage).toEqual([]);
          expect(read.tornTail).toBe(length > 0 && bytes[length - 1] !== 0x0a);
          if (length === bytes.length) expect(read.records).toHaveLength(records.length);
        },
      ),
    );
  });

  it('notices every flipped bit, and keeps every line it did not touch', async () => {
    const { fs, bytes } = await journalOf(STORY);
    const undamaged = await readJournal(FOLDER, fs);
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const flipped = Buffer.from(bytes);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      fs.files.set(EVENTS, flipped);
      const read = await readJournal(FOLDER, fs);
      if (read.damage.length === 0 && !read.tornTail) throw new Error(`bit ${bit} went unnoticed`);
      if (read.records.length < STORY.length - 2) throw new Error(`bit ${bit} cost more than its line`);
      for (const record of read.records) expect(undamaged.records[record.sequence - 1]).toEqual(record);
    }
  });

  it('notices every flipped bit of the head', async () => {
    const { fs } = await journalOf([]);
    const path = `${FOLDER}/head.json`;
    const bytes = fs.files.get(path) ?? Buffer.alloc(0);
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const flipped = Buffer.from(bytes);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      fs.files.set(path, flipped);
      await expect(readJournal(FOLDER, fs)).rejects.toMatchObject({ code: 'journal' });
    }
  });

  it('names the head that is missing', async () => {
    await expect(readJournal('/nowhere', new MemoryFs())).rejects.toThrow('/nowhere/head.json');
  });

  it('names the version of nineam that wrote a head it does not know', async () => {
    const fs = new MemoryFs();
    const head = await readFile(new URL('../fixtures/journal/head-of-a-later-version.json', import.meta.url));
    fs.files.set('/run/head.json', head);
    await expect(readJournal('/run', fs)).rejects.toThrow('9.0.0');
  });

  it('reads a head of version 1, of which it knows all but how the run was begun', async () => {
    const fs = new MemoryFs();
    const head = await readFile(new URL('../fixtures/journal/head-of-version-1.json', import.meta.url));
    fs.files.set('/run/head.json', head);
    const unknown = { templateId: '', organizationId: '', flags: null, parameterNames: [] };
    expect((await readJournal('/run', fs)).head).toEqual({ ...HEAD, ...unknown });
  });
});

describe('readClosing', () => {
  it('says of any prefix of a journal what readJournal says', async () => {
    const closed = fc.constantFrom<JournalRecord>(
      { type: 'closed', status: 'clean' },
      { type: 'closed', status: 'open' },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(anyRecord, closed), { maxLength: 5 }),
        fc.oneof(fc.constant(0), fc.nat(300)),
        async (records, cut) => {
          const { fs, bytes } = await journalOf(records);
          fs.files.set(EVENTS, bytes.subarray(0, Math.max(0, bytes.length - cut)));
          expect(await readClosing(FOLDER, fs)).toBe((await readJournal(FOLDER, fs)).closed);
        },
      ),
    );
  });

  it('does not take a damaged last line for an end', async () => {
    const { fs, bytes } = await journalOf([{ type: 'closed', status: 'clean' }]);
    const changed = Buffer.from(bytes.toString().replace('clean', 'Clean'));
    fs.files.set(EVENTS, changed);
    expect(await readClosing(FOLDER, fs)).toBeNull();
  });

  it('knows nothing of a run without events', async () => {
    expect(await readClosing('/nowhere', new MemoryFs())).toBeNull();
  });
});

describe('the written format', () => {
  it('is the one of whole.ndjson, byte for byte', async () => {
    const { bytes } = await journalOf(STORY);
    const fixture = await readFile(new URL('../fixtures/journal/whole.ndjson', import.meta.url), 'utf8');
    expect(bytes.toString()).toBe(fixture);
  });

  it('is NDJSON for everybody else', async () => {
    const { bytes } = await journalOf(STORY);
    const rows = bytes
      .toString()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(rows.map((row) => row['type'])).toEqual(STORY.map((record) => record.type));
  });

  it.each([
    ['whole', { records: 11, tornTail: false, damage: [] }],
    ['torn-tail', { records: 10, tornTail: true, damage: [] }],
    ['zeros-at-the-end', { records: 10, tornTail: true, damage: [] }],
    [
      'flipped-bit-in-the-middle',
      { records: 10, tornTail: false, damage: [{ line: 5, reason: 'checksum' }] },
    ],
    ['line-missing', { records: 10, tornTail: false, damage: [{ line: 4, reason: 'sequence' }] }],
    ['line-twice', { records: 12, tornTail: false, damage: [{ line: 5, reason: 'sequence' }] }],
    [
      'line-end-lost',
      {
        records: 9,
        tornTail: false,
        damage: [
          { line: 3, reason: 'checksum' },
          { line: 4, reason: 'sequence' },
        ],
      },
    ],
    [
      'kind-of-a-later-version',
      { records: 11, tornTail: false, damage: [{ line: 12, reason: 'unknown_record' }] },
    ],
  ])('of %s reads as far as it is whole', async (name, expected) => {
    const read = await readFixture(name);
    expect({ ...read, records: read.records.length }).toMatchObject(expected);
  });

  it('with a time that no date can have is told apart from a whole one', async () => {
    const { fs } = await journalOf([]);
    const line = seal({ sequence: 1, at_ms: 1e300, type: 'notice', code: 'resumed' });
    fs.files.set(EVENTS, Buffer.from(line));
    const { records, damage } = await readJournal(FOLDER, fs);
    expect(records).toEqual([]);
    expect(damage).toEqual([{ line: 1, reason: 'unknown_record' }]);
  });
});
