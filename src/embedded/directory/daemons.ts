import type { ModelProvisioner, StormModel } from '../../model/index.js';
import type { Identities } from '../identities.js';

/** What clients know a provisioner by. */
export interface DaemonRecord {
  /** Index of the provisioner in the model. */
  readonly index: number;
  readonly id: string;
  readonly name: string;
}

/** The daemons of a deployment: the model's provisioners, live or not, with their identities. */
export class Daemons {
  readonly #model: StormModel;
  readonly #identities: Identities;
  readonly #firstUs: number;
  readonly #upUs: number;

  /**
   * @param firstUs - When the row of the first daemon was written, before the deployment was up. Rows of those that
   *   come later are as old as they are.
   * @param upUs - When the deployment came up.
   */
  constructor(
    model: StormModel,
    identities: Identities,
    { firstUs, upUs }: { readonly firstUs: number; readonly upUs: number },
  ) {
    this.#model = model;
    this.#identities = identities;
    this.#firstUs = firstUs;
    this.#upUs = upUs;
  }

  /** All, in the order in which they came. */
  get all(): readonly DaemonRecord[] {
    return this.#model.provisioners().map(({ index }) => this.withIndex(index));
  }

  withIndex(index: number): DaemonRecord {
    return { index, id: this.#identities.of('daemon', index), name: `nineam-${index}` };
  }

  /** When the daemon's row was written, in microseconds since the epoch. */
  createdUs({ bornUs, index }: ModelProvisioner): number {
    return bornUs > this.#upUs ? bornUs : this.#firstUs + index;
  }
}
