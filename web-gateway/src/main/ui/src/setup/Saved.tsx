import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../ui/Button';
import { Notice } from '../ui/Notice';

/** Where it is saved, and what is saved there already, to be removed. */
export function Saved({
  what,
  file = '',
  label,
  items,
  onRemove,
}: {
  what: string;
  file: string | undefined;
  /** Accessible name of the list. */
  label: string;
  items: { id: string; name: string }[];
  onRemove: (id: string) => Promise<void>;
}) {
  const [asked, setAsked] = useState('');
  const remove = useMutation({
    networkMode: 'always',
    mutationFn: onRemove,
    onSettled: () => setAsked(''),
  });
  return (
    <div className="mt-5 grid grid-cols-[minmax(0,1fr)] gap-2 border-t border-line pt-4 text-sm">
      {items.length > 0 && (
        <>
          <h3 className="font-medium">{label}</h3>
          <ul aria-label={label} className="grid grid-cols-[minmax(0,1fr)] gap-1">
            {items.map(({ id, name }) => (
              <li key={id} className="flex min-h-8 items-center justify-between gap-3">
                <span className="truncate">{name}</span>
                {asked === id ? (
                  <span className="flex shrink-0 gap-1.5">
                    <Button variant="quiet" onClick={() => setAsked('')}>
                      Keep
                    </Button>
                    <Button
                      variant="small"
                      className="text-bad!"
                      disabled={remove.isPending}
                      onClick={() => remove.mutate(id)}
                    >
                      Really remove
                    </Button>
                  </span>
                ) : (
                  <Button
                    variant="quiet"
                    aria-label={`Remove ${name}`}
                    onClick={() => setAsked(id)}
                  >
                    Remove
                  </Button>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
      {remove.error && <Notice tone="bad">{remove.error.message}</Notice>}
      <p className="text-xs text-muted [overflow-wrap:anywhere]">
        {what} on the server, in {file ? <code>{file}</code> : 'a file'} that only its owner can
        read.
      </p>
    </div>
  );
}
