import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../../../..', import.meta.url));
export const JAVA = join(process.env['JAVA_HOME'] ?? '', 'bin', 'java');
const FLAGS = [
  '--enable-native-access=ALL-UNNAMED',
  '--sun-misc-unsafe-memory-access=allow',
  '-XX:+AutoCreateSharedArchive',
  '-XX:TieredStopAtLevel=1',
  '-Xlog:cds*=off',
  '-Xlog:aot*=off',
];

/** A module's program, started from its jar. */
export interface JavaProcess {
  /** What it wrote when it was ready: its address. */
  address: string;
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

/** Starts a module as `./chatdata up` does, in a folder that gets its log, and waits until it is ready. */
export async function startJava(
  folder: string,
  module: 'server' | 'web-gateway',
  variables: Record<string, string>,
  ...parameters: string[]
): Promise<JavaProcess> {
  const main = module === 'server' ? 'io.chatdata.server.Main' : 'io.chatdata.gateway.Main';
  const ready = join(folder, `${module}.ready`);
  const logFile = join(folder, `${module}.log`);
  const log = openSync(logFile, 'a');
  rmSync(ready, { force: true });
  const child = spawn(
    JAVA,
    [
      ...FLAGS,
      `-XX:SharedArchiveFile=${join(ROOT, module, 'target', 'classes.jsa')}`,
      '-cp',
      classPath(module),
      main,
      '--ready-file',
      ready,
      ...parameters,
    ],
    {
      cwd: folder,
      // No key of any provider, no configuration but what is given.
      env: { PATH: process.env['PATH'] ?? '', HOME: folder, LC_ALL: 'C.UTF-8', ...variables },
      stdio: ['ignore', log, log],
    },
  );
  while (!existsSync(ready)) {
    if (hasEnded(child)) {
      const said = readFileSync(logFile, 'utf8').slice(-4_000);
      throw new Error(`The ${module} did not start:\n${said}`);
    }
    await pause(50);
  }
  return {
    address: readFileSync(ready, 'utf8').trim(),
    stop: async (signal = 'SIGTERM') => {
      if (hasEnded(child)) return;
      const ended = once(child, 'exit');
      child.kill(signal);
      await ended;
    },
  };
}

const hasEnded = ({ exitCode, signalCode }: ChildProcess): boolean =>
  exitCode !== null || signalCode !== null;

function classPath(module: string): string {
  const target = join(ROOT, module, 'target');
  const jar =
    existsSync(target) && readdirSync(target).find((file) => /^chatdata-.*\d\.jar$/.test(file));
  if (!jar) throw new Error(`There is no jar in ${target}; build it by mvn -DskipTests package`);
  return [join(target, jar), join(target, 'lib', '*')].join(delimiter);
}
