package io.chatdata.server.sql;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.sf.jsqlparser.JSQLParserException;
import net.sf.jsqlparser.parser.CCJSqlParserUtil;
import net.sf.jsqlparser.statement.select.Select;
import net.sf.jsqlparser.util.TablesNamesFinder;

/** Walls 1 to 3: decides by its text and the catalog whether a statement may run. */
final class Guard {
  private static final int WALL = 3;

  private static final Pattern HARMFUL =
      Pattern.compile(
          "\\\\|--|/\\*|//|;|\\$\\$|\\be'|\\bu&|`|\\b(pg_(?!catalog)\\w*|lo_\\w+|dblink\\w*|set_config|current_setting|query_to_\\w+|\\w+_to_xml\\w*|nextval|setval|ts_stat|ts_rewrite|into|for\\s+(no\\s+key\\s+)?(update|share|key)|insert|update|delete|merge|information_schema|crosstab\\w*|connectby)\\b",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern AGGREGATES =
      Pattern.compile("\\b(count|sum|avg|min|max|group\\s+by)\\b", Pattern.CASE_INSENSITIVE);

  /** JSqlParser takes no newline in a name. */
  private static final Pattern QUOTED = Pattern.compile("\"(?:[^\"]|\"\")*\"");

  private static final char NEWLINE = '\u2424';

  /** Decides. */
  Verdict check(String sql, Catalog catalog) {
    String text = sql.strip().replaceFirst(";\\s*$", "");
    int shift = sql.indexOf(text);
    Matcher harmful = HARMFUL.matcher(text);
    if (harmful.find()) {
      return refused(
          "not-allowed",
          "'%s' is not allowed in a statement".formatted(harmful.group()),
          shift + harmful.start());
    }
    Set<String> tables = new TreeSet<>();
    try {
      if (!(CCJSqlParserUtil.parse(
              QUOTED
                  .matcher(text)
                  .replaceAll(m -> Matcher.quoteReplacement(m.group().replace('\n', NEWLINE))))
          instanceof Select select)) {
        return refused(
            "not-a-query", "Only a query is allowed: SELECT, VALUES, TABLE or WITH", shift);
      }
      for (String name :
          new TablesNamesFinder<Void>().getTables((net.sf.jsqlparser.statement.Statement) select)) {
        Optional<Catalog.Table> table = table(name.replace(NEWLINE, '\n'), catalog);
        if (table.isEmpty()) {
          return new Verdict.Refused(
              WALL, "unknown-table", "There is no table %s".formatted(name), -1, text, true);
        }
        tables.add(table.get().schema() + "." + table.get().name());
      }
    } catch (JSQLParserException | RuntimeException e) {
      return refused("syntax", "The statement can't be read", shift);
    }
    return new Verdict.Allowed(
        WALL, text, offset -> offset + shift, List.copyOf(tables), AGGREGATES.matcher(text).find());
  }

  private static Optional<Catalog.Table> table(String name, Catalog catalog) {
    List<String> parts = List.of(name.split("\\.(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", -1));
    String table = unquote(parts.getLast());
    return parts.size() > 1
        ? catalog.table(unquote(parts.get(parts.size() - 2)), table)
        : catalog.resolve(table);
  }

  private static String unquote(String name) {
    return name.startsWith("\"")
        ? name.substring(1, name.length() - 1).replace("\"\"", "\"")
        : name.toLowerCase(Locale.ROOT);
  }

  private static Verdict refused(String rule, String message, int offset) {
    return new Verdict.Refused(WALL, rule, message, offset, "", false);
  }
}
