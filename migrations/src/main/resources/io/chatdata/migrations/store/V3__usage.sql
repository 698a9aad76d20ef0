-- The price that a call's cost was reckoned with, and views over what was used.
alter table chatdata.model_calls
  add column cache_write_tokens bigint not null default 0,
  add column input_usd_per_million numeric,
  add column cached_input_usd_per_million numeric,
  add column cache_write_usd_per_million numeric,
  add column output_usd_per_million numeric;

comment on table chatdata.model_calls is
  'The ledger: one row a call of a model, with what it used, its cost and the price of that time';

-- They lie here, not in public, for what lies there may be read by the role that explores the
-- store's own database.
create view chatdata.conversation_usage as
  select c.id as conversation_id, c.title, c.owner, c.created_at, c.deleted_at,
    t.turns, t.failed_turns, t.last_turn_at, coalesce(m.calls, 0) as calls,
    coalesce(m.models, '{}') as models, coalesce(m.input_tokens, 0) as input_tokens,
    coalesce(m.cached_input_tokens, 0) as cached_input_tokens,
    coalesce(m.output_tokens, 0) as output_tokens,
    coalesce(m.reasoning_tokens, 0) as reasoning_tokens, m.cost_usd,
    coalesce(m.usage_estimated, false) as usage_estimated, m.model_time
  from public.chat_conversations c
  join (
    select conversation_id, count(*) as turns,
      count(*) filter (where status in ('FAILED', 'INTERRUPTED')) as failed_turns,
      max(started_at) as last_turn_at
    from chatdata.turns group by conversation_id
  ) t on t.conversation_id = c.id
  left join (
    select t.conversation_id, count(*) as calls,
      array_agg(distinct m.provider || '/' || m.model) as models,
      sum(m.input_tokens)::bigint as input_tokens,
      sum(m.cached_input_tokens)::bigint as cached_input_tokens,
      sum(m.output_tokens)::bigint as output_tokens,
      sum(m.reasoning_tokens)::bigint as reasoning_tokens, trim_scale(sum(m.cost_usd)) as cost_usd,
      bool_or(m.usage_estimated) as usage_estimated, sum(m.ended_at - m.started_at) as model_time
    from chatdata.model_calls m join chatdata.turns t on t.id = m.turn_id
    group by t.conversation_id
  ) m on m.conversation_id = c.id;

comment on view chatdata.conversation_usage is
  'What each conversation with a turn used and cost, summed over its model calls';

create view chatdata.tool_usage as
  select (m.created_at at time zone 'UTC')::date as day, t.connection_id, m.tool_name as tool,
    count(*) as calls, count(*) filter (where m.tool_output ? 'error') as failed,
    count(distinct m.turn_id) as turns, count(distinct m.conversation_id) as conversations
  from public.chat_messages m join chatdata.turns t on t.id = m.turn_id
  where m.role = 'tool'
  group by 1, 2, 3;

comment on view chatdata.tool_usage is
  'How often each tool was called, by day (UTC) and the connection of the turn, and how often it failed';
