import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { JAVA, ROOT } from './java';

const home = (): string => process.env['CHATDATA_PAGE_HOME'] ?? '';

/** The superuser of the PostgreSQL that the product brings, for tests to make databases in. */
export function superuser(): { host: string; password: string } {
  const [, host] =
    /embedded PostgreSQL at ([\d.:]+)/.exec(readFileSync(join(home(), 'server.log'), 'utf8')) ?? [];
  const password = readFileSync(join(home(), 'postgres.password'), 'utf8').trim();
  return { host: host ?? '', password };
}

/** Runs statements as the superuser, each on its database, by the driver that the server has. */
export function runSql(...statements: [database: string, sql: string][]): void {
  const { host, password } = superuser();
  execFileSync(JAVA, [
    '-XX:TieredStopAtLevel=1',
    '-XX:+UseSerialGC',
    '-cp',
    join(ROOT, 'server', 'target', 'lib', '*'),
    fileURLToPath(new URL('Sql.java', import.meta.url)),
    ...statements.flatMap(([database, sql]) => [
      `jdbc:postgresql://${host}/${database}?user=postgres&password=${password}`,
      sql,
    ]),
  ]);
}
