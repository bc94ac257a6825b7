import type { Answer } from './answer.js';

/** Time of the deployment that may lie between an answer and what it tells of, on a clock as fast as ours. */
const SLACK_MS = 2_000;
const NEW = 201;

interface Dated {
  readonly created_at?: string;
  readonly last_used_at?: string;
  readonly latest_build?: { readonly created_at: string; readonly job: { readonly created_at: string } };
}

/**
 * What is wrong with the times of an answer beside its own date: what has just been made was made just now, and no
 * workspace was used before it was made, or will be.
 * @param timeScale - How much faster the deployment's clock goes than ours.
 */
export function* timeBreaches({ status, headers, body }: Answer, timeScale: number): Iterable<string> {
  const dateMs = Date.parse(headers.get('date') ?? '');
  const slackMs = SLACK_MS * timeScale;
  if (status === NEW) {
    const { created_at, latest_build: build } = (body ?? {}) as Dated;
    for (const text of [created_at, build?.created_at, build?.job.created_at]) {
      if (text === undefined) continue;
      const agoMs = dateMs - Date.parse(text);
      if (!(Math.abs(agoMs) <= slackMs)) yield `made at ${text}, ${agoMs} ms before its Date`;
    }
  }
  for (const { created_at = '', last_used_at = '' } of workspacesIn(body)) {
    const usedMs = Date.parse(last_used_at);
    if (!(usedMs >= Date.parse(created_at))) yield `used at ${last_used_at}, made at ${created_at}`;
    if (!(usedMs <= dateMs + slackMs)) yield `used at ${last_used_at}, after its Date`;
  }
}

/** The workspace that a body is, or those of its list. */
function workspacesIn(body: unknown): readonly Dated[] {
  if (typeof body !== 'object' || body === null) return [];
  if ('last_used_at' in body) return [body as Dated];
  return 'workspaces' in body && Array.isArray(body.workspaces) ? (body.workspaces as readonly Dated[]) : [];
}
