import { describe, expect, it } from 'vitest';
import { listHeads, listRuns, RunJournal } from '../../src/journal/index.js';
import { VirtualClock } from '../../src/time/index.js';
import { MemoryFs } from './memory-fs.js';
import { HEAD } from './samples.js';

async function runs(
  fs: MemoryFs,
  ...starts: readonly { createdAt: string; closed: 'clean' | 'open' | null }[]
) {
  for (const { createdAt, closed } of starts) {
    const head = { ...HEAD, createdAt };
    const journal = await RunJournal.create({ root: '/runs', head, realClock: new VirtualClock(7_000), fs });
    journal.record({ type: 'stage', stage: 'setup' });
    await (closed === null ? journal.flush() : journal.close(closed));
  }
}

describe('listRuns', () => {
  it('finds nothing where no run has ever been', async () => {
    expect(await listRuns('/runs', new MemoryFs())).toEqual([]);
  });

  it('lists the oldest run first and how each was closed', async () => {
    const fs = new MemoryFs();
    await runs(
      fs,
      { createdAt: '2026-11-24T09:00:00Z', closed: null },
      { createdAt: '2026-11-23T09:00:00Z', closed: 'clean' },
      { createdAt: '2026-11-23T17:00:00Z', closed: 'open' },
    );
    const listed = await listRuns('/runs', fs);
    expect(listed.map((run) => [run.head?.createdAt, run.closed, run.lastRecordAtMs])).toEqual([
      ['2026-11-23T09:00:00Z', 'clean', 7_000],
      ['2026-11-23T17:00:00Z', 'open', 7_000],
      ['2026-11-24T09:00:00Z', null, 7_000],
    ]);
  });

  it('lists a folder without a head with its problem', async () => {
    const fs = new MemoryFs();
    await runs(fs, { createdAt: '2026-11-24T09:00:00Z', closed: 'open' });
    fs.files.delete('/runs/20261124T090000Z-k3x9q0az/head.json');
    const [run] = await listRuns('/runs', fs);
    expect(run).toMatchObject({ head: null, closed: null, problem: expect.stringContaining('head.json') });
  });

  it('says which line is damaged', async () => {
    const fs = new MemoryFs();
    await runs(fs, { createdAt: '2026-11-24T09:00:00Z', closed: 'clean' });
    const path = '/runs/20261124T090000Z-k3x9q0az/events.ndjson';
    fs.files.set(
      path,
      Buffer.from((fs.files.get(path) ?? Buffer.alloc(0)).toString().replace('setup', 'storm')),
    );
    const [run] = await listRuns('/runs', fs);
    expect(run).toMatchObject({ closed: 'clean', problem: expect.stringContaining('line 1') });
  });
});

describe('listHeads', () => {
  it('lists the oldest first, also within one second, and leaves out what has no whole head', async () => {
    const fs = new MemoryFs();
    await runs(fs, { createdAt: '2026-11-23T09:00:01Z', closed: 'clean' });
    for (const [prefix, createdAt] of [
      ['aaaa', '2026-11-23T09:00:00.75Z'],
      ['zzzz', '2026-11-23T09:00:00.5Z'],
    ] as const) {
      const head = { ...HEAD, prefix, createdAt };
      await RunJournal.create({ root: '/runs', head, realClock: new VirtualClock(0), fs });
    }
    await fs.mkdir('/runs/20261122T090000Z-none', { recursive: false, mode: 0o700 });
    expect((await listHeads('/runs', fs)).map(({ head }) => head.createdAt)).toEqual([
      '2026-11-23T09:00:00.5Z',
      '2026-11-23T09:00:00.75Z',
      '2026-11-23T09:00:01Z',
    ]);
  });

  it('finds nothing where no run has ever been', async () => {
    expect(await listHeads('/runs', new MemoryFs())).toEqual([]);
  });
});
