import type { ListValue, Value } from '@bufbuild/protobuf/wkt';
import { isNumeric, show } from './values';

/** By which column, by its place, rows are sorted. */
export interface Sort {
  column: number;
  isDescending: boolean;
}

const words = new Intl.Collator(undefined, { numeric: true });

/** What a click on a column's head makes of the order: up, down, and back to how the rows came. */
export function nextSort(sort: Sort | null, column: number): Sort | null {
  if (sort?.column !== column) return { column, isDescending: false };
  return sort.isDescending ? null : { column, isDescending: true };
}

/** The rows in order; NULLs come last either way, and equal ones stay as they came. */
export function sortRows(
  rows: readonly ListValue[],
  type: string,
  { column, isDescending }: Sort,
): ListValue[] {
  const compare = isNumeric(type) ? compareNumbers : words.compare;
  const sign = isDescending ? -1 : 1;
  return rows.toSorted((a, b) => {
    const [left, right] = [textOf(a.values[column]), textOf(b.values[column])];
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    return sign * compare(left, right);
  });
}

function textOf(value: Value | undefined): string | null {
  const { text, isNull } = show(value);
  return isNull ? null : text;
}

/** By value, also where a double would lose digits. NaN is the greatest, as in the database. */
function compareNumbers(a: string, b: string): number {
  if (isInteger(a) && isInteger(b)) {
    const [left, right] = [BigInt(a), BigInt(b)];
    return left < right ? -1 : Number(left > right);
  }
  const [left, right] = [toNumber(a), toNumber(b)];
  if (Number.isNaN(left) || Number.isNaN(right)) {
    return Number(Number.isNaN(left)) - Number(Number.isNaN(right));
  }
  return left < right ? -1 : Number(left > right);
}

const isInteger = (text: string): boolean => /^-?\d+$/.test(text);

/** "$1,234.50", as the type money is written, is a number too. */
function toNumber(text: string): number {
  const plain = Number(text);
  return Number.isNaN(plain) ? Number(text.replaceAll(/[^\d.-]/g, '') || Number.NaN) : plain;
}
