package io.chatdata.server.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The sets of columns of a table each of which tells its rows apart. */
final class TableKeys {
  /** The columns of an index as its definition lists them. */
  private static final Pattern COLUMNS = Pattern.compile(" USING \\w+ \\(([^()]*)\\)");

  private TableKeys() {}

  static List<List<String>> of(Catalog.Table table) {
    List<List<String>> keys = new ArrayList<>();
    if (!table.primaryKey().isEmpty()) {
      keys.add(table.primaryKey());
    }
    for (Catalog.Index index : table.indexes()) {
      Matcher columns = COLUMNS.matcher(index.definition());
      if (index.unique() && columns.find()) {
        keys.add(
            Tokenizer.tokenize(columns.group(1)).stream()
                .filter(token -> token.kind() != TokenKind.PUNCTUATION)
                .map(Token::unquoted)
                .toList());
      }
    }
    return keys;
  }
}
