import { hashSource } from './assets.js';
import { html, type Markup, trusted } from './html.js';
import { type Section, sectionMarkup } from './sections/section.js';

/** What differs between pages. */
export interface Page {
  readonly title: string;
  /** What the link past the header calls the rest. */
  readonly name: string;
  readonly header: Markup;
  readonly sections: readonly Section[];
  readonly style: string;
  readonly script: string | null;
  readonly nineamVersion: string;
}

/** A page that is complete in itself. */
export function pageText({ title, name, header, sections, style, script, nineamVersion }: Page): string {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(policy(style, script))}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${trusted(style)}</style>
</head>
<body>
<a class="skip" href="#report">Skip to the ${name}</a>
<header>
${header}</header>
<main id="report" tabindex="-1">
${sections.map(sectionMarkup)}</main>
<footer><p>Made by nineam ${nineamVersion}. This file is complete in itself and loads nothing.</p></footer>
${
  script === null
    ? null
    : html`<script>${trusted(script)}</script>
`
}</body>
</html>
`;
  return page.toString();
}

/** Nothing may be loaded or sent; only this very script and style count. */
function policy(style: string, script: string | null): string {
  const scripts = script === null ? '' : `script-src ${hashSource(script)}; `;
  return `default-src 'none'; ${scripts}style-src ${hashSource(style)}; base-uri 'none'; form-action 'none'`;
}
