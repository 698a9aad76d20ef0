package io.chatdata.server.grpc;

import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** A bug in the protocol of turns: other SQL than the servers gave, or a trigger in their store. */
enum PlantedBug implements UnaryOperator<String> {
  A_FENCED_SERVER_APPENDS("AND NOT fenced FOR SHARE\\),", "FOR SHARE),"),

  A_FENCED_SERVER_STARTS_AND_ENDS_TURNS(
      "(SELECT id FROM chatdata.servers WHERE id = \\S+) AND NOT fenced FOR SHARE", "$1 FOR SHARE"),

  SOME_CHUNKS_ARE_NOT_WRITTEN(
      "(AS b \\(turn_id, first_sequence, last_sequence, events\\))", "$1 WHERE random() < 0.8"),

  CHUNKS_ARE_READ_IN_ANOTHER_ORDER("ORDER BY first_sequence LIMIT", "ORDER BY random() LIMIT"),

  CHUNKS_ARE_MERGED_IN_ANOTHER_ORDER(
      "(string_agg\\(events, ''::bytea ORDER BY) first_sequence", "$1 - first_sequence"),

  SOME_CHUNKS_ARE_NOT_MERGED(
      "FROM merged", "FROM merged WHERE first_sequence = 1 OR random() < 0.5"),

  THE_HEAD_STAYS_AT_THE_QUESTION(
      "head_message_id = \\S+,\\s+input_tokens", "head_message_id = head_message_id, input_tokens"),

  THE_STATUS_IS_ANOTHER(
      "SET status = (\\S+), ended_at", "SET status = coalesce('FAILED', $1), ended_at"),

  THE_STORED_ANSWER_IS_SHORTER(
      """
      create function chatdata.shorten() returns trigger language plpgsql as $$
      begin
        new.content = left(new.content, -1);
        return new;
      end
      $$;
      create trigger shorten before insert on chat_messages
        for each row when (new.role = 'assistant') execute function chatdata.shorten()
      """),

  TOOL_MESSAGES_ARE_LOST(
      """
      create function chatdata.lose() returns trigger language plpgsql as $$
      begin
        return null;
      end
      $$;
      create trigger lose before insert on chat_messages
        for each row when (new.role = 'tool') execute function chatdata.lose()
      """);

  private final Pattern sql;
  private final String instead;
  final String trigger;

  PlantedBug(String sql, String instead) {
    this.sql = Pattern.compile(sql);
    this.instead = instead;
    this.trigger = "";
  }

  PlantedBug(String trigger) {
    this.sql = Pattern.compile("(?!)");
    this.instead = "";
    this.trigger = trigger;
  }

  @Override
  public String apply(String statement) {
    return sql.matcher(statement).replaceAll(instead);
  }
}
