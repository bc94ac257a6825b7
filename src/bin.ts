#!/usr/bin/env node
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { homedir, hostname } from 'node:os';
import { createInterface } from 'node:readline/promises';
import { crashText, main } from './cli/index.js';
import { diskJournals } from './journal/index.js';
import { SystemClock } from './time/index.js';

const manifest: { readonly version: string } = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
);

async function ask(question: string): Promise<string | null> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return null;
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await prompt.question(question);
  } catch {
    // Ctrl-C or Ctrl-D at the question: the answer is no.
    return '';
  } finally {
    prompt.close();
  }
}

/**
 * When a process began, as Linux counts it: in which boot, and so many ticks after it. `null` elsewhere, and for a
 * process that is no more. The name of a process may hold spaces and parentheses; the fields are counted behind it.
 */
function startOf(pid: number): string | null {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1')
      .replace(/^.*\) /s, '')
      .split(' ');
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').slice(0, 8);
    return `${boot}-${fields[19] ?? ''}`;
  } catch {
    return null;
  }
}

/** Signal 0 asks without disturbing; a process of somebody else answers with EPERM. */
function isAlive(pid: number, start: string): boolean {
  const now = startOf(pid);
  if (now !== null && start !== '' && now !== start) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Why standard output did not take what was printed; a reader that went away (`nineam run | head`) is no reason. */
let lostOutput: string | null = null;

// Neither ends what we clean up.
process.stderr.on('error', () => undefined);
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE' || lostOutput !== null) return;
  lostOutput = error.message;
  // The command may be over by now.
  process.exitCode = process.exitCode || 1;
  process.stderr.write(`nineam: cannot write to standard output: ${error.message}\n`);
});

// Node would print every field of the error, and one of a request holds the token in its headers.
process.on('uncaughtException', (error) => {
  process.stderr.write(
    `nineam: ${crashText(error, { argv: process.argv, env: process.env })}\n` +
      '    → this is a fault of nineam; `nineam cleanup --list` shows what a run has left behind\n',
  );
  process.exit(1);
});

const code = await main({
  argv: process.argv.slice(2),
  env: process.env,
  stdout: process.stdout,
  stderr: process.stderr,
  ask,
  homeDir: homedir(),
  platform: process.platform,
  cwd: process.cwd(),
  realClock: new SystemClock(),
  randomBytes: (count) => randomBytes(count),
  onSignal(listener) {
    let told = false;
    const tell = (signal: 'SIGINT' | 'SIGTERM'): void => {
      told = true;
      listener(signal);
    };
    const hangUp = (): void => {
      if (!told) tell('SIGTERM');
    };
    process.on('SIGINT', tell);
    process.on('SIGTERM', tell);
    process.on('SIGHUP', hangUp);
    return () => {
      process.off('SIGINT', tell);
      process.off('SIGTERM', tell);
      process.off('SIGHUP', hangUp);
    };
  },
  exitNow: (code) => process.exit(code),
  writer: {
    pid: process.pid,
    host: hostname(),
    start: startOf(process.pid) ?? String(Math.round(performance.timeOrigin)),
  },
  isAlive,
  journals: diskJournals,
  nineamVersion: manifest.version,
  nodeVersion: process.version,
});
process.exitCode = code === 0 && lostOutput !== null ? 1 : code;
