import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type JavaProcess, startJava } from './java';
import { startProvider } from './provider';

/**
 * Starts server and gateway with a folder of their own, free ports, the demo data and a scripted
 * model as the provider "scripted". Tests find them by variables. Returns what stops them.
 */
export async function startProduct(): Promise<() => Promise<void>> {
  const home = mkdtempSync(join(tmpdir(), 'chatdata-page-'));
  const provider = await startProvider();
  const configuration = join(home, 'chatdata.yaml');
  writeFileSync(
    configuration,
    `default_provider: builtin
providers:
  - id: scripted
    name: Scripted
    base_url: ${provider.url}/v1
    models: [script-1, script-2]
  - id: locked
    name: Locked
    base_url: ${provider.url}/v1
    key_env: LOCKED_API_KEY
    models: [script-1]
`,
  );
  const started: JavaProcess[] = [];
  const stop = async (): Promise<void> => {
    for (const process of started.toReversed()) await process.stop();
    await provider.stop();
    rmSync(home, { recursive: true, force: true });
  };
  try {
    const server = await startJava(home, 'server', {
      CHATDATA_HOME: home,
      CHATDATA_CONFIG: configuration,
      CHATDATA_GRPC_PORT: '0',
    });
    started.push(server);
    const gateway = await startGateway(home, server.address);
    started.push(gateway);
    process.env['CHATDATA_PAGE_HOME'] = home;
    process.env['CHATDATA_SERVER'] = server.address;
    process.env['CHATDATA_URL'] = new URL(gateway.address).origin;
    process.env['PROVIDER_URL'] = provider.url;
  } catch (thrown) {
    await stop();
    throw thrown;
  }
  return stop;
}

/** Starts a gateway in front of a server, on a free port where none is given. */
export function startGateway(folder: string, server: string, port = '0'): Promise<JavaProcess> {
  return startJava(folder, 'web-gateway', {}, '--server', server, '--port', port);
}
