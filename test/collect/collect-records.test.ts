import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BuildExpectation } from '../../src/collect/index.js';
import { collectRecords } from '../../src/collect/index.js';
import type { JobStatus } from '../../src/storm/index.js';
import { apiError, FakeRecords } from './fake-records.js';

const PREFIX = 'scaletest-ab-';
const live = (): AbortSignal => new AbortController().signal;

function storm(
  count: number,
  status: JobStatus = 'succeeded',
): { records: FakeRecords; expected: BuildExpectation[] } {
  const records = new FakeRecords();
  const expected: BuildExpectation[] = [];
  for (let i = 0; i < count; i += 1) {
    const workspaceName = `${PREFIX}${i}`;
    const workspaceId = records.add(workspaceName);
    records.build(workspaceId, 'stop', 'succeeded');
    records.build(workspaceId, 'start', status);
    expected.push({ workspaceName, workspaceId, buildNumber: 3 });
  }
  return { records, expected };
}

describe('collectRecords', () => {
  it('asks one request per 500 workspaces while nothing moves', async () => {
    const { records, expected } = storm(1_500);
    const found = await collectRecords(records, { namePrefix: PREFIX, expected, signal: live() });
    expect(found.size).toBe(1_500);
    expect([...found.values()].every((record) => record.build?.buildNumber === 3)).toBe(true);
    expect(records.count()).toBe(3);
  });

  it.each([1, 2, 100, 500, 501])('asks as few requests as can be for %i workspaces', async (count) => {
    const { records, expected } = storm(count);
    await collectRecords(records, { namePrefix: PREFIX, expected, signal: live() });
    expect(records.count()).toBe(Math.ceil(count / 500));
  });

  it('stops reading pages when it has seen all that is expected', async () => {
    const { records, expected } = storm(2_000);
    const some = expected.slice(0, 900);
    const found = await collectRecords(records, { namePrefix: PREFIX, expected: some, signal: live() });
    expect(found.size).toBe(900);
    expect(records.count()).toBe(2);
  });

  it('keeps every query short enough for a URL', async () => {
    const { records, expected } = storm(900);
    for (const { workspaceId } of expected) records.unlisted.add(workspaceId);
    await collectRecords(records, { namePrefix: PREFIX, expected, signal: live() });
    const longest = Math.max(...records.requests.map((r) => r.q.split(',').length));
    expect(longest).toBe(100);
  });

  it('asks by id for the rows that changed places between pages', async () => {
    const { records, expected } = storm(1_000, 'running');
    records.beforeAnswer = ({ offset }) => {
      if (offset === 500) for (let i = 600; i < 650; i += 1) records.set(`id-${PREFIX}${i}`, 'succeeded');
    };
    const found = await collectRecords(records, { namePrefix: PREFIX, expected, signal: live() });
    expect([...found.values()].every((record) => record.build !== null)).toBe(true);
    expect(records.requests.map((r) => r.q.slice(0, 3))).toEqual(['nam', 'nam', 'id:']);
  });

  it('reads a build that is no longer the latest by its number', async () => {
    const { records, expected } = storm(3);
    records.build(`id-${PREFIX}1`, 'stop');
    const found = await collectRecords(records, { namePrefix: PREFIX, expected, signal: live() });
    const record = found.get(`id-${PREFIX}1`);
    expect(record?.workspace?.latestBuild.buildNumber).toBe(4);
    expect(record?.build?.buildNumber).toBe(3);
    expect(records.count('byNumber')).toBe(1);
  });

  it('has no build where the expected one was never created', async () => {
    const { records, expected } = storm(2);
    const found = await collectRecords(records, {
      namePrefix: PREFIX,
      expected: expected.map((e) => ({ ...e, buildNumber: 4 })),
      signal: live(),
    });
    expect([...found.values()].map((r) => [r.workspace !== null, r.build])).toEqual([
      [true, null],
      [true, null],
    ]);
    expect(records.count()).toBe(1);
  });

  it('has no build where a later one exists but the expected one cannot be read', async () => {
    const { records, expected } = storm(2);
    records.build(`id-${PREFIX}0`, 'stop');
    records.beforeAnswer = ({ kind }) => {
      if (kind === 'byNumber') throw apiError(404);
    };
    const found = await collectRecords(records, { namePrefix: PREFIX, expected, signal: live() });
    expect(found.get(`id-${PREFIX}0`)?.workspace).not.toBeNull();
    expect(found.get(`id-${PREFIX}0`)?.build).toBeNull();
  });

  it('has neither workspace nor build where the server knows nothing of them', async () => {
    const { records, expected } = storm(3);
    records.purge(`id-${PREFIX}2`);
    const found = await collectRecords(records, { namePrefix: PREFIX, expected, signal: live() });
    expect(found.get(`id-${PREFIX}2`)).toEqual({ workspace: null, build: null });
    expect(found.size).toBe(3);
  });

  it('still finds the build of a workspace that has been deleted since', async () => {
    const { records, expected } = storm(3);
    records.build(`id-${PREFIX}2`, 'delete', 'running');
    records.set(`id-${PREFIX}2`, 'succeeded');
    const found = await collectRecords(records, { namePrefix: PREFIX, expected, signal: live() });
    expect(found.get(`id-${PREFIX}2`)?.workspace).toBeNull();
    expect(found.get(`id-${PREFIX}2`)?.build?.transition).toBe('start');
  });

  it('throws what the client throws, after the requests in flight have ended', async () => {
    const { records, expected } = storm(40);
    for (const { workspaceId } of expected) records.build(workspaceId, 'stop');
    records.beforeAnswer = ({ kind }) => {
      if (kind === 'byNumber') throw apiError(500);
    };
    const collecting = collectRecords(records, { namePrefix: PREFIX, expected, signal: live() });
    await expect(collecting).rejects.toThrow('500');
    expect(records.count('byNumber')).toBe(8);
  });

  it('finds every expected build, whatever finishes while it reads', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 400 }),
        fc.integer({ min: 1, max: 60 }),
        fc.array(fc.array(fc.nat(), { maxLength: 20 }), { maxLength: 12 }),
        async (count, pageSize, moves) => {
          const { records, expected } = storm(count, 'running');
          records.beforeAnswer = () => {
            for (const at of moves.shift() ?? []) records.set(`id-${PREFIX}${at % count}`, 'succeeded');
          };
          const found = await collectRecords(records, {
            namePrefix: PREFIX,
            expected,
            signal: live(),
            pageSize,
          });
          expect([...found.values()].filter((record) => record.build !== null)).toHaveLength(count);
        },
      ),
      { numRuns: 60 },
    );
  });
});
