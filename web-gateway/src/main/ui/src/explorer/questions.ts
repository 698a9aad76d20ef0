import type { Column, TableInfo } from '../gen/chatdata/v1/catalog_pb';
import { isNumeric } from '../result/values';

const MOST = 6;

/** Questions to start with, made from the columns of a table. */
export function questionsAbout({ table, columns, primaryKey, foreignKeys }: TableInfo): string[] {
  const name = table?.name ?? '';
  if (!name) return [];
  const keys = new Set([...primaryKey, ...foreignKeys.flatMap((key) => key.columns)]);
  const free = columns.filter((column) => !keys.has(column.name));
  const first = (is: (column: Column) => boolean): string | undefined => free.find(is)?.name;
  const time = first(({ type }) => /^(?:date|timestamp)/i.test(type));
  const measure = first(({ type }) => isNumeric(type));
  const label = first(({ type }) => /^(?:text|char|varchar|character|bool)/i.test(type));
  return [
    `How many rows are in ${name}?`,
    ...(measure ? [`What is the average ${measure} in ${name}?`] : []),
    ...(measure && label ? [`What is the total ${measure} by ${label} in ${name}?`] : []),
    ...(time ? [`How many ${name} are there per month of ${time}?`] : []),
    ...(label ? [`What are the most frequent values of ${label} in ${name}?`] : []),
    `Profile the ${name} table and tell me about data quality`,
  ].slice(0, MOST);
}
