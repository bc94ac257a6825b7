import type { EmbeddedTemplate } from '../../../src/embedded/index.js';
import { randomLetters } from '../cases/names.js';
import type { OurOptions } from '../subject.js';
import type { WorkspaceView, World } from '../world.js';

/** A template with one of everything that a template can have. */
const rich: EmbeddedTemplate = {
  name: 'rich',
  parameters: [
    {
      name: 'region',
      defaultValue: 'eu',
      mutable: true,
      options: ['eu', 'us'].map((it) => ({ name: it, value: it })),
    },
    {
      name: 'cpus',
      type: 'number',
      defaultValue: '4',
      validation: { min: 1, max: 8, monotonic: 'increasing' },
    },
  ],
  presets: [{ name: 'large', isDefault: true, parameters: [{ name: 'cpus', value: '8' }] }],
  variables: [{ name: 'image', defaultValue: 'debian' }],
  externalAuth: [{ id: 'forge', optional: true }],
};

const MS = 1_000;
const short = { kind: 'constant', value: 150 * MS } as const;

/** A template whose builds no provisioner can run. */
const nowhere: EmbeddedTemplate = { name: 'nowhere', tags: { site: 'nowhere' } };

/** What the described cases meet: templates with and without everything, short builds. */
export const stageOptions: OurOptions = {
  templates: [
    { name: 'plain' },
    { name: 'agent', agents: { names: ['main'], neverConnectRate: 1 } },
    rich,
    nowhere,
  ],
  parameters: { serviceTime: { start: short, stop: short, delete: short } },
};

/** What the described cases work with, made by the first of them that asks. */
export class Stage {
  readonly letters = randomLetters();
  readonly #made = new Map<string, Promise<unknown>>();

  /** What the member signs in with. */
  readonly login = { email: `${this.letters}@scaletest.local`, password: 'S0mePassw0rd!x' };

  /** A member who can sign in. */
  member(world: World): Promise<{ readonly id: string; readonly token: string }> {
    return this.#once('member', async () => {
      const organization = await world.read<{ id: string }>('/organizations/default');
      const user = await world.command<{ id: string }>('POST', '/users', {
        ...this.login,
        username: `scaletest-${this.letters}`,
        organization_ids: [organization.id],
      });
      const { session_token: token } = await world.command<{ session_token: string }>(
        'POST',
        '/users/login',
        this.login,
      );
      return { id: user.id, token };
    });
  }

  /** A workspace of the owner whose first build has ended. */
  workspace(world: World): Promise<WorkspaceView> {
    return this.#once('workspace', async () => {
      const { id } = await this.template(world, world.subject.templates.plain);
      const body = { template_id: id, name: `scaletest-${this.letters}` };
      const created = await world.command<WorkspaceView>('POST', '/users/me/workspaces', body);
      return world.untilIdle(created.id);
    });
  }

  /** The template of that name. */
  template(world: World, name: string): Promise<{ readonly id: string; readonly active_version_id: string }> {
    return this.#once(`template ${name}`, () => world.read(`/organizations/default/templates/${name}`));
  }

  /** What the first call made. */
  #once<T>(name: string, make: () => Promise<T>): Promise<T> {
    const made = this.#made.get(name) ?? make();
    this.#made.set(name, made);
    return made as Promise<T>;
  }
}
