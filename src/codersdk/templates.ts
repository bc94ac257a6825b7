import { apiPath, withQuery } from './api-path.js';
import type { CallOptions, Requester } from './requester.js';
import {
  decodeAgentCount,
  decodeExternalAuth,
  decodeParameters,
  decodePresets,
  decodeTemplate,
  decodeTemplates,
  decodeTemplateVersion,
  type ExternalAuth,
  type Template,
  type TemplatePreset,
  type TemplateVersion,
  type TemplateVersionParameter,
} from './template-payloads.js';

export type TemplatesApi = ReturnType<typeof templatesApi>;

/** Templates and their versions. */
export function templatesApi(requester: Requester) {
  return {
    /** Templates of all organizations; without a query, those that are not deprecated. */
    list: (q?: string, options?: CallOptions): Promise<readonly Template[]> => {
      const at = withQuery(apiPath`/api/v2/templates`, { q });
      return requester.json({ method: 'GET', at, isList: true }, decodeTemplates, options);
    },

    listInOrganization: (organization: string, options?: CallOptions): Promise<readonly Template[]> => {
      const at = apiPath`/api/v2/organizations/${organization}/templates`;
      return requester.json({ method: 'GET', at, isList: true }, decodeTemplates, options);
    },

    get: (id: string, options?: CallOptions): Promise<Template> =>
      requester.json({ method: 'GET', at: apiPath`/api/v2/templates/${id}` }, decodeTemplate, options),

    /** Also finds a deprecated template. */
    byName: (organization: string, name: string, options?: CallOptions): Promise<Template> => {
      const at = apiPath`/api/v2/organizations/${organization}/templates/${name}`;
      return requester.json({ method: 'GET', at }, decodeTemplate, options);
    },

    version: (id: string, options?: CallOptions): Promise<TemplateVersion> => {
      const at = apiPath`/api/v2/templateversions/${id}`;
      return requester.json({ method: 'GET', at }, decodeTemplateVersion, options);
    },

    /** @throws CoderApiError 425 while the version is still being imported. */
    parameters: (versionId: string, options?: CallOptions): Promise<readonly TemplateVersionParameter[]> => {
      const at = apiPath`/api/v2/templateversions/${versionId}/rich-parameters`;
      return requester.json({ method: 'GET', at, isList: true }, decodeParameters, options);
    },

    externalAuth: (versionId: string, options?: CallOptions): Promise<readonly ExternalAuth[]> => {
      const at = apiPath`/api/v2/templateversions/${versionId}/external-auth`;
      return requester.json({ method: 'GET', at }, decodeExternalAuth, options);
    },

    presets: (versionId: string, options?: CallOptions): Promise<readonly TemplatePreset[]> => {
      const at = apiPath`/api/v2/templateversions/${versionId}/presets`;
      return requester.json({ method: 'GET', at }, decodePresets, options);
    },

    /** Agents of a workspace of this version. */
    agentCount: (versionId: string, options?: CallOptions): Promise<number> => {
      const at = apiPath`/api/v2/templateversions/${versionId}/resources`;
      return requester.json({ method: 'GET', at }, decodeAgentCount, options);
    },
  };
}
