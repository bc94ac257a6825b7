/** A report as one self-contained HTML page. @packageDocumentation */

export { renderHtml } from './render-html.js';
