/** A report as one self-contained HTML page. @packageDocumentation */

export { hashSource, readAsset } from './assets.js';
export { html, trusted } from './html.js';
export { renderHtml } from './render-html.js';
