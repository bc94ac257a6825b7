import { jobStatus, type ModelWorkspace, type StormModel } from '../../model/index.js';
import type { Transition } from '../../storm/index.js';
import type { Templates } from '../directory/templates.js';
import type { UserRecord, Users } from '../directory/users.js';
import type { WorkspaceRecord, Workspaces } from '../directory/workspaces.js';
import { resolveParameters } from '../parameter-values.js';
import type { Secrets } from '../secrets.js';
import type { Deed, Past } from './past.js';

/** What a past is written into: a deployment that nobody has seen yet. */
export interface PastTarget {
  readonly model: StormModel;
  readonly users: Users;
  readonly workspaces: Workspaces;
  readonly templates: Templates;
  readonly secrets: Secrets;
}

/** Being seen is noted once in this time, as for requests. */
const SEEN_RESOLUTION_US = 3_600_000_000;

/**
 * Lets a past happen. People meet what they would have met: a build that is asked for while another is active, or that
 * would change nothing, is not made.
 */
export function writePast(target: PastTarget, past: Past): void {
  const writer = new PastWriter(target, past);
  for (const deed of past.deeds.toSorted((a, b) => a.atUs - b.atUs)) writer.do(deed);
  target.model.advanceTo(past.untilUs);
  // Nobody listened; but what was deleted is no longer listed.
  for (const publication of target.model.takePublications()) {
    if (publication.kind !== 'build_update') continue;
    const { build, status } = publication;
    if (build.transition === 'delete' && status === 'succeeded')
      target.workspaces.noteDeleted(build.workspace);
  }
}

class PastWriter {
  readonly #target: PastTarget;
  readonly #past: Past;
  readonly #users: UserRecord[] = [];
  readonly #workspaces: WorkspaceRecord[] = [];

  constructor(target: PastTarget, past: Past) {
    this.#target = target;
    this.#past = past;
  }

  do(deed: Deed): void {
    const { model, users } = this.#target;
    switch (deed.kind) {
      case 'create_user':
        this.#users[deed.user] = this.#createUser(deed.atUs, deed.user);
        return;
      case 'set_status':
        users.setStatus(deed.atUs, at(this.#users, deed.user), deed.status);
        return;
      case 'create_workspace':
        this.#workspaces[deed.workspace] = this.#createWorkspace(deed.atUs, deed.workspace);
        return;
      case 'build':
        this.#build(deed.atUs, at(this.#workspaces, deed.workspace), deed.transition);
        return;
      case 'cancel': {
        const { state } = at(this.#workspaces, deed.workspace);
        model.cancelBuild(deed.atUs, state.handle, state.latest.number);
        return;
      }
      case 'set_schedule': {
        const { state } = at(this.#workspaces, deed.workspace);
        model.setSchedule(deed.atUs, state.handle, deed.schedule);
        return;
      }
      case 'set_ttl':
        model.setTtl(
          deed.atUs,
          at(this.#workspaces, deed.workspace).state.handle,
          deed.ttlMs === null ? null : deed.ttlMs * 1000,
        );
        return;
      case 'set_dormant':
        model.setDormant(deed.atUs, at(this.#workspaces, deed.workspace).state.handle, true);
        return;
      default:
        deed satisfies never;
    }
  }

  /** Somebody of that name who is there already is the one who is meant. */
  #createUser(atUs: number, index: number): UserRecord {
    const { secrets, users } = this.#target;
    const { username, email, name } = at(this.#past.users, index);
    return (
      users.named(username) ??
      users.create(atUs, {
        username,
        email,
        name,
        loginType: 'password',
        passwordDigest: secrets.digest(secrets.newPassword()),
        isOwner: false,
        status: 'active',
      })
    );
  }

  #createWorkspace(atUs: number, index: number): WorkspaceRecord {
    const { model, templates, users, workspaces } = this.#target;
    const { name, owner: ownerIndex, template } = at(this.#past.workspaces, index);
    const owner = at(this.#users, ownerIndex);
    users.seen(atUs, owner, SEEN_RESOLUTION_US);
    const { defaultTtlMs, version } = at(templates.all, template);
    const ttlMs = defaultTtlMs > 0 ? defaultTtlMs : null;
    const resolution = resolveParameters({ parameters: version.parameters, given: [], last: null });
    const state = model.createWorkspace(atUs, {
      owner: owner.handle,
      name,
      initiator: owner.handle,
      schedule: null,
      template,
      ttlUs: ttlMs === null ? null : ttlMs * 1000,
    });
    return workspaces.add({
      owner,
      template: at(templates.all, template),
      createdUs: atUs,
      automaticUpdates: 'never',
      parameters: resolution.kind === 'values' ? resolution.values : [],
      state,
    });
  }

  #build(atUs: number, { owner, state }: WorkspaceRecord, transition: Transition): void {
    const { model, users } = this.#target;
    model.advanceTo(atUs);
    if (!isUseful(state, transition)) return;
    users.seen(atUs, owner, SEEN_RESOLUTION_US);
    model.createBuild(atUs, state.handle, { transition, initiator: owner.handle });
  }
}

/** Whether a person would ask for it: nobody stops what is stopped. */
function isUseful(workspace: ModelWorkspace, transition: Transition): boolean {
  const { latest } = workspace;
  if (latest.completedUs === null || workspace.deleted) return false;
  return latest.transition !== transition || jobStatus(latest) !== 'succeeded';
}

function at<T>(items: readonly T[], index: number): T {
  const item = items[index];
  if (item === undefined) throw new RangeError(`nothing has the index ${index} yet`);
  return item;
}
