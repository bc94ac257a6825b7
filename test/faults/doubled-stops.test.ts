import { describe, expect, it } from 'vitest';
import { type OpenProxy, openProxy, type ProxiedRequest } from '../integration/support/proxy.js';
import { alive, NOTHING } from '../integration/support/raw-requests.js';
import { runInProcess, startSteady } from './support/run-in-process.js';

const WORKSPACES = 3;

/**
 * Carries out each stop twice: the first request reaches the deployment only when its sender has given up and asks
 * again, and the second one only when that first stop has ended.
 * @param losesSecond - Whether the second one gets no good answer either.
 */
function doubleStops(
  proxy: OpenProxy,
  deployment: { readonly url: string; readonly token: string },
  losesSecond: boolean,
): void {
  const release = new Map<string, () => void>();
  const ask = (path: string, more: RequestInit = {}) =>
    fetch(`${deployment.url}${path}`, {
      ...more,
      headers: { 'Coder-Session-Token': deployment.token, 'content-type': 'application/json' },
    });
  const hasEnded = async (workspacePath: string): Promise<boolean> => {
    const { latest_build: latest } = (await (await ask(workspacePath)).json()) as {
      readonly latest_build: { readonly transition: string; readonly job: { readonly status: string } };
    };
    return latest.transition === 'stop' && latest.job.status === 'succeeded';
  };
  proxy.rule = async ({ method, path, body, token }: ProxiedRequest) => {
    if (method !== 'POST' || !path.endsWith('/builds') || !body.includes('"stop"')) return undefined;
    const first = release.get(path);
    if (first === undefined) {
      await new Promise<void>((resolve) => release.set(path, resolve));
      return undefined;
    }
    first();
    while (!(await hasEnded(path.slice(0, -'/builds'.length))));
    if (!losesSecond) return undefined;
    const headers = { 'Coder-Session-Token': token, 'content-type': 'application/json' };
    await fetch(`${deployment.url}${path}`, { method, headers, body });
    return 502;
  };
}

describe('stops that are carried out twice, because their answers came too late or not at all', () => {
  it.concurrent.each([
    ['the second answer comes', false],
    ['no answer comes', true],
  ] as const)(
    'lose nobody, and nobody else is blamed for them, when %s',
    async (_, losesSecond) => {
      const deployment = await startSteady(
        { start: 10, stop: 1, delete: 1 },
        { timeScale: 60, provisioners: WORKSPACES },
      );
      const proxy = await openProxy(deployment.url);
      doubleStops(proxy, deployment, losesSecond);
      try {
        const run = await runInProcess(
          { url: proxy.url, token: deployment.token },
          { workspaceCount: WORKSPACES, requestTimeoutMs: 500 },
          60_000,
        );
        const stops = deployment.exportBuilds().filter(({ transition }) => transition === 'stop');
        expect(stops).toHaveLength(2 * WORKSPACES);
        expect([...run.outcomes.values()], run.said.join('\n')).toEqual(
          Array.from({ length: WORKSPACES }, () => 'started'),
        );
        expect(run.exitCode).toBe(0);
        expect(await alive(deployment)).toEqual(NOTHING);
      } finally {
        proxy.close();
        await deployment.close();
      }
    },
    90_000,
  );
});
