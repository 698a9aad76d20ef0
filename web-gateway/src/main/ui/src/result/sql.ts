/** True when two texts are the same statement but for blanks, upper case and a closing semicolon. */
export function isSameSql(a: string, b: string): boolean {
  return plain(a) === plain(b);
}

function plain(sql: string): string {
  return sql.replaceAll(/\s+/g, '').replace(/;$/, '').toLowerCase();
}
