import { type JsonValue, toJson } from '@bufbuild/protobuf';
import { ValueSchema } from '@bufbuild/protobuf/wkt';
import type { QueryResult } from '../gen/chatdata/v1/query_result_pb';
import { markdownTable } from '../ui/markdownTable';
import { isNumeric, show } from './values';

/** The rows as comma-separated values (RFC 4180). NULL is nothing at all, an empty text is "". */
export function toCsv(result: QueryResult): string {
  return toLines(result, ',', '\r\n', (text) =>
    text === '' || /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text,
  );
}

/** The rows as spreadsheets take them from the clipboard: a tab between values. */
export function toTabs(result: QueryResult): string {
  return toLines(result, '\t', '\n', (text) => text.replaceAll(/[\t\r\n]+/g, ' '));
}

/** The rows as a table of Markdown. */
export function toMarkdown(result: QueryResult): string {
  const head = result.columns.map(({ name }) => name);
  const alignments = result.columns.map(({ type }) => (isNumeric(type) ? '--:' : '---'));
  const rows = result.rows.map(({ values }) =>
    result.columns.map((_column, index) => show(values[index]).text),
  );
  return markdownTable(head, alignments, rows);
}

/** The rows as an array of objects. Columns of the same name are numbered. */
export function toJsonText(result: QueryResult): string {
  const names = distinctNames(result.columns.map(({ name }) => name));
  const rows = result.rows.map(({ values }) =>
    Object.fromEntries(
      names.map((name, index): [string, JsonValue] => {
        const value = values[index];
        return [name, value ? toJson(ValueSchema, value) : null];
      }),
    ),
  );
  return `${JSON.stringify(rows, null, 2)}\n`;
}

/** Has the browser save a file. */
export function saveFile(name: string, type: string, content: BlobPart): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser reads it only after this.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

function toLines(
  { columns, rows }: QueryResult,
  separator: string,
  lineEnd: string,
  write: (text: string) => string,
): string {
  const lines = rows.map(({ values }) =>
    columns.map((_column, index) => {
      const { text, isNull } = show(values[index]);
      return isNull ? '' : write(text);
    }),
  );
  const head = columns.map(({ name }) => write(name));
  return [head, ...lines].map((line) => line.join(separator) + lineEnd).join('');
}

function distinctNames(names: readonly string[]): string[] {
  const seen = new Set<string>();
  return names.map((name) => {
    const base = name || 'column';
    let distinct = base;
    for (let count = 2; seen.has(distinct); count += 1) distinct = `${base}_${count}`;
    seen.add(distinct);
    return distinct;
  });
}
