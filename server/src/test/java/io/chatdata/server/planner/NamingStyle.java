package io.chatdata.server.planner;

import io.chatdata.server.explorer.Words;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** How the people who made a schema name tables and columns. */
enum NamingStyle {
  /** loan_items, member_id. */
  SNAKE_PLURAL,
  /** tbl_loan_item, member_id. */
  PREFIXED,
  /** "LoanItem", "memberId". */
  CAMEL,
  /** ln_itm, mbr_id: letters left out. */
  SHORT,
  /** LOAN_ITEM, MEMBER_ID. */
  UPPER;

  static final List<NamingStyle> ALL = List.of(values());

  private static final Map<String, String> SHORTENED =
      Map.ofEntries(
          Map.entry("customer", "cust"),
          Map.entry("amount", "amt"),
          Map.entry("quantity", "qty"),
          Map.entry("date", "dt"),
          Map.entry("status", "stat"),
          Map.entry("category", "cat"),
          Map.entry("number", "num"),
          Map.entry("name", "nm"),
          Map.entry("segment", "seg"),
          Map.entry("country", "ctry"),
          Map.entry("appointment", "appt"),
          Map.entry("shipment", "shpmt"),
          Map.entry("invoice", "inv"),
          Map.entry("product", "prod"),
          Map.entry("transaction", "txn"),
          Map.entry("department", "dept"),
          Map.entry("level", "lvl"),
          Map.entry("type", "typ"),
          Map.entry("price", "prc"),
          Map.entry("student", "stu"),
          Map.entry("member", "mbr"));

  /** A table's name, of words in the singular. */
  String table(String words) {
    return switch (this) {
      case SNAKE_PLURAL -> Words.plural(words).replace(' ', '_');
      case PREFIXED -> "tbl_" + words.replace(' ', '_');
      case CAMEL -> capitals(words);
      case SHORT -> shortened(words);
      case UPPER -> words.replace(' ', '_').toUpperCase(Locale.ROOT);
    };
  }

  String column(String words) {
    return switch (this) {
      case SNAKE_PLURAL, PREFIXED -> words.replace(' ', '_');
      case CAMEL -> {
        String name = capitals(words);
        yield name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
      }
      case SHORT -> shortened(words);
      case UPPER -> words.replace(' ', '_').toUpperCase(Locale.ROOT);
    };
  }

  /** The name of a table's key. */
  String key(String table) {
    return this == SNAKE_PLURAL ? "id" : column(table + " id");
  }

  private static String capitals(String words) {
    return List.of(words.split(" ", -1)).stream()
        .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
        .collect(Collectors.joining());
  }

  private static String shortened(String words) {
    return List.of(words.split(" ", -1)).stream()
        .map(word -> SHORTENED.getOrDefault(word, word))
        .collect(Collectors.joining("_"));
  }
}
