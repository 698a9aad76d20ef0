package io.chatdata.server.explorer;

import io.chatdata.server.base.Cancellation;
import io.chatdata.server.base.ChatdataException;
import io.chatdata.server.sql.Catalog;
import io.chatdata.server.sql.SqlNames;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * What a model is told of a database before it asks: its tables and columns or, where they are too
 * many, those that the question is about, and how to find the rest.
 */
public final class SchemaDigest {
  /** The most that a digest has, as models count. */
  public static final int MOST_TOKENS = 4000;

  /** Names and types come to about so many characters a token, less than prose does. */
  private static final int CHARACTERS_A_TOKEN = 3;

  /** Room for the sentence on what was left out. */
  private static final int RESERVE = 300;

  private static final int MOST_COLUMNS = 60;
  private static final int MOST_COMMENT = 120;
  private static final int MOST_LABELS = 12;
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}+");
  private static final Map<String, String> SHORT_TYPES =
      Map.of(
          "timestamp with time zone", "timestamptz",
          "timestamp without time zone", "timestamp",
          "character varying", "varchar",
          "double precision", "float8");

  private final Catalog catalog;
  private final String question;
  private final int mostCharacters;

  private SchemaDigest(Catalog catalog, String question, int mostCharacters) {
    this.catalog = catalog;
    this.question = question;
    this.mostCharacters = mostCharacters;
  }

  /**
   * The same of a connection's database, for a caller who may give up; says so where that can't be
   * read now.
   */
  public static String of(
      Connections connections,
      String connectionId,
      String question,
      int mostTokens,
      Cancellation cancellation) {
    try {
      return of(connections.database(connectionId).catalog(cancellation), question, mostTokens);
    } catch (ChatdataException e) {
      return "Its tables can't be read now; the tools say why.\n";
    }
  }

  /**
   * Writes it, one line a table. Where all fits, it is the same for every question.
   *
   * @param question what the person asks, with what it follows on
   * @param mostTokens as models count
   */
  public static String of(Catalog catalog, String question, int mostTokens) {
    if (catalog.tables().isEmpty()) {
      return "It has no table that can be read.\n";
    }
    return new SchemaDigest(catalog, question, mostTokens * CHARACTERS_A_TOKEN).write();
  }

  private String write() {
    var all = new StringBuilder("Its tables:\n");
    for (Catalog.Table table : catalog.tables()) {
      all.append(line(table, table.columns()));
      if (all.length() > mostCharacters) {
        return chosen();
      }
    }
    return all.toString();
  }

  /** The tables that matter most with their columns, then the next by name. */
  private String chosen() {
    Relevance relevance = Relevance.of(catalog, question);
    List<Integer> ranked =
        IntStream.range(0, catalog.tables().size())
            .boxed()
            .sorted(Comparator.comparingDouble(place -> -relevance.of(place)))
            .toList();
    var text = new StringBuilder("Of its tables, those that the question may be about:\n");
    int most = mostCharacters - RESERVE;
    List<Catalog.Table> left = new ArrayList<>();
    for (int place : ranked) {
      Catalog.Table table = catalog.tables().get(place);
      // The last quarter is for names, which may be what the question means in other words.
      String line =
          relevance.of(place) > 0 && text.length() < most * 3 / 4
              ? line(table, columns(table, relevance))
              : "";
      if (line.isEmpty() || text.length() + line.length() > most) {
        left.add(table);
      } else {
        text.append(line);
      }
    }
    int named = 0;
    text.append("More by name:");
    for (Catalog.Table table : left) {
      String name = " " + name(table);
      if (text.length() + name.length() > most) {
        break;
      }
      text.append(name);
      named++;
    }
    return text.append(
            "%n%d of its %d tables are not named here. list_tables with name_contains finds them; get_table_info tells columns.%n"
                .formatted(left.size() - named, catalog.tables().size()))
        .toString();
  }

  /** Its columns, in a wide table those first that joins or the question need. */
  private List<Catalog.Column> columns(Catalog.Table table, Relevance relevance) {
    List<Catalog.Column> columns = new ArrayList<>(table.columns());
    if (columns.size() > MOST_COLUMNS) {
      columns.sort(
          Comparator.comparingInt(
              column ->
                  table.primaryKey().contains(column.name())
                          || !reference(table, column).isEmpty()
                          || relevance.names(column.name())
                      ? 0
                      : 1));
    }
    return columns;
  }

  private String line(Catalog.Table table, List<Catalog.Column> columns) {
    List<String> texts = new ArrayList<>();
    for (Catalog.Column column : columns.subList(0, Math.min(columns.size(), MOST_COLUMNS))) {
      texts.add(column(table, column));
    }
    if (columns.size() > MOST_COLUMNS) {
      texts.add("and %d more".formatted(columns.size() - MOST_COLUMNS));
    }
    return "%s(%s)%s%s%n"
        .formatted(
            name(table),
            String.join(", ", texts),
            table.estimatedRows() < 0 ? "" : " ~%d rows".formatted(table.estimatedRows()),
            comment(table.comment()));
  }

  private String column(Catalog.Table table, Catalog.Column column) {
    var text = new StringBuilder(quoted(column.name()));
    text.append(' ').append(type(column));
    if (table.primaryKey().contains(column.name())) {
      text.append(" pk");
    }
    return text.append(reference(table, column)).append(comment(column.comment())).toString();
  }

  private static String type(Catalog.Column column) {
    if (!column.enumLabels().isEmpty()) {
      List<String> labels = column.enumLabels();
      String some = String.join("|", labels.subList(0, Math.min(labels.size(), MOST_LABELS)));
      return plain("enum(" + some + (labels.size() > MOST_LABELS ? "|…" : "") + ")");
    }
    String type = plain(column.type());
    for (Map.Entry<String, String> name : SHORT_TYPES.entrySet()) {
      type = type.replace(name.getKey(), name.getValue());
    }
    return type;
  }

  private String reference(Catalog.Table table, Catalog.Column column) {
    for (Catalog.ForeignKey key : table.foreignKeys()) {
      int position = key.columns().indexOf(column.name());
      if (position >= 0) {
        return " -> %s.%s"
            .formatted(
                name(key.referencedSchema(), key.referencedTable()),
                quoted(key.referencedColumns().get(position)));
      }
    }
    return "";
  }

  private String name(Catalog.Table table) {
    return name(table.schema(), table.name());
  }

  /** With its schema where the name alone means another table, or none. */
  private String name(String schema, String table) {
    boolean alone =
        catalog.resolve(table).filter(found -> found.schema().equals(schema)).isPresent();
    return alone ? quoted(table) : quoted(schema) + "." + quoted(table);
  }

  /** As it has to be written in SQL. */
  private static String quoted(String name) {
    return plain(SqlNames.quoteWhereNeeded(name));
  }

  private static String comment(String comment) {
    String line = plain(comment).strip();
    if (line.isEmpty()) {
      return "";
    }
    return " -- "
        + (line.codePointCount(0, line.length()) <= MOST_COMMENT
            ? line
            : line.substring(0, line.offsetByCodePoints(0, MOST_COMMENT)) + "…");
  }

  /** On one line: a name or a comment is nobody's paragraph. */
  private static String plain(String text) {
    return CONTROL.matcher(text).replaceAll(" ");
  }
}
