import { expect } from 'vitest';
import { describeProblem, problemsOfAnswer } from '../../conformance/schema/answer-problems.js';
import { DESCRIBED_ROUTES } from '../../conformance/schema/description.js';
import { TestDeployment } from '../harness.js';
import type { FuzzedRequest } from './any-request.js';
import { routesOf, type Stage } from './stage.js';

/** What a defect in the server says instead of an answer. */
const CRASH = 'Something went wrong in the server.';
/** Longest real time for one answer, whatever is asked. */
const PATIENCE_MS = 2000;

/** Where the contract lists a 500: a status that is none; a schedule or a cancellation that the database refuses. */
const MAY_FAIL = [
  /^POST \/api\/v2\/users$/,
  /^PUT \/api\/v2\/workspaces\/[^/]+\/autostart$/,
  /^PATCH \/api\/v2\/workspacebuilds\/[^/]+\/cancel$/,
];

const withoutNames = (route: string) => route.replace(/\{[^}]+\}/g, '{}');
const described = new Set(DESCRIBED_ROUTES.map(({ name }) => withoutNames(name)));
/** Routes that the API's description does not have, so that nothing is said of their bodies. */
const UNDESCRIBED = routesOf(new TestDeployment())
  .filter(({ method, path }) => !described.has(withoutNames(`${method.toLowerCase()} ${path}`)))
  .map(({ method, path }) => new RegExp(`^${method} ${path.replace(/\{[^}]+\}/g, '[^/]+')}$`));

interface Sent {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** Sends it, and checks what must hold of every answer, whoever asks for whatever. */
export async function sendAndCheck(
  stage: Stage,
  request: FuzzedRequest,
  token: string | null,
): Promise<Sent> {
  const startMs = performance.now();
  const answer = await send(stage, request, token);
  expect(performance.now() - startMs).toBeLessThan(PATIENCE_MS);
  const { method } = request;
  const path = request.path.replace(/[?#].*/s, '');
  expect(answer.text).not.toContain(CRASH);
  expect(answer.status).toBeGreaterThanOrEqual(200);
  expect(answer.status).toBeLessThanOrEqual(500);
  if (answer.status === 500) {
    expect(
      MAY_FAIL.some((route) => route.test(`${method} ${path}`)),
      `${method} ${path}: 500`,
    ).toBe(true);
  }
  expect(answer.headers.get('x-coder-build-version')).toBe('v2.34.0');
  const isJson = answer.headers.get('content-type')?.startsWith('application/json') ?? false;
  if (isJson && method !== 'HEAD') {
    const body = JSON.parse(answer.text) as unknown;
    if (answer.status >= 400) expect(body).toHaveProperty('message');
    if (answer.status < 400 && !UNDESCRIBED.some((route) => route.test(`${method} ${path}`))) {
      const asked = { method, path, token, headers: {} };
      const problems = problemsOfAnswer(asked, { ...answer, headers: new Map(answer.headers), body });
      expect(problems.map(describeProblem), `${method} ${path}`).toEqual([]);
    }
  }
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  return answer;
}

async function send({ deployment }: Stage, request: FuzzedRequest, token: string | null): Promise<Sent> {
  const { method, path, headers, body } = request;
  const hasBody = method !== 'GET' && method !== 'HEAD';
  const all = { ...(token === null ? {} : { 'Coder-Session-Token': token }), ...headers };
  const init = { method, headers: all, ...(hasBody ? { body } : {}) };
  const response = await deployment.embedded.app.request(path, init, {});
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') ?? false;
  const text = isStream ? await firstEventsOf(response) : await response.text();
  return { status: response.status, headers: response.headers, text };
}

/** What an event stream tells at once, before anything happens: a ping and a snapshot. */
async function firstEventsOf({ body }: Response): Promise<string> {
  if (body === null) return '';
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  while (!/^data: .*\n\n/m.test(text)) {
    const { done, value } = await reader.read();
    if (done) break;
    text += decoder.decode(value, { stream: true });
  }
  await reader.cancel();
  return text;
}
