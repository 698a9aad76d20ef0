package io.chatdata.server.conversation;

import static io.chatdata.server.conversation.Conversations.OWNER;

import io.chatdata.server.base.PageToken;
import io.chatdata.server.conversation.Conversations.Page;
import io.chatdata.server.conversation.SearchDao.Row;
import io.chatdata.server.conversation.SearchDao.Terms;
import io.chatdata.server.store.Pool;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds words in titles and messages: first titles, then messages that have each as a word or as
 * the beginning of one, then those that have one of them only inside of words. Of each kind the
 * newest come first.
 */
public final class Search {
  /** So many are read through before an index is asked, which has to look up all that match. */
  private static final int WINDOW = 5_000;

  /** Fewer are all looked up and sorted. */
  private static final int MANY = 20_000;

  private static final String TITLES = "e.message_id IS NULL";
  private static final String MESSAGES = "e.message_id IS NOT NULL";
  private static final String WORDS = "e.words @@ to_tsquery('simple', :words)";
  private static final String PARTS = "(e.body ILIKE :longest AND e.body ILIKE ALL (:patterns))";
  private static final String PARTS_ALONE = PARTS + " AND NOT " + WORDS;

  private final Pool store;
  private final int window;
  private final int many;

  public Search(Pool store) {
    this(store, WINDOW, MANY);
  }

  /**
   * A search that finds the same in other ways.
   *
   * @param window so many of the newest are read through before an index is asked
   * @param many fewer are all looked up and sorted
   */
  public Search(Pool store, int window, int many) {
    this.store = store;
    this.window = window;
    this.many = many;
  }

  /**
   * What to find.
   *
   * @param conversationId where; null means everywhere
   */
  public record Query(
      String query, @Nullable UUID conversationId, int pageSize, String pageToken) {}

  private enum Kind {
    TITLE,
    WORDS,
    PARTS
  }

  /**
   * A page of what is found, the best first.
   *
   * @throws io.chatdata.server.base.ChatdataException INVALID_FIELD where the query has no word
   */
  public Page<SearchHit> find(Query query) {
    SearchWords words = SearchWords.of(query.query());
    List<@Nullable Object> arguments = Arrays.asList(words.words(), query.conversationId());
    List<String> position = PageToken.read(query.pageToken(), "search", arguments, 2);
    Kind from = position.isEmpty() ? Kind.TITLE : Kind.valueOf(position.get(0));
    long before = position.isEmpty() ? Long.MAX_VALUE : Long.parseLong(position.get(1));
    var terms =
        new Terms(
            words.textQuery(),
            words.patterns(),
            words.longestPattern(),
            OWNER,
            query.conversationId());
    List<Found> found =
        store.inTransaction(
            transaction -> {
              var looking = new Looking(transaction.dao(SearchDao.class), words, terms);
              return looking.find(from, before, query.pageSize() + 1);
            });
    Pattern finder = words.finder();
    List<SearchHit> hits =
        found.stream().limit(query.pageSize()).map(one -> hit(one.row(), finder)).toList();
    if (found.size() <= query.pageSize()) {
      return new Page<>(hits, "");
    }
    Found last = found.get(query.pageSize() - 1);
    return new Page<>(
        hits,
        PageToken.of(
            "search",
            arguments,
            List.of(last.kind().name(), Long.toString(last.row().position()))));
  }

  private static SearchHit hit(Row row, Pattern finder) {
    return new SearchHit(
        row.conversationId(),
        row.title(),
        row.messageId(),
        row.role() == null ? null : Role.of(row.role()),
        Snippet.of(row.body(), finder),
        row.createdAt());
  }

  private record Found(Kind kind, Row row) {}

  /** One search in its transaction. */
  private final class Looking {
    private final SearchDao dao;
    private final Terms terms;
    private final boolean partsIndexed;
    private final String place;

    Looking(SearchDao dao, SearchWords words, Terms terms) {
      this.dao = dao;
      this.terms = terms;
      partsIndexed = dao.prepare() && words.hasLongWord();
      place = terms.conversationId() == null ? "" : " AND e.conversation_id = :conversationId";
    }

    List<Found> find(Kind from, long before, int limit) {
      List<Found> found = new ArrayList<>();
      for (Kind kind : Kind.values()) {
        int wanted = limit - found.size();
        if (kind.compareTo(from) >= 0 && wanted > 0) {
          ofKind(kind, kind == from ? before : Long.MAX_VALUE, wanted)
              .forEach(row -> found.add(new Found(kind, row)));
        }
      }
      return found;
    }

    private List<Row> ofKind(Kind kind, long before, int limit) {
      return switch (kind) {
        case TITLE ->
            newest(
                TITLES, partsIndexed ? "(" + WORDS + " OR " + PARTS + ")" : WORDS, before, limit);
        case WORDS -> newest(MESSAGES, WORDS, before, limit);
        case PARTS ->
            partsIndexed
                ? newest(MESSAGES, PARTS_ALONE, before, limit)
                : amongNewest(MESSAGES, PARTS_ALONE, before, limit);
      };
    }

    private List<Row> newest(String kind, String match, long before, int limit) {
      List<Row> rows = amongNewest(kind, match, before, limit);
      if (rows.size() == limit) {
        return rows;
      }
      String entries = kind + place;
      return dao.isMany(entries, match, terms, before, many)
          ? dao.newestOfMany(entries, match, terms, before, limit)
          : dao.newestOfFew(entries, match, terms, before, limit);
    }

    private List<Row> amongNewest(String kind, String match, long before, int limit) {
      return dao.amongNewest(kind + place, match, terms, before, window, limit);
    }
  }
}
