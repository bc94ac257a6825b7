import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'undici';
import type { Served } from './server.js';

/** Requests under way at a time. */
const CONCURRENCY = 64;
/** Between two questions whether builds have ended: each makes the server look at all workspaces. */
const PAUSE_MS = 250;

/** The requests of the benchmarks, straight through undici. */
export class Load {
  readonly #pool: Pool;
  readonly #headers: Record<string, string>;

  constructor({ url, token }: Served) {
    this.#pool = new Pool(url, { connections: CONCURRENCY });
    this.#headers = { 'content-type': 'application/json' };
    if (token !== '') this.#headers['coder-session-token'] = token;
  }

  /** @throws Error for an answer of 400 or more. */
  async send(method: 'GET' | 'POST' | 'PUT', path: string, content?: unknown): Promise<string> {
    const { statusCode, body } = await this.#pool.request({
      method,
      path,
      headers: this.#headers,
      body: content === undefined ? null : JSON.stringify(content),
    });
    const text = await body.text();
    if (statusCode >= 400) throw new Error(`${method} ${path}: ${statusCode} ${text}`);
    return text;
  }

  /** Works on the items, so many at a time as there are connections. */
  async forEach<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
    const results: R[] = [];
    let next = 0;
    const lane = async (): Promise<void> => {
      for (let at = next++; at < items.length; at = next++) results[at] = await work(items[at] as T);
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, lane));
    return results;
  }

  /** So many running workspaces, all of the token's user. @returns Their ids. */
  async runningWorkspaces(count: number, templateId: string): Promise<string[]> {
    const names = Array.from({ length: count }, (_, index) => `bench-${index}`);
    const ids = await this.forEach(names, async (name) => {
      const text = await this.send('POST', '/api/v2/users/me/workspaces', { template_id: templateId, name });
      return (JSON.parse(text) as { readonly id: string }).id;
    });
    await this.settled('running', count);
    return ids;
  }

  /** Asks for a build of each workspace. */
  async build(ids: readonly string[], transition: 'start' | 'stop'): Promise<void> {
    await this.forEach(ids, (id) => this.send('POST', `/api/v2/workspaces/${id}/builds`, { transition }));
  }

  /** Waits until so many workspaces have the status. */
  async settled(status: string, wanted: number): Promise<void> {
    const q = encodeURIComponent(`name:bench- status:${status}`);
    for (;;) {
      const page = JSON.parse(await this.send('GET', `/api/v2/workspaces?limit=1&q=${q}`));
      if (page.count === wanted) return;
      await pause(PAUSE_MS);
    }
  }

  close(): Promise<void> {
    return this.#pool.close();
  }
}
