/** How fast set-up goes: builds by the provisioners, requests by how the deployment answers. @packageDocumentation */
export { buildsAllowed } from './builds-allowed.js';
export type { PaceSummary } from './set-up-pace.js';
export { SetUpPace } from './set-up-pace.js';
