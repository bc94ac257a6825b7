import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

const BIN = join(import.meta.dirname, '../../../dist/bin.js');

/** What a finished process said. */
export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A running nineam, and what it has said so far. */
export class Running {
  readonly child: ChildProcess;
  readonly #stdout: string[] = [];
  readonly #stderr: string[] = [];
  readonly #listeners = new Set<() => void>();
  readonly finished: Promise<Finished>;

  constructor(args: readonly string[], env: Readonly<Record<string, string>>) {
    this.child = spawn(process.execPath, [BIN, ...args], {
      env: { PATH: process.env['PATH'] ?? '', HOME: env['HOME'] ?? '/nonexistent', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => this.#heard(this.#stdout, text));
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => this.#heard(this.#stderr, text));
    this.finished = once(this.child, 'close').then(([code]: (number | null)[]) => ({
      code: code ?? null,
      stdout: this.stdout,
      stderr: this.stderr,
    }));
    onTestFinished(() => {
      this.child.kill('SIGKILL');
    });
  }

  get stdout(): string {
    return this.#stdout.join('');
  }

  get stderr(): string {
    return this.#stderr.join('');
  }

  /** Resolves when the text has been printed on either stream; rejects when the process ends without it. */
  async says(text: string | RegExp): Promise<void> {
    const found = (): boolean => {
      const all = this.stdout + this.stderr;
      return typeof text === 'string' ? all.includes(text) : text.test(all);
    };
    if (found()) return;
    await new Promise<void>((resolve, reject) => {
      const check = (): void => {
        if (!found()) return;
        this.#listeners.delete(check);
        resolve();
      };
      this.#listeners.add(check);
      void this.finished.then(({ code }) => {
        if (found()) resolve();
        else reject(new Error(`ended with ${code} before it said ${text}:\n${this.stdout}\n${this.stderr}`));
      });
    });
  }

  signal(name: 'SIGINT' | 'SIGTERM' | 'SIGHUP' | 'SIGKILL'): void {
    this.child.kill(name);
  }

  #heard(stream: string[], text: string): void {
    stream.push(text);
    for (const listener of this.#listeners) listener();
  }
}

/** A folder that is gone after the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'nineam-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Starts the built command line with a state folder of its own. */
export function startNineam(args: readonly string[], env: Readonly<Record<string, string>>): Running {
  return new Running(args, env);
}

/** Runs the built command line to its end. */
export function nineam(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Finished> {
  return startNineam(args, env).finished;
}

/** A deployment in a process of its own. */
export interface Served {
  readonly url: string;
  readonly token: string;
  readonly templateName: string;
  readonly organizationId: string;
  readonly folder: string;
  /** Environment in which nineam finds it. */
  readonly env: Readonly<Record<string, string>>;
  /** Ends it and reads what it exported. */
  readonly end: () => Promise<{
    readonly builds: string;
    readonly accessLog: string;
    readonly stderr: string;
  }>;
}

/** Starts `nineam serve` and waits until it listens. */
export async function serve(args: readonly string[] = []): Promise<Served> {
  const folder = await temporaryFolder();
  const files = {
    ready: join(folder, 'ready.json'),
    builds: join(folder, 'builds.csv'),
    access: join(folder, 'access.ndjson'),
  };
  const server = startNineam(
    [
      'serve',
      '--ready-file',
      files.ready,
      '--export-builds',
      files.builds,
      '--access-log',
      files.access,
      ...args,
    ],
    {},
  );
  await server.says('listening on');
  const ready: {
    readonly url: string;
    readonly token: string;
    readonly organization_id: string;
    readonly templates: readonly { readonly name: string }[];
  } = JSON.parse(await readFile(files.ready, 'utf8'));
  return {
    url: ready.url,
    token: ready.token,
    templateName: ready.templates[0]?.name ?? '',
    organizationId: ready.organization_id,
    folder,
    env: { CODER_URL: ready.url, CODER_SESSION_TOKEN: ready.token, NINEAM_STATE_DIR: join(folder, 'state') },
    async end() {
      server.signal('SIGTERM');
      const { stderr } = await server.finished;
      return {
        builds: await readFile(files.builds, 'utf8'),
        accessLog: await readFile(files.access, 'utf8'),
        stderr,
      };
    },
  };
}
