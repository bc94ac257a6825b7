import type { InventoryCount } from './cleanup-inventory.js';

/** Something of ours that could not be removed, with the reason and what to do. */
export interface Leftover {
  readonly kind: 'schedule' | 'workspace' | 'user';
  readonly name: string;
  readonly id: string;
  readonly reason: string;
}

/** What a cleanup removed, what it could not, and what its last listing still showed. */
export interface CleanupReport {
  readonly schedulesCleared: number;
  readonly workspacesDeleted: number;
  readonly usersDeleted: number;
  readonly leftovers: readonly Leftover[];
  /** Counted in the listing that came last, after every removal. */
  readonly check: InventoryCount;
}

/** One removal. */
export interface Removal {
  readonly kind: Leftover['kind'];
  readonly id: string;
  readonly name: string;
}
