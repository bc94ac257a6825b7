import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readStateFile, removeHalfState, writeStateFile } from '../../../src/cli/serve/state-file.js';

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'nineam-test-'));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

describe('the file of a state', () => {
  it('is read back as it was written, and is its owner’s alone', async () => {
    const path = join(await folder(), 'state.json');
    await writeStateFile(path, () => ({ a: [1] }), '7');
    expect(await readStateFile(path)).toEqual({ a: [1] });
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('takes the place of one that others could read, without leaving anything beside it', async () => {
    const place = await folder();
    const path = join(place, 'state.json');
    await writeFile(path, 'old');
    await chmod(path, 0o644);
    await writeStateFile(path, () => ({ new: true }), '7');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readdir(place)).toEqual(['state.json']);
  });

  it('stays as it was when it cannot be replaced', async () => {
    const place = await folder();
    const path = join(place, 'state.json');
    await writeFile(path, 'old');
    await writeFile(join(place, '.state.json.7.tmp'), '');
    await expect(writeStateFile(path, () => ({}), '7')).rejects.toThrow(/^--state .*state\.json: EEXIST/);
    expect(await readFile(path, 'utf8')).toBe('old');
  });

  it('stays as it was when the new one could not be read back', async () => {
    const place = await folder();
    const path = join(place, 'state.json');
    await writeFile(path, 'old');
    const tooLong = () => {
      throw new RangeError('Invalid string length');
    };
    const refused = /^--state .*state\.json: is not saved, and is as it was: .* 1 MiB/;
    await expect(writeStateFile(path, tooLong, '7', 1024 * 1024)).rejects.toThrow(refused);
    const large = () => 'ä'.repeat(600_000);
    await expect(writeStateFile(path, large, '7', 1024 * 1024)).rejects.toThrow(refused);
    expect(await readFile(path, 'utf8')).toBe('old');
    expect(await readdir(place)).toEqual(['state.json']);
  });

  it('is removed by half only, when the process ends before it is whole', async () => {
    const place = await folder();
    const path = join(place, 'state.json');
    await writeFile(path, 'old');
    await writeFile(join(place, '.state.json.7.tmp'), '{"half":');
    removeHalfState(path, '7');
    removeHalfState(path, '7');
    expect(await readdir(place)).toEqual(['state.json']);
    expect(await readFile(path, 'utf8')).toBe('old');
  });

  it('is nothing where there is none, and is refused where it is no JSON', async () => {
    const place = await folder();
    expect(await readStateFile(join(place, 'none.json'))).toBeNull();
    await writeFile(join(place, 'half.json'), '{"format":"nineam-dep');
    await expect(readStateFile(join(place, 'half.json'))).rejects.toThrow(
      /is damaged, or no saved deployment/,
    );
    await expect(readStateFile(place)).rejects.toThrow(/^--state /);
  });
});
