// Writes src/gen: the TypeScript of the contract, from ../../../../proto and proto/ here.
//
// All that it needs comes with `npm ci`, so it works offline and before Maven has run. buf reads
// one folder, so the two sources are first put side by side; proto/ holds what of google/rpc the
// contract imports.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ui = fileURLToPath(new URL('..', import.meta.url));
const contract = `${ui}../../../../proto/src/main/proto`;
const workspace = `${ui}node_modules/.proto`;
const bin = `${ui}node_modules/@bufbuild`;

rmSync(workspace, { recursive: true, force: true });
mkdirSync(workspace, { recursive: true });
cpSync(`${contract}/chatdata/v1`, `${workspace}/chatdata/v1`, { recursive: true });
cpSync(`${ui}proto`, workspace, { recursive: true });
writeFileSync(
  `${workspace}/buf.gen.yaml`,
  JSON.stringify({
    version: 'v2',
    clean: true,
    plugins: [
      {
        local: [process.execPath, `${bin}/protoc-gen-es/bin/protoc-gen-es`],
        out: `${ui}src/gen`,
        opt: ['target=ts'],
      },
    ],
  }),
);
execFileSync(process.execPath, [`${bin}/buf/bin/buf`, 'generate'], {
  cwd: workspace,
  stdio: 'inherit',
  env: { ...process.env, BUF_CACHE_DIR: `${workspace}/cache` },
});
