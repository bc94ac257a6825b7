import { writeFileSync } from 'node:fs';
import { it } from 'vitest';
import { renderHtml } from '../../../src/report/html/index.js';
import { sampleReport, TROUBLED } from './sample-report.js';
it('writes', () => {
  const t0 = performance.now();
  const r = sampleReport({ ...TROUBLED, count: 10_000, provisioners: 500 });
  const t1 = performance.now();
  const text = renderHtml(r);
  const t2 = performance.now();
  renderHtml(r);
  console.log('sample', t1 - t0, 'render', t2 - t1, 'again', performance.now() - t2, 'bytes', Buffer.byteLength(text));
  writeFileSync('/tmp/html-shots/big.html', text);
  writeFileSync('/tmp/html-shots/troubled.html', renderHtml(sampleReport({ ...TROUBLED, waitMs: 560_000 })));
  writeFileSync('/tmp/html-shots/calm.html', renderHtml(sampleReport({ count: 500, provisioners: 40, agents: false, thresholds: [] })));
});
