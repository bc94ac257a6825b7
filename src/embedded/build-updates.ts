import type { BuildUpdatePublication } from '../model/index.js';
import type { Builds } from './directory/builds.js';
import type { Workspaces } from './directory/workspaces.js';
import type { UpdateFaults } from './faults/update-faults.js';

/** Gets the text of each update. Must not throw. */
export type UpdateListener = (text: string) => void;

/**
 * Tells watchers what the model publishes about builds: to everybody alike, once, and never again, unless a fault
 * says otherwise.
 */
export class BuildUpdates {
  readonly #workspaces: Workspaces;
  readonly #builds: Builds;
  readonly #faults: UpdateFaults;
  readonly #listeners = new Set<UpdateListener>();

  constructor(workspaces: Workspaces, builds: Builds, faults: UpdateFaults) {
    this.#workspaces = workspaces;
    this.#builds = builds;
    this.#faults = faults;
  }

  /** @returns Ends the subscription. */
  subscribe(listener: UpdateListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  publish({ build, status }: BuildUpdatePublication): void {
    if (this.#listeners.size === 0) return;
    const workspace = this.#workspaces.withHandle(build.workspace);
    const text = JSON.stringify({
      workspace_id: workspace.id,
      workspace_name: workspace.state.name,
      build_id: this.#builds.idOf(build),
      transition: build.transition,
      job_status: status,
      build_number: build.number,
    });
    this.#faults.pass(
      {
        kind: 'update',
        stream: 'builds',
        workspaceName: workspace.state.name,
        buildNumber: build.number,
        jobStatus: status,
      },
      // Go's encoder ends every value with a line end.
      () => this.tell(`${text}\n`),
    );
  }

  /** Tells everybody one text. */
  tell(text: string): void {
    for (const listener of this.#listeners) listener(text);
  }
}
