import { execFile, spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from './support/processes.js';

const BIN = join(import.meta.dirname, '../../dist/bin.js');
const QUICK =
  'run --embedded -c 3 --provisioners 3 --time-scale 600 --service-time constant=2s --no-progress';

/** Runs a line of shell with `nineam` in it. @returns Its exit code. */
async function shell(line: string, folder: string): Promise<number | null> {
  const child = spawn('bash', ['-c', line.replaceAll('nineam', `'${process.execPath}' '${BIN}'`)], {
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '', HOME: folder },
    stdio: 'ignore',
  });
  return new Promise((resolve) => child.on('close', resolve));
}

/** Fails unless the text is one JSON document with the results of three workspaces. */
function expectOneReport(text: string): void {
  expect((JSON.parse(text) as { readonly total_runs: number }).total_runs).toBe(3);
}

describe('an output that is no file', () => {
  it('is written once into a named pipe, and the run ends though its reader has left', async () => {
    const folder = await temporaryFolder();
    await promisify(execFile)('mkfifo', [join(folder, 'pipe')]);
    const code = await shell(
      `cat pipe > read.json & nineam ${QUICK} --output json:pipe; code=$?; wait; exit $code`,
      folder,
    );
    expect(code).toBe(0);
    expectOneReport(await readFile(join(folder, 'read.json'), 'utf8'));
  }, 60_000);

  it('is written once into a pipe behind /dev/stdout', async () => {
    const folder = await temporaryFolder();
    expect(
      await shell(`set -o pipefail; nineam ${QUICK} --output json:/dev/stdout | cat > read.json`, folder),
    ).toBe(0);
    expectOneReport(await readFile(join(folder, 'read.json'), 'utf8'));
  }, 60_000);

  it('goes behind what a log already holds', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'log'), 'what was there before\n');
    expect(await shell(`nineam ${QUICK} --output json:/dev/stdout >> log`, folder)).toBe(0);
    const log = await readFile(join(folder, 'log'), 'utf8');
    expect(log.startsWith('what was there before\n{')).toBe(true);
    expectOneReport(log.slice(log.indexOf('{')));
  }, 60_000);
});
