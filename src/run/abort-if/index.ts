/** Stopping a storm that hurts the deployment, while it goes. @packageDocumentation */
export { AbortWatch } from './abort-watch.js';
