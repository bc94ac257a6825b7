import { describeProblem, problemsOfAnswer } from '../schema/answer-problems.js';
import { routeOf } from '../schema/description.js';
import type { Subject } from '../subject.js';
import { type Answer, type Asked, headerMap, headersOf, parseBody } from './answer.js';
import { Countdowns } from './countdowns.js';
import { ruleBreaches } from './rules-of-every-answer.js';
import { timeBreaches } from './times.js';

const BYPASS = { 'X-Coder-Bypass-Ratelimit': 'true' };

/** Asks one server, and holds every single answer to what all answers have in common. */
export class Client {
  readonly baseUrl: string;
  /** The described routes that have answered with a success, by name. */
  readonly succeeded = new Set<string>();
  /** What has been made with a POST, in order. */
  readonly made: { readonly kind: 'user' | 'workspace'; readonly id: string }[] = [];
  readonly #problems: string[] = [];
  readonly #requestIds = new Set<string>();
  readonly #countdowns: Countdowns;
  readonly #timeScale: number;

  constructor(subject: Pick<Subject, 'isOurs' | 'timeScale' | 'url'>) {
    this.baseUrl = subject.url;
    this.#countdowns = new Countdowns(subject);
    this.#timeScale = subject.timeScale;
  }

  /** What was wrong with answers since the last call. */
  takeProblems(): readonly string[] {
    return this.#problems.splice(0);
  }

  async ask(asked: Asked): Promise<Answer> {
    const { body } = asked;
    const response = await fetch(new URL(asked.path, this.baseUrl), {
      method: asked.method,
      redirect: 'manual',
      headers: {
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headersOf(asked),
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const headers = headerMap(response.headers);
    const text = await response.text();
    const answer = { status: response.status, headers, text, body: parseBody(headers, text) };
    this.inspect(asked, answer);
    if (answer.status === 201) this.#remember(asked, answer.body as { readonly id: string });
    return answer;
  }

  /** A question of the suite's own, past the rate limit, so that it takes nothing from the limits under test. */
  async askAside(ownerToken: string, path: string): Promise<Answer> {
    return this.ask({ method: 'GET', path, token: ownerToken, headers: BYPASS });
  }

  #remember({ path }: Asked, { id }: { readonly id: string }): void {
    if (path === '/api/v2/users') this.made.push({ kind: 'user', id });
    if (/\/users\/[^/]+\/workspaces$|\/members\/[^/]+\/workspaces$/.test(path)) {
      this.made.push({ kind: 'workspace', id });
    }
  }

  /** Notes what is wrong with an answer, wherever it came from. */
  inspect(asked: Asked, answer: Answer): void {
    const route = routeOf(asked.method, asked.path);
    if (route !== null && answer.status < 400) this.succeeded.add(route.name);
    const problems = [
      ...ruleBreaches(asked, answer, this.#requestIds),
      ...timeBreaches(answer, this.#timeScale),
      ...this.#countdowns.breaches(asked, answer),
      ...problemsOfAnswer(asked, answer).map(describeProblem),
    ];
    for (const problem of problems) {
      this.#problems.push(`${asked.method} ${asked.path} → ${answer.status}: ${problem}`);
    }
  }
}
