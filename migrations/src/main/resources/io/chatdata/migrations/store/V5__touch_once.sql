-- Once a transaction: who starts or ends a turn changes the conversation anyway, and says when.
create or replace function chatdata.touch_conversation() returns trigger language plpgsql as $$
begin
  update public.chat_conversations set updated_at = now()
    where id = new.conversation_id and updated_at <> now();
  return null;
end
$$;
