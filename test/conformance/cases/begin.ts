import type { World } from '../world.js';
import type { RecordedServer } from './case.js';

/** The server of most recordings. */
export const MAIN_SERVER: RecordedServer = {
  organization: 'edba4b7b-cc92-495e-a91a-b8c1638f6042',
  owner: '6c1a28d3-3390-426d-8c61-e30b154ce549',
};

/** The one that was started anew for the rate limits and the reaper. */
export const SECOND_SERVER: RecordedServer = {
  organization: '250a4c12-625f-488e-a980-4882d747429f',
  owner: '784847f1-f9ac-4c89-925f-faf2c96704fc',
};

const RECORDED_TEMPLATES = {
  agent: { id: '956eaea1-c353-4e91-a583-3a52c096fd3f', version: '652ad94e-f8c2-41c5-a213-c6d47c704e9d' },
  plain: { id: 'f109d0f3-18a8-4a0f-b883-6da7669658ef', version: 'b3c5d463-b75b-4921-bd80-8fd38f00ff44' },
} as const;

interface Named {
  readonly id: string;
  readonly name: string;
}

/** Learns what things that every deployment has are called here: version, owner, organization, templates. */
export async function begin(world: World, recorded: RecordedServer): Promise<void> {
  const { correspondence, subject } = world;
  correspondence.part('<owner-token>', subject.token);
  const info = await world.read<{ version: string; dashboard_url: string }>('/buildinfo');
  correspondence.part('v2.34.0', info.version);
  correspondence.part('http://127.0.0.1:13000', info.dashboard_url);
  const me = await world.read<{ id: string; username: string; email: string }>('/users/me');
  correspondence.settleId(recorded.owner, me.id);
  correspondence.value('admin', me.username);
  correspondence.value('admin@example.com', me.email);
  const organization = await world.read<Named & { display_name: string; description: string }>(
    '/organizations/default',
  );
  correspondence.settleId(recorded.organization, organization.id);
  correspondence.value('coder', organization.name);
  correspondence.value('Coder', organization.display_name);
  correspondence.value('Builtin default organization.', organization.description);
  for (const kind of ['agent', 'plain'] as const) {
    const name = subject.templates[kind];
    const path = `/organizations/${organization.id}/templates/${name}`;
    const template = await world.read<Named & { active_version_id: string }>(path);
    correspondence.value(kind, template.name);
    correspondence.settleId(RECORDED_TEMPLATES[kind].id, template.id);
    correspondence.settleId(RECORDED_TEMPLATES[kind].version, template.active_version_id);
  }
}
