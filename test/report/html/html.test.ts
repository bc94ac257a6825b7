import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeText, html, jsonForScript, trusted } from '../../../src/report/html/html.js';
import { hostileText } from './hostile-text.js';

/** What a browser reads from escaped text. */
function unescaped(text: string): string {
  const characters: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
  return text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => characters[name] ?? '');
}

describe('html', () => {
  it('lets no text end its element or its attribute', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const markup = html`<p title="${text}">${text}</p>`.toString();
        expect(markup.match(/[<>"]/g)).toEqual(['<', '"', '"', '>', '<', '>']);
      }),
    );
  });

  it('shows text as it is, but for what HTML cannot hold', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const shown = unescaped(escapeText(text));
        expect(shown).toHaveLength(text.length);
        expect(shown).toBe(text.replace(/\p{Cs}|[^\P{Cc}\t\n\r]/gu, '\uFFFD'));
      }),
    );
  });

  it('keeps markup, joins lists, and leaves out null', () => {
    const items = ['a<b', 2].map((item) => html`<li>${item}</li>`);
    expect(html`<ul>${items}${null}</ul>${trusted('<hr>')}`.toString()).toBe(
      '<ul><li>a&lt;b</li><li>2</li></ul><hr>',
    );
  });

  it('does not take a text for markup because it looks like an object that is', () => {
    expect(html`${String({ toString: () => '<b>' })}`.toString()).toBe('&lt;b&gt;');
  });
});

describe('jsonForScript', () => {
  it('gives data back, and never holds what would end a script or begin a comment', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const json = jsonForScript({ text }).toString();
        expect(json).not.toContain('<');
        expect(JSON.parse(json)).toEqual({ text });
      }),
    );
  });
});
