import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startProvider } from './provider';

const ROOT = fileURLToPath(new URL('../../../../..', import.meta.url));
const JAVA = join(process.env['JAVA_HOME'] ?? '', 'bin', 'java');
const FLAGS = ['--enable-native-access=ALL-UNNAMED', '--sun-misc-unsafe-memory-access=allow'];

export interface Product {
  /** The gateway's address, without a path. */
  url: string;
  /** The control address of the scripted model; see provider.ts. */
  providerUrl: string;
  stop(): Promise<void>;
}

/**
 * Starts server and gateway from their jars, as `./chatdata up` does, with a folder of their own,
 * free ports, the demo data, no key of any provider, and a scripted model as the provider
 * "scripted".
 */
export async function startProduct(): Promise<Product> {
  const home = mkdtempSync(join(tmpdir(), 'chatdata-page-'));
  const provider = await startProvider();
  writeFileSync(
    join(home, 'chatdata.yaml'),
    `default_provider: builtin
providers:
  - id: scripted
    name: Scripted
    base_url: ${provider.url}/v1
    models: [script-1, script-2]
`,
  );
  const environment = {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    LC_ALL: 'C.UTF-8',
    CHATDATA_HOME: home,
    CHATDATA_CONFIG: join(home, 'chatdata.yaml'),
    CHATDATA_GRPC_PORT: '0',
  };
  const started: ChildProcess[] = [];
  const start = async (module: string, main: string, ...parameters: string[]): Promise<string> => {
    const ready = join(home, `${module}.ready`);
    const log = openSync(join(home, `${module}.log`), 'a');
    const child = spawn(
      JAVA,
      [...FLAGS, '-cp', classPath(module), main, '--ready-file', ready, ...parameters],
      { cwd: home, env: environment, stdio: ['ignore', log, log] },
    );
    started.push(child);
    while (!existsSync(ready)) {
      if (child.exitCode !== null || child.signalCode !== null) {
        const said = readFileSync(join(home, `${module}.log`), 'utf8').slice(-4_000);
        throw new Error(`The ${module} did not start:\n${said}`);
      }
      await pause(50);
    }
    return readFileSync(ready, 'utf8').trim();
  };
  const stop = async (): Promise<void> => {
    for (const child of started.toReversed()) {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGTERM');
        await once(child, 'exit');
      }
    }
    await provider.stop();
    rmSync(home, { recursive: true, force: true });
  };
  try {
    const server = await start('server', 'io.chatdata.server.Main');
    const page = await start(
      'web-gateway',
      'io.chatdata.gateway.Main',
      '--server',
      server,
      '--port',
      '0',
    );
    return { url: new URL(page).origin, providerUrl: provider.url, stop };
  } catch (thrown) {
    await stop();
    throw thrown;
  }
}

function classPath(module: string): string {
  const target = join(ROOT, module, 'target');
  const jar = existsSync(target) && readdirSync(target).find((file) => /^chatdata-.*\.jar$/.test(file));
  if (!jar) throw new Error(`There is no jar in ${target}; build it by mvn -DskipTests package`);
  return [join(target, jar), join(target, 'lib', '*')].join(delimiter);
}
