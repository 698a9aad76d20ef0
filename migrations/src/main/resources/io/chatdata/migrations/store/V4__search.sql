-- What SearchMessages looks through: a row a title and a row a message, in the order in which they
-- came. It is made of the tables of conversations and messages alone, by triggers, so that a server
-- of the version before fills it as well.
create table chatdata.search_entries (
  position bigint generated always as identity primary key,
  conversation_id uuid not null references public.chat_conversations on delete cascade,
  -- Null: this is the title.
  message_id uuid,
  body text not null,
  -- Without these signs a name such as public.order_items is three words, not a host or a path.
  words tsvector not null generated always as (
    strip(to_tsvector('simple', translate(
      body, '_./\:;,@#&+*=<>()[]{}|~^%$!?"`''-’‘“”„«»–—…·',
      '                                           ')))) stored
);

comment on table chatdata.search_entries is 'Titles and messages as SearchMessages finds them';

-- A tool call is found by its SQL, its table or its title, not by what it returned.
create function chatdata.search_body(role text, content text, tool_input jsonb) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
  select left(
    case when role = 'tool' then
      concat_ws(E'\n', tool_input ->> 'sql',
        case when tool_input ? 'table'
          then concat_ws('.', tool_input ->> 'schema', tool_input ->> 'table') end,
        tool_input ->> 'title')
    else content end, 20000)
$$;

insert into chatdata.search_entries (conversation_id, body)
  select id, title from public.chat_conversations where title <> '' order by updated_at, id;

insert into chatdata.search_entries (conversation_id, message_id, body)
  select conversation_id, id, body from (
    select m.conversation_id, m.id, m.created_at, m.sequence,
      chatdata.search_body(m.role, m.content, m.tool_input) as body
    from public.chat_messages m where m.role <> 'system'
  ) found where body <> '' order by created_at, sequence;

create unique index search_entries_title on chatdata.search_entries (conversation_id)
  where message_id is null;
create index search_entries_titles on chatdata.search_entries (position) where message_id is null;
create index search_entries_by_conversation on chatdata.search_entries (conversation_id);
create index search_entries_words on chatdata.search_entries using gin (words)
  with (gin_pending_list_limit = 1024) where message_id is not null;
create index search_entries_title_words on chatdata.search_entries using gin (words)
  where message_id is null;

-- Parts of words need the extension pg_trgm, which not every server has. Without it the words of
-- all messages are found, and parts of them in the newest.
do $$
declare
  home text;
begin
  begin
    create extension if not exists pg_trgm schema chatdata;
  exception when others then
    raise notice 'pg_trgm is not to be had here: %', sqlerrm;
  end;
  select n.nspname into home
    from pg_opclass o join pg_namespace n on n.oid = o.opcnamespace
    where o.opcname = 'gin_trgm_ops' and has_schema_privilege(n.oid, 'usage');
  if home is not null then
    execute format(
      'create index search_entries_parts on chatdata.search_entries
         using gin (body %I.gin_trgm_ops) with (gin_pending_list_limit = 1024)
         where message_id is not null', home);
    execute format(
      'create index search_entries_title_parts on chatdata.search_entries
         using gin (body %I.gin_trgm_ops) where message_id is null', home);
  end if;
end
$$;

-- The rights are those of who migrated: a server's login may have none on a table that is newer
-- than the server.
create function chatdata.index_message() returns trigger language plpgsql
security definer set search_path = pg_catalog, pg_temp as $$
declare
  body text := chatdata.search_body(new.role, new.content, new.tool_input);
begin
  if body <> '' and new.role <> 'system' then
    insert into chatdata.search_entries (conversation_id, message_id, body)
      values (new.conversation_id, new.id, body);
  end if;
  return null;
end
$$;

create function chatdata.index_title() returns trigger language plpgsql
security definer set search_path = pg_catalog, pg_temp as $$
begin
  if tg_op = 'UPDATE' and old.title = new.title then
    return null;
  end if;
  if new.title = '' then
    delete from chatdata.search_entries where conversation_id = new.id and message_id is null;
  else
    insert into chatdata.search_entries (conversation_id, body) values (new.id, new.title)
      on conflict (conversation_id) where message_id is null do update set body = excluded.body;
  end if;
  return null;
end
$$;

create trigger chat_messages_index after insert on public.chat_messages
  for each row execute function chatdata.index_message();
create trigger chat_conversations_index after insert or update of title on public.chat_conversations
  for each row execute function chatdata.index_title();

-- From here on nothing is written elsewhere until this is done: what came in the meantime.
insert into chatdata.search_entries (conversation_id, body)
  select id, title from public.chat_conversations c where title <> ''
  on conflict (conversation_id) where message_id is null do update set body = excluded.body
    where search_entries.body <> excluded.body;

insert into chatdata.search_entries (conversation_id, message_id, body)
  select conversation_id, id, body from (
    select m.conversation_id, m.id, m.created_at, m.sequence,
      chatdata.search_body(m.role, m.content, m.tool_input) as body
    from public.chat_messages m
    where m.role <> 'system'
      and not exists (select from chatdata.search_entries e where e.message_id = m.id)
  ) found where body <> '' order by created_at, sequence;
