// Serves the scripted server on port 8000, for work on the page without the real one:
//   npm run fake [port]
import { runnerImport } from 'vite';

const { module } = await runnerImport(new URL('demo.ts', import.meta.url).pathname);
await module.serve(Number(process.argv[2] ?? 8000));
