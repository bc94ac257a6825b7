import { Correspondence } from './compare/correspondence.js';
import type { RecordedRequest } from './recordings.js';
import type { Subject } from './subject.js';
import type { Answer, Asked } from './wire/answer.js';
import type { Client } from './wire/client.js';
import { until } from './wire/until.js';

/** As much of a build as the suite waits by. */
interface BuildView {
  readonly id: string;
  readonly build_number: number;
  readonly transition: string;
  readonly job: { readonly status: string; readonly started_at?: string };
}

/** As much of a workspace as the suite waits by. */
export interface WorkspaceView {
  readonly id: string;
  readonly latest_build: BuildView;
}

/** Statuses of jobs that have ended. */
const ENDED = new Set(['succeeded', 'failed', 'canceled']);

/** One chapter under way: the deployment that it asks, and what has been learnt so far. */
export class World {
  readonly subject: Subject;
  readonly client: Client;
  readonly correspondence = new Correspondence();
  /** The last answer to each recording of the chapter. */
  readonly answers = new Map<string, Answer>();
  /** What the recordings call "other": some user who is no owner. */
  otherToken = '';
  readonly #leave: (() => void)[] = [];

  constructor(subject: Subject, client: Client) {
    this.subject = subject;
    this.client = client;
  }

  /** The recorded request in our terms. */
  asked(request: RecordedRequest): Asked {
    const { method, path, headers = {}, body, authenticated } = request;
    const tokens = { no: null, owner: this.subject.token, other: this.otherToken };
    return {
      method,
      path: this.correspondence.translatePath(path),
      token: tokens[authenticated ?? 'owner'],
      headers: Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [name, this.correspondence.translate(value)]),
      ),
      ...(body === undefined ? {} : { body: this.correspondence.translateBody(body) }),
    };
  }

  /** A question besides the cases, as the owner. */
  async read<T>(path: string): Promise<T> {
    const { body } = await this.client.askAside(this.subject.token, `/api/v2${path}`);
    return body as T;
  }

  /** A command besides the cases, as the owner unless told otherwise. @throws Error if it is refused. */
  async command<T>(method: string, path: string, body?: unknown, token = this.subject.token): Promise<T> {
    const asked = {
      method,
      path: `/api/v2${path}`,
      token,
      headers: {},
      ...(body === undefined ? {} : { body }),
    };
    const answer = await this.client.ask(asked);
    if (answer.status >= 400) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
    return answer.body as T;
  }

  /** Has something done when the chapter is over, whatever has become of it. */
  atEnd(leave: () => void): void {
    this.#leave.push(leave);
  }

  /** Leaves every stream. */
  end(): void {
    for (const leave of this.#leave.splice(0)) leave();
  }

  async untilTrue(what: string, holds: () => Promise<boolean>): Promise<void> {
    await until(what, async () => ((await holds()) ? true : undefined));
  }

  /** Waits until the workspace's latest build is as wanted. */
  async untilBuild(
    workspaceId: string,
    what: string,
    matches: (build: BuildView) => boolean,
  ): Promise<WorkspaceView> {
    return until(`${what} of workspace ${workspaceId}`, async () => {
      const workspace = await this.read<WorkspaceView>(`/workspaces/${workspaceId}?include_deleted=true`);
      return matches(workspace.latest_build) ? workspace : undefined;
    });
  }

  /** Waits until no build of the workspace is under way. */
  async untilIdle(workspaceId: string): Promise<WorkspaceView> {
    return this.untilBuild(workspaceId, 'the end', ({ job }) => ENDED.has(job.status));
  }
}
