import type { BuildUpdateStream, CallOptions, WorkspaceBuildUpdate } from '../../src/codersdk/index.js';
import type { FeedClient } from '../../src/feed/index.js';
import type { JobStatus } from '../../src/storm/index.js';
import { FakeRecords } from '../collect/fake-records.js';

/** One watch-all socket, without the buffering of a real one. */
export class FakeStream implements BuildUpdateStream {
  readonly ended: Promise<{ code: number; reason: string }>;
  closed = false;
  readonly #queue: WorkspaceBuildUpdate[] = [];
  #wake: () => void = () => {};
  #end: (end: { code: number; reason: string }) => void = () => {};

  constructor() {
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  send(update: WorkspaceBuildUpdate): void {
    if (this.closed) return;
    this.#queue.push(update);
    this.#wake();
  }

  /** The connection ends as if the server or the network had ended it. */
  drop(code: number, reason = ''): void {
    this.closed = true;
    this.#end({ code, reason });
    this.#wake();
  }

  close(): void {
    this.drop(1000, 'closed by the client');
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<WorkspaceBuildUpdate, void, undefined> {
    for (;;) {
      const update = this.#queue.shift();
      if (update !== undefined) yield update;
      else if (this.closed) return;
      else
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
    }
  }
}

/** A deployment whose records, sockets and refusals the tests move by hand. */
export class FakeDeployment extends FakeRecords implements FeedClient {
  /** Every socket ever opened. */
  readonly streams: FakeStream[] = [];

  get openStreams(): FakeStream[] {
    return this.streams.filter((stream) => !stream.closed);
  }

  readonly provisioners: FeedClient['provisioners'] = {
    jobs: async (organizationId, _query, options) => {
      await this.answer({ kind: 'jobs', q: organizationId, offset: 0 }, options);
      const pending = [...this.all()].filter((w) => w.builds.some((b) => b.status === 'pending')).length;
      return [{ queueSize: pending }];
    },
  };

  async watchAllWorkspaceBuilds(options?: CallOptions): Promise<BuildUpdateStream> {
    await this.answer({ kind: 'watch', q: '', offset: 0 }, options);
    const stream = new FakeStream();
    this.streams.push(stream);
    return stream;
  }

  /** Ends a build, the latest if none is named; tells it on every open socket. */
  finish(id: string, status: JobStatus = 'succeeded', number?: number): void {
    this.set(id, status, number);
    this.tell(id, status, number);
  }

  /** Says on every open socket that a build has ended, whether it has or not. */
  tell(id: string, status: JobStatus, number?: number): void {
    const { name, builds } = this.find(id);
    const build = builds[(number ?? builds.length) - 1];
    if (build === undefined) throw new Error(`no build ${number} of ${id}`);
    for (const stream of this.openStreams) {
      stream.send({
        workspaceId: id,
        workspaceName: name,
        buildId: `${id}-build-${build.number}`,
        transition: build.transition,
        jobStatus: status,
        buildNumber: build.number,
      });
    }
  }
}
