import type { ModelWorkspace } from '../../model/index.js';
import type { Identities } from '../identities.js';
import { SortedList } from './sorted-list.js';
import type { TemplateRecord } from './templates.js';
import type { UserRecord } from './users.js';

/** A workspace: what the model does not know of it, beside the model's live view. */
export interface WorkspaceRecord {
  readonly id: string;
  readonly owner: UserRecord;
  readonly template: TemplateRecord;
  readonly createdUs: number;
  /** How long it runs after a build, the newest setting last. Kept and shown, never acted upon. */
  readonly ttls: readonly TtlSetting[];
  readonly automaticUpdates: 'always' | 'never';
  readonly parameters: readonly { readonly name: string; readonly value: string }[];
  /** Live: name, schedule, builds. */
  readonly state: ModelWorkspace;
}

/** A time to live, in force from a time on: whole minutes as milliseconds; `null`: for ever. */
export interface TtlSetting {
  readonly fromUs: number;
  readonly ttlMs: number | null;
}

type StoredWorkspace = { -readonly [Key in keyof WorkspaceRecord]: WorkspaceRecord[Key] };

/** All workspaces, deleted ones too. Names are unique among an owner's, whatever their case. */
export class Workspaces {
  readonly #identities: Identities;
  readonly #byHandle: StoredWorkspace[] = [];
  readonly #byId = new Map<string, StoredWorkspace>();
  readonly #newestByName = new Map<string, StoredWorkspace>();
  readonly #ofOwner = new Map<UserRecord, Set<StoredWorkspace>>();
  readonly #sorted = new SortedList<StoredWorkspace>(listingKey);

  constructor(identities: Identities) {
    this.#identities = identities;
  }

  /** Those that are not deleted, by owner's name, then by their own. */
  get inOrder(): readonly WorkspaceRecord[] {
    return this.#sorted.items;
  }

  add(workspace: Omit<WorkspaceRecord, 'id'>): WorkspaceRecord {
    const { handle } = workspace.state;
    const record: StoredWorkspace = { ...workspace, id: this.#identities.of('workspace', handle) };
    this.#byHandle[handle] = record;
    this.#byId.set(record.id, record);
    this.#newestByName.set(nameKey(record.owner, record.state.name), record);
    this.#ofOwner.set(record.owner, (this.#ofOwner.get(record.owner) ?? new Set()).add(record));
    this.#sorted.add(record);
    return record;
  }

  /** To be called when a workspace has been deleted, so that listings stay short. */
  noteDeleted(handle: number): void {
    const record = this.#stored(handle);
    this.#sorted.remove(record);
    this.#ofOwner.get(record.owner)?.delete(record);
  }

  /** @throws RangeError if the model knows no such workspace. */
  withHandle(handle: number): WorkspaceRecord {
    return this.#stored(handle);
  }

  withId(id: string): WorkspaceRecord | undefined {
    return this.#byId.get(id);
  }

  /** The live one of that name, else the one deleted last. */
  named(owner: UserRecord, name: string): WorkspaceRecord | undefined {
    return this.#newestByName.get(nameKey(owner, name));
  }

  /** Whether a user has workspaces that are not deleted. */
  hasAny(owner: UserRecord): boolean {
    return (this.#ofOwner.get(owner)?.size ?? 0) > 0;
  }

  setTtl(workspace: WorkspaceRecord, setting: TtlSetting): void {
    this.#stored(workspace.state.handle).ttls = [...workspace.ttls, setting];
  }

  #stored(handle: number): StoredWorkspace {
    const record = this.#byHandle[handle];
    if (record === undefined) throw new RangeError(`no workspace has the handle ${handle}`);
    return record;
  }
}

/** The time to live that was in force at `us`. */
export function ttlMsAt(workspace: WorkspaceRecord, us: number): number | null {
  return workspace.ttls.findLast((setting) => setting.fromUs <= us)?.ttlMs ?? null;
}

/** Sorts below every character of a name. */
const SEPARATOR = '\u0000';

function nameKey(owner: UserRecord, name: string): string {
  return owner.id + SEPARATOR + name.toLowerCase();
}

function listingKey(workspace: WorkspaceRecord): string {
  return workspace.owner.username.toLowerCase() + SEPARATOR + workspace.state.name.toLowerCase();
}
