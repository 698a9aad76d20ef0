package io.chatdata.server.grpc;

import static io.chatdata.server.grpc.TestingServer.text;
import static io.chatdata.server.turn.TestingProvider.calls;
import static io.chatdata.server.turn.TestingProvider.says;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.chatdata.server.base.ChatdataException;
import io.chatdata.server.sql.TestingPostgres;
import io.chatdata.server.sql.TestingPostgres.TestingDatabase;
import io.chatdata.server.store.StoreConfig;
import io.chatdata.server.store.StoreCopy;
import io.chatdata.server.store.StoreSchema;
import io.chatdata.v1.ChatEvent;
import io.chatdata.v1.SearchMessagesRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store is exported into files and imported into another database. */
class CopiedStoreTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void everyTableOfAStoreArrivesInAnother() throws IOException {
    Path copy = folder.resolve("copy");
    TestingDatabase there = TestingPostgres.create();
    TestingDatabase here;
    String conversation;
    List<ChatEvent> turn;
    try (TestingServer server = TestingServer.start()) {
      here = server.storeDatabase;
      conversation = server.conversation().getId();
      server.provider.script(
          calls("1", "run_query", "{\"sql\": \"select id, name from pets order by id\"}"),
          says("Tab\tand\nline, \\. and \\N, \"quoted\" ü🐾"));
      turn = server.ask(conversation, "Which pets are there?");
    }

    List<StoreCopy.Table> exported = exportFrom(here, copy);
    List<StoreCopy.Table> imported = importInto(there, copy);

    assertEquals(exported, imported);
    for (String table :
        List.of(
            "public.chat_conversations",
            "public.chat_messages",
            "chatdata.turns",
            "chatdata.turn_log",
            "chatdata.model_calls",
            "chatdata.results",
            "chatdata.search_entries",
            "chatdata.servers")) {
      List<?> rows = rows(here, table);
      assertTrue(!rows.isEmpty(), table);
      assertEquals(rows, rows(there, table), table);
    }
    assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(copy)));
    goesOn(there, conversation, turn);
  }

  private static List<?> rows(TestingDatabase store, String table) {
    return store.query("select t::text from %s t order by 1".formatted(table));
  }

  /** A server takes the new store for the old one. */
  private static void goesOn(TestingDatabase store, String conversation, List<ChatEvent> turn) {
    try (TestingServer server = TestingServer.startOn(store, TestingPostgres.create())) {
      assertEquals(turn, server.watch(turn.getFirst().getTurnId(), 0));
      server.provider.script(says("More."));
      assertEquals("More.", text(server.ask(conversation, "And zebras?")));
      assertEquals(
          1,
          server
              .chat
              .searchMessages(SearchMessagesRequest.newBuilder().setQuery("zebras").build())
              .getHitsCount());
    }
  }

  @Test
  void onlyAnEmptyStoreIsFilledAndOnlyFromAWholeCopy() throws IOException {
    Path copy = folder.resolve("copy");
    TestingDatabase store = TestingPostgres.create();
    try (TestingServer server = TestingServer.startOn(store, TestingPostgres.create())) {
      server.conversation();
    }
    exportFrom(store, copy);

    assertRefused("is not empty", () -> importInto(store, copy));
    assertRefused("is not empty", () -> exportFrom(store, copy));
    Path table = copy.resolve("public.chat_conversations.copy");
    Files.writeString(table, "");
    TestingDatabase other = TestingPostgres.create();
    assertRefused("has 0 rows", () -> importInto(other, copy));
    assertEquals(List.of(List.of("0")), other.query("select count(*) from chat_conversations"));
    Files.delete(copy.resolve("contents.json"));
    assertRefused("no whole copy", () -> importInto(other, copy));
  }

  private static void assertRefused(String why, org.junit.jupiter.api.function.Executable copy) {
    String message = assertThrows(ChatdataException.class, copy).problem().message();
    assertTrue(message.contains(why), message);
  }

  private static List<StoreCopy.Table> exportFrom(TestingDatabase store, Path copy) {
    try (StoreSchema schema = open(store)) {
      return schema.copy().exportTo(copy);
    }
  }

  private static List<StoreCopy.Table> importInto(TestingDatabase store, Path copy) {
    try (StoreSchema schema = open(store)) {
      return schema.copy().importFrom(copy);
    }
  }

  private static StoreSchema open(TestingDatabase store) {
    return StoreSchema.open(
        new StoreConfig(Path.of("target"), store.url("postgres", "not needed"), true));
  }
}
