import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** What a process used from its start to its end. */
export interface Usage {
  /** User and system time, start of Node included. */
  readonly cpuSeconds: number;
  /** Peak resident memory, in 10^6 bytes. */
  readonly peakMegabytes: number;
  readonly wallSeconds: number;
}

/** A process that has ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly usage: Usage;
}

/** A compiled program in a Node process of its own. */
export interface MeasuredProcess {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves when the text has been printed; rejects when the process ends without it. */
  readonly prints: (text: string) => Promise<void>;
}

const REPORTER = new URL('./report-usage.js', import.meta.url).href;

const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** Starts a compiled program; `folder` is where it may leave files, and its home. */
export function startMeasured(
  name: string,
  program: URL,
  args: readonly string[],
  folder: string,
  env: Readonly<Record<string, string>> = {},
): MeasuredProcess {
  const usageFile = join(folder, `${name}-usage.json`);
  const began = performance.now();
  const child = spawn(process.execPath, ['--import', REPORTER, program.pathname, ...args], {
    env: { PATH: process.env['PATH'] ?? '', HOME: folder, ...env, NINEAM_BENCH_USAGE: usageFile },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const end = async (): Promise<Ended> => {
    const [code] = (await once(child, 'close')) as [number | null];
    running.delete(child);
    const wallSeconds = (performance.now() - began) / 1000;
    const used: NodeJS.ResourceUsage = JSON.parse(await readFile(usageFile, 'utf8'));
    await rm(usageFile);
    const cpuSeconds = (used.userCPUTime + used.systemCPUTime) / 1e6;
    return {
      code,
      stdout,
      stderr,
      usage: { cpuSeconds, peakMegabytes: (used.maxRSS * 1024) / 1e6, wallSeconds },
    };
  };
  const ended = end();
  return {
    child,
    ended,
    prints: async (text) => {
      while (!stdout.includes(text)) {
        await Promise.race([once(child.stdout, 'data'), once(child, 'close')]);
        if (child.exitCode !== null && !stdout.includes(text)) {
          throw new Error(`${name} ended before it printed "${text}":\n${stdout}${stderr}`);
        }
      }
    },
  };
}
