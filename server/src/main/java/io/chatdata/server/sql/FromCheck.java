package io.chatdata.server.sql;

import io.chatdata.server.sql.CteList.Cte;
import io.chatdata.server.sql.QueryColumns.QueryColumn;
import io.chatdata.server.sql.QueryColumns.Source;
import io.chatdata.server.sql.SyntaxNode.Branch;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What stands in FROM: which names it brings in, found as PostgreSQL does it (parse_clause.c). */
final class FromCheck {
  private final QueryCheck query;
  private final @Nullable Scope outer;
  private final CteList ctes;

  /** How deep joins nest to the right, which needs no brackets. */
  private int depth;

  FromCheck(QueryCheck query, @Nullable Scope outer, CteList ctes) {
    this.query = query;
    this.outer = outer;
    this.ctes = ctes;
  }

  /**
   * One item of FROM.
   *
   * @param relations what can be named
   * @param columns what a star gives
   */
  record Item(List<Relation> relations, QueryColumns columns) {
    static Item of(Relation relation) {
      return new Item(List.of(relation), relation.columns());
    }

    Item plus(Relation relation) {
      return new Item(Stream.concat(relations.stream(), Stream.of(relation)).toList(), columns);
    }
  }

  /**
   * Checks a table_ref.
   *
   * @param before what stands before it, which LATERAL and functions see
   */
  Item item(Branch tableRef, List<Relation> before) {
    boolean lateral = tableRef.child(0).is("LATERAL_P");
    SyntaxNode what = tableRef.child(lateral ? 1 : 0);
    Branch alias = tableRef.children().getLast() instanceof Branch last ? last : tableRef;
    if (what.is("'('")) {
      Item joined = joined((Branch) tableRef.child(1), before);
      return aliased(joined, alias);
    }
    Branch source = (Branch) what;
    Scope seen = new Scope(query.names(), outer, before);
    return switch (source.symbol()) {
      case "relation_expr" -> {
        // what names of columns would mean in TABLESAMPLE isn't documented, so there are none
        Branch sample = tableRef.part("tablesample_clause");
        ExpressionCheck.check(
            query, List.of(sample), new Scope(query.names(), null, List.of()), ctes);
        yield table(source, tableRef.part("opt_alias_clause"));
      }
      case "select_with_parens" -> {
        QueryCheck.Result result = query.query(source, lateral ? seen : outer, ctes, null);
        yield named(result.columns(), alias, "", result.rows());
      }
      case "func_table" -> function(source, alias, seen);
      case "xmltable" ->
          named(columnNames(source, "xmltable_column_el"), alias, "xmltable", rows(source, seen));
      case "json_table" ->
          named(
              columnNames(source, "json_table_column_definition"),
              alias,
              "json_table",
              rows(source, seen));
      case "joined_table" -> joined(source, before);
      default -> throw new IllegalStateException(source.symbol());
    };
  }

  /**
   * A table, or a query of WITH.
   *
   * @param alias opt_alias_clause, which may be empty
   */
  Item table(Branch relationExpr, Branch alias) {
    Branch written = relationExpr;
    while (!written.symbol().equals("qualified_name")) {
      written =
          (Branch)
              written.children().stream()
                  .filter(Branch.class::isInstance)
                  .findFirst()
                  .orElseThrow();
    }
    Name name = written.name();
    boolean hasAlias = !alias.isEmpty();
    Cte cte = name.parts().size() == 1 ? ctes.find(name.last()) : null;
    if (cte != null) {
      query.foundCte();
      query.look(cte);
      // the columns of one that is being looked at are those of its first part
      QueryColumns columns =
          Objects.requireNonNullElse(cte.columns, new QueryColumns(List.of(), true));
      Relation relation = new Relation(cte.name, columns, cte.rows);
      return hasAlias ? aliased(Item.of(relation), alias) : Item.of(relation);
    }
    Catalog.Table table = query.table(name);
    Set<String> hidden = new HashSet<>(table.hiddenColumns());
    QueryColumns columns = QueryColumns.of(table, query.overloads().isNeeded());
    String shown = table.name();
    if (hasAlias) {
      shown = aliasName(alias);
      List<String> names = aliasColumns(alias);
      if (!hidden.isEmpty() && !names.isEmpty()) {
        throw Scope.wholeRow(
            new Relation(shown, null, columns, hidden, true, RowOrigin.RAW), name.offset());
      }
      columns = columns.renamed(names);
    }
    return Item.of(
        new Relation(
            shown,
            hasAlias ? null : table,
            columns,
            hidden,
            table.kind() != Catalog.Kind.VIEW,
            RowOrigin.RAW));
  }

  /** A chain of joins nests to the left, so it is walked from its end. */
  private Item joined(Branch joinedTable, List<Relation> before) {
    List<Branch> joins = new ArrayList<>();
    Branch rest = joinedTable;
    while (true) {
      if (rest.child(0).is("'('")) {
        rest = (Branch) rest.child(1);
        continue;
      }
      joins.addFirst(rest);
      Branch left = (Branch) rest.child(0);
      if (!(left.child(0) instanceof Branch inner) || !inner.symbol().equals("joined_table")) {
        break;
      }
      rest = inner;
    }
    if (++depth > TextLimits.MAX_NESTING) {
      throw new RefusedSqlException(
          GuardRule.NESTED_TOO_DEEPLY,
          joinedTable.offset(),
          "Joins are nested too deeply; write each ON at once behind its table");
    }
    Item item = item((Branch) joins.getFirst().child(0), before);
    for (Branch join : joins) {
      List<Relation> seen = Stream.concat(before.stream(), item.relations().stream()).toList();
      List<Branch> refs =
          join.children().stream()
              .filter(child -> child.symbol().equals("table_ref"))
              .map(Branch.class::cast)
              .toList();
      item = join(join, item, item(refs.getLast(), seen));
    }
    depth--;
    return item;
  }

  private Item join(Branch join, Item left, Item right) {
    List<Relation> relations =
        Stream.concat(left.relations().stream(), right.relations().stream()).toList();
    Item plain = new Item(relations, left.columns().plus(right.columns()));
    if (join.children().stream().anyMatch(child -> child.is("NATURAL"))) {
      for (Relation relation : relations) {
        if (relation.hides()) {
          throw new RefusedSqlException(
              GuardRule.WHOLE_ROW,
              join.child(1).offset(),
              "Not all columns of %s may be read; write JOIN … USING (…) instead of NATURAL JOIN"
                  .formatted(relation.name()));
        }
      }
      List<String> common =
          left.columns().list().stream()
              .map(QueryColumn::name)
              .filter(right.columns()::has)
              .distinct()
              .toList();
      return merged(join, plain, left, right, common);
    }
    Branch condition = join.part("join_qual");
    if (condition.isEmpty()) {
      return plain;
    }
    if (condition.child(0).is("ON")) {
      ExpressionCheck.check(
          query, List.of(condition), new Scope(query.names(), outer, relations), ctes);
      return plain;
    }
    Branch list = condition.part("name_list");
    for (Branch written : list.elements()) {
      new Scope(query.names(), null, left.relations()).find(written.name());
      new Scope(query.names(), null, right.relations()).find(written.name());
    }
    List<String> names = QueryCheck.names(list);
    Item item = merged(join, plain, left, right, names);
    Branch alias = condition.part("opt_alias_clause_for_join_using");
    return alias.isEmpty()
        ? item
        : item.plus(
            new Relation(
                alias.children().getLast().name().last(),
                new QueryColumns(
                    item.columns().list().subList(0, names.size()), item.columns().open()),
                QueryCheck.rows(relations)));
  }

  /** Columns of the same name become one and come first. */
  private Item merged(Branch join, Item plain, Item left, Item right, List<String> names) {
    Set<String> set = new LinkedHashSet<>(names);
    List<QueryColumn> first = new ArrayList<>();
    for (String name : names) {
      query.overloads().equal(join, left.columns().type(name), right.columns().type(name));
      Set<Source> sources = new LinkedHashSet<>(left.columns().sources(name));
      sources.addAll(right.columns().sources(name));
      first.add(new QueryColumn(name, sources, ""));
    }
    QueryColumns columns =
        new QueryColumns(first, false)
            .plus(left.columns().without(set))
            .plus(right.columns().without(set));
    return new Item(plain.relations(), columns);
  }

  private Item function(Branch table, Branch alias, Scope seen) {
    RowOrigin rows = rows(table, seen);
    Branch single = table.part("func_expr_windowless");
    List<String> definition = definition(alias);
    boolean hasAlias = !alias.part("ColId").isEmpty() || !alias.part("alias_clause").isEmpty();
    String name = hasAlias ? aliasName(alias) : "";
    QueryColumns columns = QueryColumns.NONE;
    String own = "";
    if (!single.isEmpty()) {
      own = OutputName.of(single, query);
      columns =
          definition.isEmpty()
              ? columns(single, name.isEmpty() ? own : name)
              : QueryColumns.of(definition);
    } else {
      for (Branch item : table.part("rowsfrom_list").elements()) {
        Branch call = (Branch) item.child(0);
        String called = OutputName.of(call, query);
        own = own.isEmpty() ? called : own;
        List<String> defined = definition(item.part("opt_col_def_list"));
        columns =
            columns.plus(defined.isEmpty() ? columns(call, called) : QueryColumns.of(defined));
      }
    }
    if (!table.part("opt_ordinality").isEmpty()) {
      columns = columns.plus(QueryColumns.of(List.of("ordinality")));
    }
    if (hasAlias && definition.isEmpty()) {
      columns = columns.renamed(aliasColumns(alias));
    }
    return Item.of(new Relation(name.isEmpty() ? own : name, columns, rows));
  }

  /** The columns of a function's rows; one that gives plain values has one of this name. */
  private QueryColumns columns(Branch call, String name) {
    List<String> known =
        call.child(0) instanceof Branch application
                && application.symbol().equals("func_application")
            ? query.names().columns(application.child(0).name().last())
            : List.of();
    if (known.isEmpty()) {
      return QueryColumns.of(List.of(name));
    }
    boolean open = known.contains("*");
    Stream<String> names = known.stream().filter(column -> !column.equals("*"));
    return new QueryColumns(
        (open ? Stream.concat(Stream.of(name), names) : names).map(QueryColumn::new).toList(),
        open);
  }

  /** What the rows of a function or of XMLTABLE or JSON_TABLE stand for, by its arguments. */
  private RowOrigin rows(Branch source, Scope seen) {
    Facts facts = ExpressionCheck.check(query, List.of(source), seen, ctes);
    return facts.column || facts.summary || facts.collection ? RowOrigin.RAW : facts.subqueries;
  }

  /** The names of the columns that XMLTABLE or JSON_TABLE define, also in nested ones. */
  private static QueryColumns columnNames(Branch table, String symbol) {
    List<String> names = new ArrayList<>();
    List<SyntaxNode> rest = new ArrayList<>(List.of(table));
    while (!rest.isEmpty()) {
      if (rest.removeLast() instanceof Branch branch) {
        if (branch.symbol().equals(symbol) && branch.child(0) instanceof Branch name) {
          names.add(name.name().last());
        }
        rest.addAll(branch.children().reversed());
      }
    }
    return QueryColumns.of(names);
  }

  private static Item named(QueryColumns columns, Branch alias, String otherwise, RowOrigin rows) {
    return alias.isEmpty()
        ? Item.of(new Relation(otherwise, columns, rows))
        : Item.of(new Relation(aliasName(alias), columns.renamed(aliasColumns(alias)), rows));
  }

  /** An alias hides the names beneath it. */
  private static Item aliased(Item item, Branch alias) {
    Set<String> hidden = new HashSet<>();
    item.relations().forEach(relation -> hidden.addAll(relation.hidden()));
    List<String> names = aliasColumns(alias);
    Relation relation =
        new Relation(
            aliasName(alias),
            null,
            item.columns().renamed(names),
            hidden,
            false,
            QueryCheck.rows(item.relations()));
    if (relation.hides() && !names.isEmpty()) {
      throw Scope.wholeRow(relation, alias.offset());
    }
    return Item.of(relation);
  }

  /** The alias that an alias_clause, or what holds one, gives. */
  private static String aliasName(Branch clause) {
    Branch inner = clause.part("alias_clause");
    return (inner.isEmpty() ? clause : inner).part("ColId").name().last();
  }

  private static List<String> aliasColumns(Branch clause) {
    Branch inner = clause.part("alias_clause");
    return QueryCheck.names((inner.isEmpty() ? clause : inner).part("name_list"));
  }

  /** The columns that AS (name type, …) defines. */
  private static List<String> definition(Branch clause) {
    return clause.part("TableFuncElementList").elements().stream()
        .map(element -> element.child(0).name().last())
        .toList();
  }
}
