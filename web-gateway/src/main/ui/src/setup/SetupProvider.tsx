import { useQuery } from '@tanstack/react-query';
import { type ReactNode, Suspense, useMemo, useState } from 'react';
import { setupQuery } from '../api/queries';
import { ConnectDialog, KeyDialog } from '../later';
import { type OpenSetup, SetupContext, type SetupKind } from './setup';

/** Lets what is in it open the dialogs that set something up, where that may be done from here. */
export function SetupProvider({ children }: { children: ReactNode }) {
  const { isSuccess } = useQuery(setupQuery);
  const [shown, setShown] = useState<{ kind: SetupKind; onDone: (id: string) => void } | null>(
    null,
  );
  const open = useMemo<OpenSetup | null>(
    () => (isSuccess ? (kind, onDone = () => undefined) => setShown({ kind, onDone }) : null),
    [isSuccess],
  );
  const close = () => setShown(null);
  return (
    <SetupContext value={open}>
      {children}
      <Suspense>
        {shown?.kind === 'connection' && <ConnectDialog onDone={shown.onDone} onClose={close} />}
        {shown?.kind === 'key' && <KeyDialog onDone={shown.onDone} onClose={close} />}
      </Suspense>
    </SetupContext>
  );
}
