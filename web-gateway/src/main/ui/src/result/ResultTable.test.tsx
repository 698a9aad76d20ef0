import { render, screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { queryResult } from '../../tests/fake/catalog';
import { ResultTable } from './ResultTable';

const HOSTILE = [
  '<img src="http://127.0.0.1:1/a.png" onerror="alert(1)">',
  '<script>alert(1)</script>',
  '![chart](http://127.0.0.1:1/b.png)',
  '[click](javascript:alert(1))',
  'http://127.0.0.1:1/c',
  '<b>bold</b> **bold** `code`',
];

function table(texts: string[]): HTMLElement {
  const { columns, rows } = queryResult(
    'r',
    'SELECT 1',
    texts.map((text) => [text, 'text']),
    [texts],
  );
  return render(
    <ResultTable columns={columns} rows={rows} sort={null} onSort={() => {}} className="" />,
  ).container;
}

const cells = () => screen.getAllByRole('cell').map((cell) => cell.textContent);

test('HTML, Markdown and addresses in rows and names of columns are texts', () => {
  const container = table(HOSTILE);
  expect(cells()).toEqual(HOSTILE);
  expect(container.querySelectorAll('img, script, a, b, strong, code, iframe')).toHaveLength(0);
  expect(screen.getAllByRole('columnheader').map(({ textContent }) => textContent)).toEqual(
    HOSTILE.map((text) => expect.stringContaining(text)),
  );
});

test('what would be unseen or turn the reading direction has a sign', () => {
  table(['\u001b[31mred\u0007', 'pay\u202etxt.exe\u2066', 'ad\u200bmin\ufeff', '👩\u200d💻 naïve']);
  expect(cells()).toEqual(['␛[31mred␇', 'pay\ufffdtxt.exe\ufffd', 'ad\ufffdmin\ufffd', '👩\u200d💻 naïve']);
  expect(screen.getAllByRole('columnheader')[1]?.textContent).toContain('pay\ufffdtxt.exe\ufffd');
});
