import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const CANDIDATES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Chromium, as it is started for tests. */
export function chromium(): { executablePath: string; args: string[] } {
  const found = (process.env['PATH'] ?? '')
    .split(delimiter)
    .flatMap((folder) => CANDIDATES.map((name) => join(folder, name)))
    .find((path) => existsSync(path));
  const executablePath = process.env['CHROMIUM'] ?? found;
  if (!executablePath) {
    throw new Error(
      'The tests of the page need Chromium. Install it (Debian: apt-get install chromium), or set CHROMIUM to its program.',
    );
  }
  return { executablePath, args: FLAGS };
}
