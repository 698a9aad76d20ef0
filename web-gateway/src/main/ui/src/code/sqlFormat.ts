import { formatDialect, postgresql } from 'sql-formatter';

/** A statement laid out to be read. As it is where the formatter can't read it. */
export function formatSql(sql: string): string {
  try {
    return formatDialect(sql, { dialect: postgresql, tabWidth: 2, expressionWidth: 72 });
  } catch {
    return sql.trim();
  }
}
