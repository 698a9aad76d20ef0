-- The store: conversations, messages and the log of every turn.
--
-- public.chat_conversations and public.chat_messages are the product's public face: people query
-- their chat history in them. All else lies in the schema chatdata, which Flyway creates. A later
-- migration only adds to what the version before it reads; what is dropped was unused a version
-- earlier, so that two versions can run on one store.

create table public.chat_conversations (
  id uuid primary key,
  title text not null default '',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  provider text not null,
  model text not null,
  connection_id text not null default 'default',
  metadata jsonb not null default '{}',

  -- Not part of the public face.
  title_source text check (title_source in ('MESSAGE', 'MODEL', 'USER')),
  instructions text not null default '',
  owner text not null default 'local',
  request_id text,
  request_hash bytea,
  deleted_at timestamptz,
  head_message_id uuid,
  next_sequence bigint not null default 1,
  input_tokens bigint not null default 0,
  cached_input_tokens bigint not null default 0,
  output_tokens bigint not null default 0,
  reasoning_tokens bigint not null default 0,
  cost_usd numeric,
  usage_estimated boolean not null default false,
  constraint chat_conversations_request unique (owner, request_id)
);

create index chat_conversations_by_update on public.chat_conversations (updated_at desc, id desc);
create index chat_conversations_deleted on public.chat_conversations (deleted_at)
  where deleted_at is not null;

comment on table public.chat_conversations is 'Conversations with chatdata';
comment on column public.chat_conversations.metadata is 'What the client keeps with it: tags, user_id, …';

create table public.chat_messages (
  id uuid primary key,
  conversation_id uuid not null references public.chat_conversations on delete cascade,
  role text not null check (role in ('user', 'assistant', 'tool', 'system')),
  content text not null default '',
  created_at timestamptz not null default now(),
  sequence bigint not null,
  provider text,
  model text,
  tool_name text,
  tool_input jsonb,
  tool_output jsonb,
  raw_request jsonb,
  raw_response jsonb,

  -- Not part of the public face.
  turn_id uuid,
  parent_message_id uuid,
  tool_call_id text,
  parts jsonb,
  follow_ups text[] not null default '{}',
  choices text[] not null default '{}',
  constraint chat_messages_sequence unique (conversation_id, sequence)
);

create index chat_messages_by_parent on public.chat_messages (parent_message_id);
create index chat_messages_by_turn on public.chat_messages (turn_id);

comment on table public.chat_messages is 'Messages of conversations, with every tool call and what it returned';
comment on column public.chat_messages.sequence is 'Grows with each message of its conversation';
comment on column public.chat_messages.tool_output is 'What the model was given; result_id where rows are kept';

create function chatdata.touch_conversation() returns trigger language plpgsql as $$
begin
  update public.chat_conversations set updated_at = now() where id = new.conversation_id;
  return null;
end
$$;

create trigger chat_messages_touch after insert on public.chat_messages
  for each row execute function chatdata.touch_conversation();

-- One row a start of a server; a fenced one writes nothing more.
create table chatdata.servers (
  id uuid primary key,
  heartbeat_at timestamptz not null default now(),
  fenced boolean not null default false
);

create table chatdata.turns (
  id uuid primary key,
  conversation_id uuid not null references public.chat_conversations on delete cascade,
  owner_server uuid not null,
  status text not null check (status in ('RUNNING', 'COMPLETED', 'CANCELLED', 'FAILED', 'INTERRUPTED')),
  request_id text,
  request_hash bytea,
  cancel_requested_at timestamptz,
  parent_message_id uuid,
  user_message_id uuid not null,
  assistant_message_id uuid not null,
  provider text not null,
  model text not null,
  connection_id text not null,
  started_at timestamptz not null default now(),
  ended_at timestamptz,
  last_sequence bigint not null default 0,
  finish_reason text,
  error jsonb,
  input_tokens bigint not null default 0,
  cached_input_tokens bigint not null default 0,
  output_tokens bigint not null default 0,
  reasoning_tokens bigint not null default 0,
  cost_usd numeric,
  usage_estimated boolean not null default false,
  constraint turns_request unique (conversation_id, request_id)
);

create unique index turns_running on chatdata.turns (conversation_id) where status = 'RUNNING';
create index turns_by_owner on chatdata.turns (owner_server) where status = 'RUNNING';

-- The log: runs of events, without gaps, as the contract encodes them.
create table chatdata.turn_log (
  turn_id uuid not null references chatdata.turns on delete cascade,
  first_sequence bigint not null,
  last_sequence bigint not null,
  events bytea not null,
  primary key (turn_id, first_sequence)
);

-- One row a call of a model: what it cost, and what was sent and received.
create table chatdata.model_calls (
  turn_id uuid not null references chatdata.turns on delete cascade,
  call integer not null,
  provider text not null,
  model text not null,
  started_at timestamptz not null,
  ended_at timestamptz not null,
  input_tokens bigint not null default 0,
  cached_input_tokens bigint not null default 0,
  output_tokens bigint not null default 0,
  reasoning_tokens bigint not null default 0,
  cost_usd numeric,
  usage_estimated boolean not null default false,
  raw_request jsonb,
  raw_response jsonb,
  primary key (turn_id, call)
);

-- The rows that queries returned; those of a direct call have no turn and expire.
create table chatdata.results (
  id uuid primary key,
  turn_id uuid references chatdata.turns on delete cascade,
  connection_id text not null,
  sql text not null,
  columns jsonb not null,
  rows bytea not null,
  row_count integer not null,
  truncated boolean not null,
  elapsed_micros bigint not null,
  receipt jsonb not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz
);

create index results_by_turn on chatdata.results (turn_id);
create index results_expiring on chatdata.results (expires_at) where expires_at is not null;

-- What the servers of one store share, such as the password of a role that they made.
create table chatdata.settings (
  name text primary key,
  value text not null
);
