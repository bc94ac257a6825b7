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
  readonly automaticUpdates: 'always' | 'never';
  readonly parameters: readonly { readonly name: string; readonly value: string }[];
  /** Whether its owner has marked it, so that it comes first in what the owner lists. */
  readonly isFavorite: boolean;
  /** Live: name, schedule, builds. */
  readonly state: ModelWorkspace;
}

/** A workspace as data, without what the model knows: the place in the list is the handle. */
export type WorkspaceSnapshot = Pick<
  WorkspaceRecord,
  'createdUs' | 'automaticUpdates' | 'parameters' | 'isFavorite'
> & {
  /** Handle. */
  readonly owner: number;
  /** Place among all templates. */
  readonly template: number;
};

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

  /** All, in the order in which they were made. */
  get all(): readonly WorkspaceRecord[] {
    return this.#byHandle;
  }

  /** Those that are not deleted, by owner's name, then by their own. */
  get inOrder(): readonly WorkspaceRecord[] {
    return this.#sorted.items;
  }

  /** A user's that are not deleted, in the same order. */
  of(owner: UserRecord): readonly WorkspaceRecord[] {
    return inListingOrder([...(this.#ofOwner.get(owner) ?? [])]);
  }

  /** Those with these ids that are not deleted, in the same order. */
  withIds(ids: Iterable<string>): readonly WorkspaceRecord[] {
    const found: WorkspaceRecord[] = [];
    for (const id of ids) {
      const record = this.#byId.get(id);
      if (record !== undefined && !record.state.deleted) found.push(record);
    }
    return inListingOrder(found);
  }

  add(workspace: Omit<WorkspaceRecord, 'id' | 'isFavorite'>): WorkspaceRecord {
    const { handle } = workspace.state;
    const record: StoredWorkspace = {
      ...workspace,
      id: this.#identities.of('workspace', handle),
      isFavorite: false,
    };
    this.#keep(record);
    return record;
  }

  /** All, deleted ones too, as data in the order of their handles. */
  snapshot(placeOf: (template: TemplateRecord) => number): readonly WorkspaceSnapshot[] {
    return this.#byHandle.map(({ owner, template, createdUs, automaticUpdates, parameters, isFavorite }) => ({
      owner: owner.handle,
      template: placeOf(template),
      createdUs,
      automaticUpdates,
      parameters,
      isFavorite,
    }));
  }

  /** Takes over saved workspaces, which the model knows already. To be called while there are none. */
  restore(
    workspaces: readonly WorkspaceSnapshot[],
    find: {
      readonly owner: (handle: number) => UserRecord;
      readonly template: (place: number) => TemplateRecord;
      readonly state: (handle: number) => ModelWorkspace;
    },
  ): void {
    workspaces.forEach(({ owner, template, ...rest }, handle) => {
      this.#keep({
        ...rest,
        id: this.#identities.of('workspace', handle),
        owner: find.owner(owner),
        template: find.template(template),
        state: find.state(handle),
      });
    });
    // A live one goes before a younger one that is deleted: it may have got the name of that later.
    for (const record of this.#sorted.items)
      this.#newestByName.set(nameKey(record.owner, record.state.name), this.#stored(record.state.handle));
  }

  #keep(record: StoredWorkspace): void {
    this.#byHandle[record.state.handle] = record;
    this.#byId.set(record.id, record);
    this.#newestByName.set(nameKey(record.owner, record.state.name), record);
    if (record.state.deleted) return;
    this.#ofOwner.set(record.owner, (this.#ofOwner.get(record.owner) ?? new Set()).add(record));
    this.#sorted.add(record);
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

  setFavorite(workspace: WorkspaceRecord, isFavorite: boolean): void {
    this.#stored(workspace.state.handle).isFavorite = isFavorite;
  }

  setAutomaticUpdates(workspace: WorkspaceRecord, automaticUpdates: 'always' | 'never'): void {
    this.#stored(workspace.state.handle).automaticUpdates = automaticUpdates;
  }

  /** Finds a workspace under a new name, which `rename` gives it. The caller has checked that the owner does not use it. */
  rename(workspace: WorkspaceRecord, rename: () => void): void {
    const record = this.#stored(workspace.state.handle);
    this.#sorted.remove(record);
    const before = nameKey(record.owner, record.state.name);
    rename();
    const left = this.#byHandle.findLast((other) => nameKey(other.owner, other.state.name) === before);
    if (left === undefined) this.#newestByName.delete(before);
    else this.#newestByName.set(before, left);
    this.#newestByName.set(nameKey(record.owner, record.state.name), record);
    this.#sorted.add(record);
  }

  #stored(handle: number): StoredWorkspace {
    const record = this.#byHandle[handle];
    if (record === undefined) throw new RangeError(`no workspace has the handle ${handle}`);
    return record;
  }
}

/** Sorts below every character of a name. */
const SEPARATOR = '\u0000';

function nameKey(owner: UserRecord, name: string): string {
  return owner.id + SEPARATOR + name.toLowerCase();
}

function inListingOrder(workspaces: readonly WorkspaceRecord[]): readonly WorkspaceRecord[] {
  const keyed = workspaces.map((workspace) => ({ workspace, key: listingKey(workspace) }));
  keyed.sort((a, b) => (a.key < b.key ? -1 : 1));
  return keyed.map(({ workspace }) => workspace);
}

function listingKey(workspace: WorkspaceRecord): string {
  return workspace.owner.username.toLowerCase() + SEPARATOR + workspace.state.name.toLowerCase();
}
