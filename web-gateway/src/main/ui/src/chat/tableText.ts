import { markdownTable } from '../ui/markdownTable';

const ALIGNMENTS: Readonly<Record<string, string>> = { right: '--:', center: ':-:' };

/** A table of the page as Markdown. */
export function tableText(table: HTMLTableElement): string {
  const [head, ...rows] = [...table.rows].map((row) => [...row.cells]);
  return head
    ? markdownTable(
        textsOf(head),
        head.map(({ style }) => ALIGNMENTS[style.textAlign] ?? '---'),
        rows.map(textsOf),
      )
    : '';
}

const textsOf = (cells: HTMLTableCellElement[]): string[] =>
  cells.map(({ textContent }) => textContent ?? '');
