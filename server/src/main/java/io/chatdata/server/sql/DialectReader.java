package io.chatdata.server.sql;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import net.sf.jsqlparser.expression.Function;
import net.sf.jsqlparser.expression.IntervalExpression;
import net.sf.jsqlparser.expression.TranscodingFunction;
import net.sf.jsqlparser.expression.UserVariable;
import net.sf.jsqlparser.expression.operators.arithmetic.IntegerDivision;
import net.sf.jsqlparser.expression.operators.conditional.XorExpression;
import net.sf.jsqlparser.expression.operators.relational.EqualsTo;
import net.sf.jsqlparser.expression.operators.relational.FullTextSearch;
import net.sf.jsqlparser.expression.operators.relational.LikeExpression;
import net.sf.jsqlparser.expression.operators.relational.SupportsOldOracleJoinSyntax;
import net.sf.jsqlparser.schema.Column;
import net.sf.jsqlparser.schema.Table;
import net.sf.jsqlparser.statement.Statement;
import net.sf.jsqlparser.statement.select.AllColumns;
import net.sf.jsqlparser.statement.select.Join;
import net.sf.jsqlparser.statement.select.MinusOp;
import net.sf.jsqlparser.statement.select.Pivot;
import net.sf.jsqlparser.statement.select.PlainSelect;
import net.sf.jsqlparser.statement.select.SetOperationList;
import net.sf.jsqlparser.statement.select.UnPivot;
import net.sf.jsqlparser.util.TablesNamesFinder;

/** Finds constructs of other databases in a statement. */
final class DialectReader extends TablesNamesFinder<Void> {
  /** What a refusal says at most. */
  private static final int MAX_SENTENCES = 2;

  private final Set<String> sentences = new LinkedHashSet<>();

  /** Looks at a statement. */
  void read(Statement statement) {
    getTables(statement);
  }

  String advice() {
    return sentences.stream().limit(MAX_SENTENCES).collect(Collectors.joining(" "));
  }

  private void when(boolean found, String sentence) {
    if (found) {
      sentences.add(sentence);
    }
  }

  @Override
  public <S> Void visit(PlainSelect select, S context) {
    when(select.getTop() != null, "TOP n is SQL Server's; write LIMIT n at the end.");
    when(
        select.getFirst() != null || select.getSkip() != null,
        "FIRST and SKIP behind SELECT are Informix's; write LIMIT n OFFSET m at the end.");
    when(
        select.getQualify() != null,
        "PostgreSQL has no QUALIFY; put the query into FROM with the window function as a column,"
            + " and write its condition in the outer WHERE.");
    when(select.getOracleHierarchical() != null, "CONNECT BY is Oracle's; write WITH RECURSIVE.");
    when(
        select.getSampleClause() != null,
        "SAMPLE is another database's; write TABLESAMPLE SYSTEM (percent) behind the table.");
    when(
        select.getGroupBy() != null && select.getGroupBy().isMysqlWithRollup(),
        "WITH ROLLUP is MySQL's; write GROUP BY ROLLUP (a, b).");
    when(
        select.getLateralViews() != null && !select.getLateralViews().isEmpty(),
        "LATERAL VIEW is Hive's; write CROSS JOIN LATERAL unnest(array) AS t(value).");
    when(
        select.getForXmlPath() != null,
        "FOR XML PATH is SQL Server's; write string_agg(text, ',').");
    when(select.getMySqlHintStraightJoin(), "STRAIGHT_JOIN is MySQL's; write JOIN.");
    when(
        select.getMySqlSqlCalcFoundRows(),
        "SQL_CALC_FOUND_ROWS is MySQL's; add count(*) OVER () as a column.");
    when(select.isUsingFinal(), "FINAL is ClickHouse's; leave it out.");
    when(select.getPreWhere() != null, "PREWHERE is ClickHouse's; write WHERE.");
    for (Join join : Objects.requireNonNullElse(select.getJoins(), List.<Join>of())) {
      when(
          join.isApply(),
          "APPLY is SQL Server's; write CROSS JOIN LATERAL, or LEFT JOIN LATERAL … ON true.");
      when(join.isStraight(), "STRAIGHT_JOIN is MySQL's; write JOIN.");
      when(join.isSemi(), "SEMI JOIN is another database's; write WHERE EXISTS (…).");
    }
    return super.visit(select, context);
  }

  @Override
  public <S> Void visit(SetOperationList list, S context) {
    when(
        list.getOperations().stream().anyMatch(MinusOp.class::isInstance),
        "MINUS is Oracle's; write EXCEPT.");
    return super.visit(list, context);
  }

  @Override
  public <S> Void visit(Table table, S context) {
    quotes(table.getName());
    quotes(table.getSchemaName());
    when(
        table.getSampleClause() != null,
        "Write the sample as TABLESAMPLE SYSTEM (percent) behind the table.");
    when(table.getPivot() != null, pivot());
    when(table.getUnPivot() != null, unpivot());
    when(table.getSqlServerHints() != null, "Table hints are SQL Server's; leave them out.");
    when(table.getIndexHint() != null, "Index hints are MySQL's; leave them out.");
    return super.visit(table, context);
  }

  @Override
  public <S> Void visit(Pivot pivot, S context) {
    when(true, pivot());
    return null;
  }

  @Override
  public <S> Void visit(UnPivot unpivot, S context) {
    when(true, unpivot());
    return null;
  }

  private static String pivot() {
    return "PostgreSQL has no PIVOT; write one aggregate for each column, as in sum(x) FILTER"
        + " (WHERE y = 'a') AS a.";
  }

  private static String unpivot() {
    return "PostgreSQL has no UNPIVOT; write CROSS JOIN LATERAL (VALUES ('a', a), ('b', b)) AS"
        + " u(name, value).";
  }

  @Override
  public <S> Void visit(Column column, S context) {
    quotes(column.getColumnName());
    return super.visit(column, context);
  }

  private void quotes(String name) {
    when(
        name != null && name.startsWith("["),
        "[name] is SQL Server's; write a name that needs quotes as \"name\", others bare.");
    when(
        name != null && name.startsWith("`"),
        "`name` is MySQL's; write a name that needs quotes as \"name\", others bare.");
  }

  @Override
  public <S> Void visit(AllColumns columns, S context) {
    when(
        columns.getExceptColumns() != null,
        "* EXCEPT (…) is BigQuery's; name the columns that you want.");
    when(
        columns.getReplaceExpressions() != null,
        "* REPLACE (…) is BigQuery's; name the columns that you want.");
    return super.visit(columns, context);
  }

  @Override
  public <S> Void visit(IntervalExpression interval, S context) {
    String parameter = interval.getParameter();
    when(
        parameter == null || !parameter.startsWith("'"),
        "INTERVAL 1 DAY is MySQL's; write interval '1 day', and n * interval '1 day' for a column"
            + " n.");
    return super.visit(interval, context);
  }

  @Override
  public <S> Void visit(LikeExpression like, S context) {
    switch (like.getLikeKeyWord()) {
      case REGEXP, RLIKE, REGEXP_LIKE ->
          sentences.add(
              "REGEXP and RLIKE are MySQL's; write text ~ pattern, or ~* to ignore case.");
      default -> {}
    }
    when(like.isUseBinary(), "BINARY is MySQL's; leave it out, PostgreSQL compares exactly.");
    return super.visit(like, context);
  }

  @Override
  public <S> Void visit(EqualsTo equals, S context) {
    when(
        equals.getOldOracleJoinSyntax() != SupportsOldOracleJoinSyntax.NO_ORACLE_JOIN,
        "(+) is Oracle's; write LEFT JOIN … ON.");
    return super.visit(equals, context);
  }

  @Override
  public <S> Void visit(Function function, S context) {
    FunctionAdvice.foreign(function.getName().toLowerCase(Locale.ROOT))
        .ifPresent(advice -> sentences.add("For %s, %s.".formatted(function.getName(), advice)));
    return super.visit(function, context);
  }

  @Override
  public <S> Void visit(IntegerDivision division, S context) {
    sentences.add("DIV is MySQL's; write div(a, b), or a / b between integers.");
    return super.visit(division, context);
  }

  @Override
  public <S> Void visit(XorExpression xor, S context) {
    sentences.add("XOR is MySQL's; write a <> b between booleans.");
    return super.visit(xor, context);
  }

  @Override
  public <S> Void visit(TranscodingFunction convert, S context) {
    sentences.add("CONVERT is another database's; write CAST(value AS type).");
    return super.visit(convert, context);
  }

  @Override
  public <S> Void visit(FullTextSearch search, S context) {
    sentences.add(
        "MATCH … AGAINST is MySQL's; write to_tsvector('english', text) @@"
            + " websearch_to_tsquery('english', 'words').");
    return super.visit(search, context);
  }

  @Override
  public <S> Void visit(UserVariable variable, S context) {
    sentences.add("There are no variables such as @name; write the value itself.");
    return super.visit(variable, context);
  }
}
