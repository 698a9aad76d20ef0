package io.chatdata.server.grpc;

import io.chatdata.server.sql.TestingPostgres.TestingDatabase;
import java.util.List;

/**
 * Triggers in a store that note each write that the protocol forbids, at the moment at which it is
 * made; and that let some commits take their time, so that what is shown too early is seen.
 */
final class Audit {
  private static final String TRIGGERS =
      """
      create table chatdata.violations (conversation_id uuid, what text);

      create function chatdata.audit_log() returns trigger language plpgsql as $$
      declare
        t record;
      begin
        select t1.conversation_id, t1.status, t1.last_sequence, s.fenced into t
        from chatdata.turns t1 left join chatdata.servers s on s.id = t1.owner_server
        where t1.id = new.turn_id;
        if t.status = 'RUNNING' and coalesce(t.fenced, true) then
          insert into chatdata.violations values (t.conversation_id, format(
            'turn %s: %s..%s was appended after its server was fenced',
            new.turn_id, new.first_sequence, new.last_sequence));
        end if;
        if t.status <> 'RUNNING' and new.last_sequence <> t.last_sequence then
          insert into chatdata.violations values (t.conversation_id, format(
            'turn %s: %s..%s was appended after it had ended with %s',
            new.turn_id, new.first_sequence, new.last_sequence, t.last_sequence));
        end if;
        if random() < 0.1 then
          perform pg_sleep(random() * 0.02);
        end if;
        return null;
      end
      $$;
      create trigger audit_log after insert on chatdata.turn_log
        for each row execute function chatdata.audit_log();

      create function chatdata.audit_owned() returns trigger language plpgsql as $$
      declare
        t record;
      begin
        select t1.conversation_id, t1.status, s.fenced into t
        from chatdata.turns t1 left join chatdata.servers s on s.id = t1.owner_server
        where t1.id = new.turn_id;
        if t.status <> 'RUNNING' or coalesce(t.fenced, true) then
          insert into chatdata.violations values (t.conversation_id, format(
            'turn %s (%s, fenced %s): %s got a row', new.turn_id, t.status, t.fenced,
            tg_table_name));
        end if;
        return null;
      end
      $$;
      create trigger audit_results after insert on chatdata.results
        for each row when (new.turn_id is not null) execute function chatdata.audit_owned();
      create trigger audit_calls after insert on chatdata.model_calls
        for each row execute function chatdata.audit_owned();

      create function chatdata.audit_end() returns trigger language plpgsql as $$
      begin
        if old.status <> 'RUNNING' and new.status <> old.status then
          insert into chatdata.violations values (new.conversation_id, format(
            'turn %s ended as %s and again as %s', new.id, old.status, new.status));
        end if;
        return null;
      end
      $$;
      create trigger audit_end after update on chatdata.turns
        for each row execute function chatdata.audit_end()
      """;

  /** What was noted. */
  static final String VIOLATIONS = "select what from chatdata.violations";

  private Audit() {}

  static void install(TestingDatabase store) {
    store.run(TRIGGERS);
  }

  /** What was noted of any conversation. */
  static List<String> violations(TestingDatabase store) {
    return store.query(VIOLATIONS).stream().map(row -> String.valueOf(row.getFirst())).toList();
  }
}
