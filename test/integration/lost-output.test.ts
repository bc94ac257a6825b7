import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const BIN = join(import.meta.dirname, '../../dist/bin.js');
const run = promisify(execFile);

describe('standard output that takes nothing', () => {
  it.each(['--version', 'plan predict -c 5 --provisioners 5 --replications 1'])(
    'is told of on standard error and by the exit code when it is full: %s',
    async (words) => {
      const shell = run('sh', ['-c', `"$0" "$1" ${words} > /dev/full`, process.execPath, BIN]);
      await expect(shell).rejects.toMatchObject({
        code: 1,
        stderr: expect.stringMatching(/^nineam: cannot write to standard output: .*ENOSPC/),
      });
    },
  );

  it('is no failure when its reader has gone away', async () => {
    const { stderr } = await run('sh', ['-c', '"$0" "$1" serve --help | true', process.execPath, BIN]);
    expect(stderr).toBe('');
  });
});
