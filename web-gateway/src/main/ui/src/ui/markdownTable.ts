const cell = (text: string): string =>
  text.replaceAll(/\s+/g, ' ').trim().replaceAll('|', String.raw`\|`);

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;

/** A table of Markdown (GFM): the names of its columns, their alignment, and its rows. */
export function markdownTable(
  head: readonly string[],
  alignments: readonly string[],
  rows: readonly string[][],
): string {
  const lines = rows.map((row) => line(row.map(cell)));
  return [line(head.map(cell)), line(alignments), ...lines].join('');
}
