import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { modelsQuery, setupQuery } from '../api/queries';
import { removeProviderKey, setProviderKey } from '../api/setup';
import { providerName } from '../choice/choice';
import { KeySource, type Provider } from '../gen/chatdata/v1/model_pb';
import { Button } from '../ui/Button';
import { Dialog } from '../ui/Dialog';
import { Dots } from '../ui/Dots';
import { Field } from '../ui/Field';
import { Labelled } from '../ui/Labelled';
import { Notice } from '../ui/Notice';
import { Picker } from '../ui/Picker';
import { Saved } from './Saved';

/** Where the known providers give their keys. */
const KEY_PAGES: Readonly<Record<string, string>> = {
  openai: 'https://platform.openai.com/api-keys',
  anthropic: 'https://console.anthropic.com/settings/keys',
  google: 'https://aistudio.google.com/apikey',
  xai: 'https://console.x.ai',
};

const isSaved = ({ keySource }: Provider): boolean => keySource === KeySource.SAVED;

/** Takes the key of a provider, which the provider itself checks. */
export function KeyDialog({
  onDone,
  onClose,
}: {
  onDone: (provider: string) => void;
  onClose: () => void;
}) {
  const queries = useQueryClient();
  const { data: models } = useQuery(modelsQuery);
  const { data: setup } = useQuery(setupQuery);
  const providers = models?.providers ?? [];
  const open = providers.filter(
    (provider) => provider.keySource === KeySource.MISSING || isSaved(provider),
  );
  const [picked, setPicked] = useState('');
  const [key, setKey] = useState('');
  const id = picked || (open.find((one) => !isSaved(one)) ?? open[0])?.id || '';
  const page = KEY_PAGES[id];

  const save = useMutation({
    networkMode: 'always',
    mutationFn: () => setProviderKey(id, key),
    onSuccess: async () => {
      await queries.invalidateQueries(modelsQuery);
      onDone(id);
      onClose();
    },
  });
  const change = (set: () => void): void => {
    set();
    save.reset();
  };

  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="Add a provider key"
      description="Lets a model answer. The built-in planner needs none."
    >
      {models && open.length === 0 ? (
        <div className="mt-5">
          <Notice tone="plain">
            Every provider has its key from the server’s configuration. It is changed there.
          </Notice>
        </div>
      ) : (
        <form
          className="mt-5 grid grid-cols-[minmax(0,1fr)] gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            save.mutate();
          }}
        >
          <Labelled label="Provider">
            <Picker
              shape="field"
              label="Provider of the key"
              value={id}
              groups={[
                {
                  label: '',
                  options: open.map((provider) => ({
                    value: provider.id,
                    label: provider.name || provider.id,
                    ...(isSaved(provider) ? { hint: 'Has a key; another takes its place' } : {}),
                  })),
                },
              ]}
              onChange={(value) => change(() => setPicked(value))}
            />
          </Labelled>
          <div>
            <Field
              label="Key"
              type="password"
              autoComplete="new-password"
              required
              value={key}
              onChange={(event) => change(() => setKey(event.target.value))}
            />
            {page && (
              <p className="mt-1 text-xs text-muted">
                Made at{' '}
                <a
                  href={page}
                  target="_blank"
                  rel="noreferrer"
                  className="text-accent underline underline-offset-2"
                >
                  {page.replace('https://', '')}
                </a>
              </p>
            )}
          </div>
          {save.error && <Notice tone="bad">{save.error.message}</Notice>}
          <div className="flex flex-wrap items-center justify-end gap-2">
            {save.isPending && (
              <span role="status" className="mr-auto flex items-center gap-2 text-sm text-muted">
                <Dots /> {providerName(providers, id)} checks it
              </span>
            )}
            <Button onClick={onClose}>Cancel</Button>
            <Button variant="primary" type="submit" disabled={save.isPending}>
              Check and save
            </Button>
          </div>
        </form>
      )}
      <Saved
        what="Keys are saved"
        file={setup?.file}
        label="Saved keys"
        items={providers
          .filter(isSaved)
          .map((provider) => ({ id: provider.id, name: provider.name || provider.id }))}
        onRemove={async (provider) => {
          await removeProviderKey(provider);
          await queries.invalidateQueries(modelsQuery);
        }}
      />
    </Dialog>
  );
}
