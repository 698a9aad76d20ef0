import { access } from './api/http';
import type { AccessState } from './api/access';
import { Button } from './ui/Button';

/** Asks for the token that the gateway wants. */
export function TokenForm({ state }: { state: AccessState }) {
  return (
    <main className="flex h-dvh items-center justify-center p-4">
      <form
        className="w-full max-w-md rounded-2xl border border-line bg-raised p-6"
        onSubmit={(event) => {
          event.preventDefault();
          const token = new FormData(event.currentTarget).get('token');
          if (typeof token === 'string' && token.trim()) access.give(token.trim());
        }}
      >
        <h1 className="text-lg font-semibold">This chatdata needs a token</h1>
        <p className="mt-1 text-sm text-muted" role="status">
          {state === 'wrong'
            ? 'That was not its token. Ask whoever runs it.'
            : 'Whoever runs it has it. It is kept until this tab is closed.'}
        </p>
        <label className="mt-4 block text-sm">
          Token
          <input
            name="token"
            type="password"
            autoComplete="off"
            required
            className="mt-1 w-full rounded-lg border border-line bg-transparent px-3 py-2"
          />
        </label>
        <Button type="submit" variant="primary" className="mt-4">
          Continue
        </Button>
      </form>
    </main>
  );
}
