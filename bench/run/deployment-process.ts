import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AccessLine } from './access-log.js';
import { parseAccessLog } from './access-log.js';
import { type Ended, startMeasured, type Usage } from './measured-process.js';

export const NINEAM = new URL('../../src/bin.js', import.meta.url);

/** `nineam serve` in a process of its own. */
export interface DeploymentProcess {
  readonly url: string;
  readonly token: string;
  readonly organizationId: string;
  readonly template: { readonly name: string; readonly id: string };
  /** Where its clients may leave files. */
  readonly folder: string;
  /** Ends it, and removes the folder. @throws Error when users or workspaces were left behind. */
  readonly end: () => Promise<{ readonly usage: Usage; readonly requests: readonly AccessLine[] }>;
}

/** Starts a deployment that nobody has used before. */
export async function startDeployment(args: readonly string[]): Promise<DeploymentProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'nineam-bench-'));
  const readyFile = join(folder, 'ready.json');
  const accessLog = join(folder, 'access.ndjson');
  const files = ['--ready-file', readyFile, '--access-log', accessLog];
  const server = startMeasured('serve', NINEAM, ['serve', ...files, '--seed', 'bench', ...args], folder);
  await server.prints('listening on');
  const ready: {
    readonly url: string;
    readonly token: string;
    readonly organization_id: string;
    readonly templates: readonly { readonly name: string; readonly id: string }[];
  } = JSON.parse(await readFile(readyFile, 'utf8'));
  const [template] = ready.templates;
  if (template === undefined) throw new Error('the deployment has no template');
  return {
    url: ready.url,
    token: ready.token,
    organizationId: ready.organization_id,
    template,
    folder,
    async end() {
      const users = await count(ready, '/api/v2/users');
      const workspaces = await count(ready, '/api/v2/workspaces');
      server.child.kill('SIGTERM');
      const { usage } = succeeded('serve', await server.ended);
      // The last two are our own questions of just now.
      const requests = parseAccessLog(await readFile(accessLog, 'utf8')).slice(0, -2);
      await rm(folder, { recursive: true, force: true });
      if (users !== 1 || workspaces !== 0) {
        throw new Error(`left behind: ${users - 1} users, ${workspaces} workspaces`);
      }
      return { usage, requests };
    },
  };
}

/** @throws Error with what the process said, unless it ended well. */
export function succeeded(name: string, ended: Ended): Ended {
  if (ended.code !== 0) {
    throw new Error(
      `${name} ended with ${ended.code}:\n${ended.stdout.slice(-4000)}${ended.stderr.slice(-4000)}`,
    );
  }
  return ended;
}

async function count(
  server: { readonly url: string; readonly token: string },
  path: string,
): Promise<number> {
  const answer = await fetch(`${server.url}${path}?limit=1`, {
    headers: { 'coder-session-token': server.token },
  });
  const page = (await answer.json()) as { readonly count: number };
  return page.count;
}
