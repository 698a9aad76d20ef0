import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { queryResult } from '../../tests/fake/catalog';
import { toCsv, toJsonText, toMarkdown, toTabs } from './files';
import { toXlsx } from './xlsx';

const result = queryResult(
  'r',
  'SELECT 1',
  [
    ['name', 'text'],
    ['total', 'numeric'],
    ['name', 'text'],
    ['', 'jsonb'],
  ],
  [
    ['plain', '12345678901234567890.10', 'a "quoted", one', { a: [1, null] }],
    ['', null, 'two\nlines\tand a tab', null],
    [' padded ', '-1', '=1+1', true],
  ],
);

describe('a result as a file', () => {
  test('as CSV keeps NULL, empty and odd texts apart', () => {
    expect(toCsv(result)).toBe(
      [
        'name,total,name,""',
        'plain,12345678901234567890.10,"a ""quoted"", one","{""a"":[1,null]}"',
        '"",,"two\nlines\tand a tab",',
        '" padded ",-1,=1+1,true',
        '',
      ].join('\r\n'),
    );
  });

  test('with tabs has one line a row', () => {
    expect(toTabs(result).split('\n')).toEqual([
      'name\ttotal\tname\t',
      'plain\t12345678901234567890.10\ta "quoted", one\t{"a":[1,null]}',
      '\t\ttwo lines and a tab\t',
      ' padded \t-1\t=1+1\ttrue',
      '',
    ]);
  });

  test('as Markdown has a line a row, whatever is in it', () => {
    expect(toMarkdown(result)).toBe(
      [
        '| name | total | name |  |',
        '| --- | --: | --- | --- |',
        '| plain | 12345678901234567890.10 | a "quoted", one | {"a":[1,null]} |',
        '|  | NULL | two lines and a tab | NULL |',
        '| padded | -1 | =1+1 | true |',
        '',
      ].join('\n'),
    );
  });

  test('as JSON keeps digits and tells columns of one name apart', () => {
    expect(JSON.parse(toJsonText(result))).toEqual([
      {
        name: 'plain',
        total: '12345678901234567890.10',
        name_2: 'a "quoted", one',
        column: { a: [1, null] },
      },
      { name: '', total: null, name_2: 'two\nlines\tand a tab', column: null },
      { name: ' padded ', total: '-1', name_2: '=1+1', column: true },
    ]);
  });

  test('as a workbook has texts as they are and numbers where no digit is lost', () => {
    const files = unzipSync(toXlsx(result));
    expect(Object.keys(files)).toContain('[Content_Types].xml');
    const sheet = new DOMParser().parseFromString(
      strFromU8(files['xl/worksheets/sheet1.xml'] ?? new Uint8Array()),
      'text/xml',
    );
    const rows = [...sheet.querySelectorAll('row')].map((row) =>
      [...row.children].map((cell) => cell.textContent),
    );
    expect(rows).toEqual([
      ['name', 'total', 'name', ''],
      ['plain', '12345678901234567890.10', 'a "quoted", one', '{"a":[1,null]}'],
      ['', '', 'two\nlines\tand a tab', ''],
      [' padded ', '-1', '=1+1', 'true'],
    ]);
    const numbers = [...sheet.querySelectorAll('v')].map((value) => value.textContent);
    expect(numbers).toEqual(['-1']);
  });
});
