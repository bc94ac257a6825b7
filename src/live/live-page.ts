import { hashSource, html, readAsset, trusted } from '../report/html/index.js';

/** What the page says from its beginning. */
export interface PageFacts {
  /** Of the deployment. */
  readonly urlHost: string;
  readonly runId: string;
  readonly nineamVersion: string;
}

/** The live page, complete but for what its stream tells it, and the policy that it is to be served with. */
export function livePage({ urlHost, runId, nineamVersion }: PageFacts): {
  readonly html: string;
  readonly policy: string;
} {
  const script = readAsset('live.js');
  const style = readAsset('live.css');
  const policy =
    `default-src 'none'; script-src ${hashSource(script)}; style-src ${hashSource(style)}; ` +
    "connect-src 'self'; base-uri 'none'; form-action 'none'";
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>nineam: start storm on ${urlHost}</title>
<style>${trusted(style)}</style>
</head>
<body>
<a class="skip" href="#live">Skip to the run</a>
<header><p class="origin">Start storm on <bdi>${urlHost}</bdi>, run ${runId}</p></header>
<main id="live" tabindex="-1"><noscript><h1>This page needs script</h1>
<p>What the run has to say stands in its terminal, and its <a href="report">report</a> is here when it has ended.</p></noscript></main>
<footer><p>Made by nineam ${nineamVersion}. Counts are from messages of the deployment; the report has its records.</p></footer>
<script>${trusted(script)}</script>
</body>
</html>
`;
  return { html: page.toString(), policy };
}
