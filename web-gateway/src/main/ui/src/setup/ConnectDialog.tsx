import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ShieldCheck } from 'lucide-react';
import { useState } from 'react';
import { connectionsQuery, setupQuery } from '../api/queries';
import {
  type Address,
  createConnection,
  deleteConnection,
  testConnection,
} from '../api/setup';
import { connectionName } from '../choice/choice';
import type { TestConnectionResponse } from '../gen/chatdata/v1/setup_service_pb';
import { Button } from '../ui/Button';
import { Dialog } from '../ui/Dialog';
import { Dots } from '../ui/Dots';
import { Field } from '../ui/Field';
import { plural } from '../ui/format';
import { Notice } from '../ui/Notice';
import { Saved } from './Saved';
import { splitLogin } from './setup';
import { UnsafeRole } from './UnsafeRole';

/** Connects a database of the person's own: its address, a test, what was found, and its name. */
export function ConnectDialog({
  onDone,
  onClose,
}: {
  onDone: (id: string) => void;
  onClose: () => void;
}) {
  const queries = useQueryClient();
  const { data: connections = [] } = useQuery(connectionsQuery);
  const { data: setup } = useQuery(setupQuery);
  const [address, setAddress] = useState<Address>({ url: '', user: '', password: '' });
  const [name, setName] = useState('');
  const [isAccepted, setAccepted] = useState(false);

  const test = useMutation({
    networkMode: 'always',
    mutationFn: testConnection,
    onSuccess: (found) => setName(found.suggestedId),
  });
  const create = useMutation({
    networkMode: 'always',
    mutationFn: createConnection,
    onSuccess: async ({ id }) => {
      await queries.invalidateQueries(connectionsQuery);
      onDone(id);
      onClose();
    },
  });
  const found = test.data;
  const isRefused = found !== undefined && found.powers.length > 0;
  const change = (next: Address): void => {
    setAddress(next);
    setAccepted(false);
    test.reset();
    create.reset();
  };
  const typed = (field: keyof Address) => ({
    value: address[field],
    onChange: (event: { target: { value: string } }) =>
      change({ ...address, [field]: event.target.value }),
  });
  const error = test.error ?? create.error;

  return (
    <Dialog
      open
      onOpenChange={onClose}
      size="medium"
      title="Connect a database"
      description="A PostgreSQL database, which is only ever read."
    >
      <form
        className="mt-5 grid grid-cols-[minmax(0,1fr)] gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          const whole = splitLogin(address);
          if (found) create.mutate({ ...whole, name, allow_unsafe_role: isAccepted });
          else {
            setAddress(whole);
            test.mutate(whole);
          }
        }}
      >
        <Field
          label="Address"
          required
          placeholder="postgresql://db.example.com:5432/shop"
          hint="Add ?sslmode=require where the server wants TLS."
          {...typed('url')}
          onBlur={() => {
            // Not while nothing changes: that would forget what was found.
            const whole = splitLogin(address);
            if (whole.url !== address.url) setAddress(whole);
          }}
        />
        <div className="grid grid-cols-[minmax(0,1fr)] gap-4 sm:grid-cols-2">
          <Field label="User" {...typed('user')} />
          <Field label="Password" type="password" autoComplete="new-password" {...typed('password')} />
        </div>
        {found && !isRefused && <Good found={found} />}
        {found && isRefused && (
          <UnsafeRole found={found} isAccepted={isAccepted} onAccept={setAccepted} />
        )}
        {found && (!isRefused || isAccepted) && (
          <Field
            label="Name"
            required
            maxLength={100}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
        {error && <Notice tone="bad">{error.message}</Notice>}
        <div className="flex flex-wrap items-center justify-end gap-2">
          {test.isPending && (
            <span role="status" className="mr-auto flex items-center gap-2 text-sm text-muted">
              <Dots /> Connecting
            </span>
          )}
          <Button onClick={onClose}>Cancel</Button>
          {found ? (
            <Button
              variant="primary"
              type="submit"
              disabled={create.isPending || (isRefused && !isAccepted)}
            >
              Connect
            </Button>
          ) : (
            <Button variant="primary" type="submit" disabled={test.isPending}>
              Test connection
            </Button>
          )}
        </div>
      </form>
      <Saved
        what="The address and its password are saved"
        file={setup?.file}
        label="Connected here"
        items={connections
          .filter(({ created }) => created)
          .map(({ id }) => ({ id, name: connectionName(connections, id) }))}
        onRemove={async (id) => {
          await deleteConnection(id);
          await queries.invalidateQueries(connectionsQuery);
        }}
      />
    </Dialog>
  );
}

function Good({ found }: { found: TestConnectionResponse }) {
  return (
    <div
      role="status"
      className="flex items-start gap-2.5 rounded-xl border border-good/30 px-3.5 py-2.5 text-sm"
    >
      <ShieldCheck size={17} aria-hidden="true" className="mt-0.5 shrink-0 text-good" />
      <p className="[overflow-wrap:anywhere]">
        Connected to <strong className="font-medium">{found.database}</strong> with{' '}
        {plural(found.tableCount, 'table')} to ask about. The user{' '}
        <strong className="font-medium">{found.user}</strong> can only read.
      </p>
    </div>
  );
}
