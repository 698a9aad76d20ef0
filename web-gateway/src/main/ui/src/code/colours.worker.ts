import type { Request, Reply } from './colours';
import { highlight } from './highlighter';

addEventListener('message', ({ data: { id, code, language } }: MessageEvent<Request>) => {
  const answer = async (): Promise<void> => {
    const lines = await highlight(code, language).catch(() => null);
    postMessage({ id, lines } satisfies Reply);
  };
  void answer();
});
