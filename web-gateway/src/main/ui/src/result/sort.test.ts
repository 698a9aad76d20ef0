import { describe, expect, test } from 'vitest';
import { queryResult } from '../../tests/fake/catalog';
import { nextSort, sortRows } from './sort';
import { show } from './values';

function sorted(type: string, values: (string | number | null)[], isDescending = false): string[] {
  const { rows } = queryResult(
    'r',
    '',
    [['x', type]],
    values.map((value) => [value]),
  );
  return sortRows(rows, type, { column: 0, isDescending }).map(
    ({ values: [value] }) => show(value).text,
  );
}

describe('the order of rows', () => {
  test('is up, then down, then as they came', () => {
    const up = nextSort(null, 1);
    expect(up).toEqual({ column: 1, isDescending: false });
    const down = nextSort(up, 1);
    expect(down).toEqual({ column: 1, isDescending: true });
    expect(nextSort(down, 1)).toBeNull();
    expect(nextSort(down, 2)).toEqual({ column: 2, isDescending: false });
  });

  test('of numbers is by value, exactly', () => {
    expect(sorted('int8', ['10', '9', '-3', '9007199254740993', '9007199254740992'])).toEqual([
      '-3',
      '9',
      '10',
      '9007199254740992',
      '9007199254740993',
    ]);
    expect(sorted('numeric', ['1.5', '-2', 'NaN', '10.25', 'Infinity'])).toEqual([
      '-2',
      '1.5',
      '10.25',
      'Infinity',
      'NaN',
    ]);
    expect(sorted('money', ['$1,200.00', '-$3.50', '$20.00'])).toEqual([
      '-$3.50',
      '$20.00',
      '$1,200.00',
    ]);
  });

  test('has NULL last either way', () => {
    expect(sorted('text', ['b', null, 'a'])).toEqual(['a', 'b', 'NULL']);
    expect(sorted('text', ['b', null, 'a'], true)).toEqual(['b', 'a', 'NULL']);
  });

  test('of dates is by time', () => {
    expect(sorted('date', ['2025-02-01', '2024-12-31', '2025-01-15'], true)).toEqual([
      '2025-02-01',
      '2025-01-15',
      '2024-12-31',
    ]);
  });
});
