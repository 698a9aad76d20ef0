import { strToU8, zipSync } from 'fflate';
import type { QueryResult } from '../gen/chatdata/v1/query_result_pb';
import { isNumeric, show } from './values';

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const NS = 'http://schemas.openxmlformats.org';
const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** The parts of a workbook with one sheet that no content changes (ECMA-376). */
const FIXED = {
  '[Content_Types].xml': `<Types xmlns="${NS}/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${TYPE}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${TYPE}.worksheet+xml"/></Types>`,
  '_rels/.rels': `<Relationships xmlns="${NS}/package/2006/relationships"><Relationship Id="rId1" Type="${NS}/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  'xl/workbook.xml': `<workbook xmlns="${NS}/spreadsheetml/2006/main" xmlns:r="${NS}/officeDocument/2006/relationships"><sheets><sheet name="Result" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${NS}/package/2006/relationships"><Relationship Id="rId1" Type="${NS}/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
};

/** The rows as a workbook. Numbers are numbers unless a spreadsheet would lose their digits; NULL is an empty cell. */
export function toXlsx({ columns, rows }: QueryResult): Uint8Array<ArrayBuffer> {
  const head = columns.map(({ name }) => textCell(name));
  const lines = rows.map(({ values }) =>
    columns.map(({ type }, index) => {
      const { text, isNull } = show(values[index]);
      if (isNull) return '<c/>';
      return isNumeric(type) && isSafe(text) ? `<c><v>${text}</v></c>` : textCell(text);
    }),
  );
  const data = [head, ...lines].map((cells) => `<row>${cells.join('')}</row>`).join('');
  const sheet = `<worksheet xmlns="${NS}/spreadsheetml/2006/main"><sheetData>${data}</sheetData></worksheet>`;
  const parts = { ...FIXED, 'xl/worksheets/sheet1.xml': sheet };
  return zipSync(
    Object.fromEntries(Object.entries(parts).map(([name, xml]) => [name, strToU8(HEAD + xml)])),
  );
}

// More than a cell may hold, in characters.
const LONGEST = 32_767;

function textCell(text: string): string {
  return `<c t="inlineStr"><is><t xml:space="preserve">${escape(text.slice(0, LONGEST))}</t></is></c>`;
}

/** A spreadsheet keeps 15 digits. */
function isSafe(text: string): boolean {
  return /^-?\d+(?:\.\d+)?$/.test(text) && text.replaceAll(/\D/g, '').length <= 15;
}

function escape(text: string): string {
  return (
    text
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      // What XML 1.0 can't say.
      // eslint-disable-next-line no-control-regex
      .replaceAll(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '\uFFFD')
  );
}
