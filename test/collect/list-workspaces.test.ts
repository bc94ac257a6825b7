import { describe, expect, it } from 'vitest';
import { listAllWorkspaces } from '../../src/collect/index.js';
import { apiError, FakeRecords } from './fake-records.js';

const live = (): AbortSignal => new AbortController().signal;

function deployment(count: number, prefix = 'scaletest-ab-'): FakeRecords {
  const records = new FakeRecords();
  for (let i = 0; i < count; i += 1) records.add(`${prefix}${i}`);
  return records;
}

describe('listAllWorkspaces', () => {
  it('asks one request per page while nothing moves', async () => {
    const records = deployment(1_000);
    const found = await listAllWorkspaces(records, 'scaletest-ab-', live());
    expect(found.size).toBe(1_000);
    expect(records.requests.map((request) => request.offset)).toEqual([0, 500]);
  });

  it('asks one request when there is nothing', async () => {
    const records = deployment(0);
    expect((await listAllWorkspaces(records, 'scaletest-ab-', live())).size).toBe(0);
    expect(records.count()).toBe(1);
  });

  it('leaves out names that contain the prefix but do not begin with it', async () => {
    const records = deployment(3);
    records.add('my-scaletest-ab-copy');
    const found = await listAllWorkspaces(records, 'scaletest-ab-', live());
    expect([...found.values()].map((w) => w.name)).toEqual([
      'scaletest-ab-0',
      'scaletest-ab-1',
      'scaletest-ab-2',
    ]);
  });

  it('passes again when rows have changed places between two pages', async () => {
    const records = deployment(0);
    for (let i = 0; i < 40; i += 1) records.add(`scaletest-ab-${i}`, 'running');
    // Ten workspaces of the second page move to the front: those of the first page are pushed to where it was not read.
    let moved = false;
    records.beforeAnswer = ({ offset }) => {
      if (offset === 10 && !moved) {
        moved = true;
        for (let i = 10; i < 20; i += 1) records.set(`id-scaletest-ab-${i}`, 'succeeded');
      }
    };
    const found = await listAllWorkspaces(records, 'scaletest-ab-', live(), { pageSize: 10 });
    expect(found.size).toBe(40);
    expect(records.count()).toBe(8);
  });

  it('ends although a row that the server counts is never shown', async () => {
    const records = deployment(20);
    records.unlisted.add('id-scaletest-ab-7');
    const found = await listAllWorkspaces(records, 'scaletest-ab-', live(), { pageSize: 10 });
    expect(found.size).toBe(19);
    expect(records.count()).toBe(4);
  });

  it('goes on after a page that the server has emptied', async () => {
    const records = deployment(30);
    for (let i = 10; i < 20; i += 1) records.unlisted.add(`id-scaletest-ab-${i}`);
    const found = await listAllWorkspaces(records, 'scaletest-ab-', live(), { pageSize: 10 });
    expect(found.has('id-scaletest-ab-29')).toBe(true);
  });

  it('throws what the client throws', async () => {
    const records = deployment(1);
    records.beforeAnswer = () => {
      throw apiError(500);
    };
    await expect(listAllWorkspaces(records, 'scaletest-ab-', live())).rejects.toThrow('500');
  });

  it('stops between two pages when its signal is aborted', async () => {
    const records = deployment(1_000);
    const stop = new AbortController();
    records.beforeAnswer = () => stop.abort(new Error('interrupted'));
    await expect(listAllWorkspaces(records, 'scaletest-ab-', stop.signal)).rejects.toThrow('interrupted');
    expect(records.count()).toBe(1);
  });
});
