import { execFile } from 'node:child_process';
import { lstat, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  checkOutputPaths,
  nodeOutputFs,
  OutputError,
  type OutputFormat,
  type OutputFs,
  type OutputIo,
  writeOutputs,
} from '../../src/report/index.js';

const full = Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });

describe('writeOutputs', () => {
  let folder: string;
  let stdout: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nineam-outputs-'));
    stdout = '';
  });
  afterEach(() => rm(folder, { recursive: true }));

  const render = (format: OutputFormat) => `a report in ${format}\n`;
  const io = (fs: Partial<OutputFs> = {}): OutputIo => ({
    writeStdout: (text) => {
      stdout += text;
    },
    uniqueName: () => 'k3x9',
    fs: { ...nodeOutputFs, ...fs },
  });
  const failureOf = async (path: string, fs: Partial<OutputFs> = {}) => {
    const error: unknown = await writeOutputs([{ format: 'json', path }], render, io(fs)).catch(
      (e: unknown) => e,
    );
    if (!(error instanceof OutputError)) throw new Error('it was written');
    return error.failures[0];
  };

  it('writes each output where it belongs', async () => {
    const path = join(folder, 'a.json');
    await writeOutputs(
      [
        { format: 'text', path: null },
        { format: 'json', path },
      ],
      render,
      io(),
    );
    expect(stdout).toBe('a report in text\n');
    expect(await readFile(path, 'utf8')).toBe('a report in json\n');
    expect(await readdir(folder)).toEqual(['a.json']);
  });

  it('replaces an earlier report and keeps who may read it', async () => {
    const path = join(folder, 'a.json');
    await writeFile(path, 'a much longer report of an earlier run', { mode: 0o600 });
    await writeOutputs([{ format: 'json', path }], render, io());
    expect(await readFile(path, 'utf8')).toBe('a report in json\n');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('leaves the earlier report whole, and nothing else, when the disk is full', async () => {
    const path = join(folder, 'a.json');
    await writeFile(path, 'earlier');
    const create: OutputFs['create'] = async (name, mode) => {
      const file = await nodeOutputFs.create(name, mode);
      return { writeFile: () => Promise.reject(full), sync: () => file.sync(), close: () => file.close() };
    };
    expect(await failureOf(path, { create })).toMatchObject({ mend: expect.stringContaining('space') });
    expect(await readFile(path, 'utf8')).toBe('earlier');
    expect(await readdir(folder)).toEqual(['a.json']);
  });

  it('writes through a link and leaves it a link', async () => {
    await mkdir(join(folder, 'there'));
    await writeFile(join(folder, 'there/real.json'), '');
    const link = join(folder, 'latest.json');
    await symlink('there/real.json', link);
    await writeOutputs([{ format: 'json', path: link }], render, io());
    expect((await lstat(link)).isSymbolicLink()).toBe(true);
    expect(await readFile(join(folder, 'there/real.json'), 'utf8')).toBe('a report in json\n');
  });

  it('writes into a pipe and leaves it a pipe', async () => {
    const pipe = join(folder, 'pipe');
    await promisify(execFile)('mkfifo', [pipe]);
    const [read] = await Promise.all([
      readFile(pipe, 'utf8'),
      writeOutputs([{ format: 'json', path: pipe }], render, io()),
    ]);
    expect(read).toBe('a report in json\n');
    expect((await stat(pipe)).isFIFO()).toBe(true);
  });

  it('writes into a device', async () => {
    await writeOutputs([{ format: 'json', path: '/dev/null' }], render, io());
    expect((await stat('/dev/null')).isCharacterDevice()).toBe(true);
  });

  it('tries every output though one fails, and tells all that failed', async () => {
    const good = join(folder, 'good.json');
    const specs = [
      { format: 'json', path: join(folder, 'missing/a.json') },
      { format: 'text', path: folder },
      { format: 'harness-json', path: good },
    ] as const;
    const error: unknown = await writeOutputs(specs, render, io()).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(OutputError);
    expect(error).toMatchObject({
      code: 'output',
      failures: [
        { spec: specs[0], mend: `make the folder first: mkdir -p '${join(folder, 'missing')}'` },
        { spec: specs[1], mend: `name a file in it, e.g. ${folder}/report.json` },
      ],
    });
    expect(String(error)).toContain(`cannot write the json report to ${specs[0].path}`);
    expect(await readFile(good, 'utf8')).toBe('a report in harness-json\n');
  });

  it('counts a report that cannot be made as one that failed', async () => {
    const path = join(folder, 'text.txt');
    const picky = (format: OutputFormat) => {
      if (format === 'json') throw new Error('no such figure');
      return render(format);
    };
    const specs = [
      { format: 'json', path: null },
      { format: 'text', path },
    ] as const;
    await expect(writeOutputs(specs, picky, io())).rejects.toThrow('no such figure');
    expect(await readFile(path, 'utf8')).toBe('a report in text\n');
  });

  it('says what to do about a folder that may not be written to', async () => {
    const refused = Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' });
    const create = () => Promise.reject(refused);
    expect(await failureOf(join(folder, 'a.json'), { create })).toMatchObject({
      mend: expect.stringContaining('you may write'),
    });
  });

  it('offers a file when standard output is gone', async () => {
    const gone = { ...io(), writeStdout: () => Promise.reject(new Error('EPIPE')) };
    await expect(writeOutputs([{ format: 'json', path: null }], render, gone)).rejects.toThrow(
      '--output json:',
    );
  });

  describe('checkOutputPaths', () => {
    it('finds a missing folder before anything is measured', async () => {
      const specs = [
        { format: 'text', path: null },
        { format: 'json', path: join(folder, 'a.json') },
        { format: 'json', path: join(folder, 'missing/a.json') },
        { format: 'json', path: folder },
      ] as const;
      expect(await checkOutputPaths(specs, io())).toEqual([
        expect.stringContaining('mkdir -p'),
        expect.stringContaining('name a file in it'),
      ]);
      expect(await readdir(folder)).toEqual([]);
    });

    it('does not ask whether the folder of a device can be written to', async () => {
      const readOnly = io({ checkWritable: () => Promise.reject(new Error('EACCES')) });
      expect(await checkOutputPaths([{ format: 'json', path: '/dev/null' }], readOnly)).toEqual([]);
    });
  });
});
