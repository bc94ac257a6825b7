import type { ModelBuild } from '../../model/index.js';
import type { ParameterValue } from '../embedded-template.js';
import type { Identities } from '../identities.js';
import type { WorkspaceRecord } from './workspaces.js';

/** What a client said of a build, as far as the model does not know it; absent: nothing. */
export interface BuildRequest {
  readonly reason?: string;
  readonly presetId?: string;
  /** All values, also those that were not given. */
  readonly parameters?: readonly ParameterValue[];
  readonly state?: Uint8Array;
}

/** What a client said of a build, as data. */
export type BuildRequestSnapshot = Omit<BuildRequest, 'state'> & {
  /** Of the build's job. */
  readonly sequence: number;
  /** Base64. */
  readonly state?: string;
};

/** Identities of builds and of their jobs, and what requests told of them that the model does not know. */
export class Builds {
  readonly #identities: Identities;
  readonly #byId = new Map<string, ModelBuild>();
  readonly #requests = new Map<number, BuildRequest>();

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

  /** Keeps what a client said of a build beyond what the model knows. */
  setRequest(build: ModelBuild, request: BuildRequest): void {
    this.#requests.set(build.sequence, request);
  }

  /** What clients said of builds, by the builds' sequence numbers. */
  get requests(): ReadonlyMap<number, BuildRequest> {
    return this.#requests;
  }

  /** What clients said of builds, as data. */
  snapshot(): readonly BuildRequestSnapshot[] {
    return Array.from(this.#requests, ([sequence, { state, ...rest }]) => ({
      ...rest,
      sequence,
      ...(state === undefined ? {} : { state: Buffer.from(state).toString('base64') }),
    }));
  }

  /** Takes over what was saved; clients may have been told the id of any of the builds. */
  restore(requests: readonly BuildRequestSnapshot[], builds: Iterable<ModelBuild>): void {
    for (const { sequence, state, ...rest } of requests) {
      const saved = state === undefined ? {} : { state: Buffer.from(state, 'base64') };
      this.#requests.set(sequence, { ...rest, ...saved });
    }
    for (const build of builds) this.idOf(build);
  }

  reasonOf(build: ModelBuild): string {
    return this.#requests.get(build.sequence)?.reason || build.reason;
  }

  /** The preset that was chosen for the build. */
  presetOf(build: ModelBuild): string | null {
    return this.#requests.get(build.sequence)?.presetId ?? null;
  }

  /** Values of the template's parameters; builds that nobody gave any keep those of the build before. */
  parametersOf(workspace: WorkspaceRecord, build: ModelBuild): readonly ParameterValue[] {
    for (let index = build.number - 1; index >= 0; index--) {
      const before = workspace.state.builds[index];
      const own = before === undefined ? undefined : this.#requests.get(before.sequence)?.parameters;
      if (own !== undefined) return own;
    }
    return workspace.parameters;
  }

  /** Terraform's own notes, as a client handed them in with this build or one before; nobody else makes any. */
  stateOf(workspace: WorkspaceRecord, build: ModelBuild): Uint8Array {
    for (let index = build.number - 1; index >= 0; index--) {
      const before = workspace.state.builds[index];
      const own = before === undefined ? undefined : this.#requests.get(before.sequence)?.state;
      if (own !== undefined) return own;
    }
    return new Uint8Array();
  }
}
