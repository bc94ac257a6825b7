import type { ModelBuild } from '../../model/index.js';
import type { Identities } from '../identities.js';

/** Identities of builds and of their jobs, and what requests told of them that the model does not know. */
export class Builds {
  readonly #identities: Identities;
  readonly #byId = new Map<string, ModelBuild>();
  readonly #reasons = new Map<number, string>();

  constructor(identities: Identities) {
    this.#identities = identities;
  }

  /** The id under which clients find the build from now on: one they were never told cannot be asked for. */
  idOf(build: ModelBuild): string {
    const id = this.#identities.of('build', build.sequence);
    if (!this.#byId.has(id)) this.#byId.set(id, build);
    return id;
  }

  jobIdOf(build: ModelBuild): string {
    return this.#identities.of('job', build.sequence);
  }

  withId(id: string): ModelBuild | undefined {
    return this.#byId.get(id);
  }

  /** Keeps the reason that a client gave. */
  setReason(build: ModelBuild, reason: string): void {
    this.#reasons.set(build.sequence, reason);
  }

  reasonOf(build: ModelBuild): string {
    return this.#reasons.get(build.sequence) ?? build.reason;
  }
}
