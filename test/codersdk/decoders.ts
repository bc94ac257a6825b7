import { decodeBuild, decodeBuilds } from '../../src/codersdk/build-payloads.js';
import { decodeBuildInfo, decodeExperiments } from '../../src/codersdk/deployment.js';
import { decodeOrganization, decodeOrganizations } from '../../src/codersdk/organizations.js';
import type { Decoder } from '../../src/codersdk/payload.js';
import { decodeDaemons, decodeJobs } from '../../src/codersdk/provisioners.js';
import {
  decodeAgentCount,
  decodeExternalAuth,
  decodeParameters,
  decodePresets,
  decodeTemplate,
  decodeTemplates,
  decodeTemplateVersion,
} from '../../src/codersdk/template-payloads.js';
import { decodeBuildTimings } from '../../src/codersdk/timing-payloads.js';
import { decodeSessionToken, decodeUser, decodeUserPage } from '../../src/codersdk/users.js';
import { decodeWorkspace, decodeWorkspacePage } from '../../src/codersdk/workspaces.js';

const UUID = '[0-9a-f]{8}-[0-9a-f-]{27}';

/** Which payload a good answer of an endpoint is, by method and path without its query. */
const DECODERS: readonly (readonly [RegExp, Decoder<unknown>])[] = [
  [/^GET \/api\/v2\/buildinfo$/, decodeBuildInfo],
  [/^GET \/api\/v2\/experiments$/, decodeExperiments],
  [/^GET \/api\/v2\/organizations$/, decodeOrganizations],
  [/^GET \/api\/v2\/organizations\/[^/]+$/, decodeOrganization],
  [/^GET \/api\/v2\/(organizations\/[^/]+\/)?templates$/, decodeTemplates],
  [/^GET \/api\/v2\/(organizations\/[^/]+\/)?templates\/[^/]+$/, decodeTemplate],
  [/^GET \/api\/v2\/templateversions\/[^/]+$/, decodeTemplateVersion],
  [/^GET \/api\/v2\/templateversions\/[^/]+\/rich-parameters$/, decodeParameters],
  [/^GET \/api\/v2\/templateversions\/[^/]+\/external-auth$/, decodeExternalAuth],
  [/^GET \/api\/v2\/templateversions\/[^/]+\/presets$/, decodePresets],
  [/^GET \/api\/v2\/templateversions\/[^/]+\/resources$/, decodeAgentCount],
  [/^GET \/api\/v2\/organizations\/[^/]+\/provisionerdaemons$/, decodeDaemons],
  [/^GET \/api\/v2\/organizations\/[^/]+\/provisionerjobs$/, decodeJobs],
  [/^(POST \/api\/v2\/users|GET \/api\/v2\/users\/[^/]+)$/, decodeUser],
  [/^PUT \/api\/v2\/users\/[^/]+\/status\/suspend$/, decodeUser],
  [/^GET \/api\/v2\/users$/, decodeUserPage],
  [/^POST \/api\/v2\/users\/login$/, decodeSessionToken],
  [/^POST \/api\/v2\/users\/[^/]+\/workspaces$/, decodeWorkspace],
  [new RegExp(`^GET /api/v2/workspaces/${UUID}$`), decodeWorkspace],
  [/^GET \/api\/v2\/users\/[^/]+\/workspace\/[^/]+$/, decodeWorkspace],
  [/^GET \/api\/v2\/workspaces$/, decodeWorkspacePage],
  [/^POST \/api\/v2\/workspaces\/[^/]+\/builds$/, decodeBuild],
  [/^GET \/api\/v2\/workspacebuilds\/[^/]+$/, decodeBuild],
  [/^GET \/api\/v2\/workspacebuilds\/[^/]+\/timings$/, decodeBuildTimings],
  [/^GET \/api\/v2\/users\/[^/]+\/workspace\/[^/]+\/builds\/\d+$/, decodeBuild],
  [/^GET \/api\/v2\/workspaces\/[^/]+\/builds$/, decodeBuilds],
];

/** Reads the good answer of a request; `undefined` where the client reads none. */
export function decoderOf(request: {
  readonly method: string;
  readonly path: string;
}): Decoder<unknown> | undefined {
  const endpoint = `${request.method} ${request.path.replace(/\?.*$/, '')}`;
  return DECODERS.find(([pattern]) => pattern.test(endpoint))?.[1];
}
