import { describe, expect, test } from 'vitest';
import { safeUrl, splitBlocks } from './markdown';

const DOCUMENT = `# Title

A paragraph
of two lines.

- a list

- with loose items

  and a paragraph in one

After it.

\`\`\`sql
SELECT 1

-- a blank line above
\`\`\`

| a | b |
|---|---|
| 1 | 2 |

~~~~
\`\`\`

~~~
~~~~

The end.`;

describe('splitting Markdown', () => {
  test('cuts between top-level blocks, never in a fence or a list', () => {
    expect(splitBlocks(DOCUMENT).map((block) => block.split('\n', 1)[0])).toEqual([
      '# Title',
      'A paragraph',
      'After it.',
      '```sql',
      '| a | b |',
      '~~~~',
      'The end.',
    ]);
  });

  test('loses nothing', () => {
    for (let end = 0; end <= DOCUMENT.length; end += 1) {
      const text = DOCUMENT.slice(0, end);
      expect(splitBlocks(text).join('\n')).toBe(text);
    }
  });

  test('gives a block that may need them the definitions of links elsewhere', () => {
    const definition = '[1]: https://example.org';
    const text = `See [the docs][1].\n\nMore.\n\n${definition}\n\n~~~\n[2]: none\n~~~`;
    const [first, second, ...others] = splitBlocks(text);
    expect(first).toBe(`See [the docs][1].\n\n\n${definition}`);
    expect(second).toBe('More.\n');
    expect(others.every((block) => !block.includes('[2]: none\n\n'))).toBe(true);
  });

  test('keeps a text whole that has footnotes', () => {
    const text = 'So it is.[^1]\n\nMore.\n\n[^1]: As was found.';
    expect(splitBlocks(text)).toEqual([text]);
  });
});

describe('links', () => {
  test.each([
    ['https://example.org/a?b=c', true],
    ['HTTP://example.org', true],
    ['mailto:someone@example.org', true],
    ['javascript:alert(1)', false],
    [' javascript:alert(1)', false],
    ['data:text/html,hi', false],
    ['//example.org', false],
    ['/chat', false],
    ['vbscript:x', false],
  ])('%s', (url, isAllowed) => {
    expect(safeUrl(url)).toBe(isAllowed ? url : '');
  });
});
