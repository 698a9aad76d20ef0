package io.chatdata.server.sql;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Functions, operators and casts of a database that are neither PostgreSQL's own nor an extension's
 * that was reviewed, as far as a statement could run them without naming them.
 *
 * @param overloads those that share a name with an allowed function or operator
 * @param casts those whose function may change something
 * @param domains those with a check that may change something
 * @param views functions that may change something and that a view calls, by the view
 * @param fingerprint another one when any of it has changed
 */
record UserCode(
    Overloads overloads,
    List<Cast> casts,
    List<Domain> domains,
    Map<Catalog.TableName, List<String>> views,
    String fingerprint) {
  static final UserCode NONE = new UserCode(Overloads.NONE, List.of(), List.of(), Map.of(), "");

  /**
   * An expression for the fingerprint: the number, the last, the sum and the versions of the user's
   * functions, operators, casts, views and policies. It is safe whatever the search path is. One
   * pass over all of them takes PostgreSQL half the time, mostly of planning, of one for each.
   */
  static final String FINGERPRINT =
      Stream.of("pg_proc", "pg_operator", "pg_cast", "pg_rewrite", "pg_policy")
          .map(
              catalog ->
                  """
                  SELECT x.oid, x.xmin FROM pg_catalog.%s x
                    WHERE x.oid OPERATOR(pg_catalog.>=) '16384'::pg_catalog.oid
                  """
                      .formatted(catalog))
          .collect(
              Collectors.joining(
                  " UNION ALL ",
                  """
                  (SELECT pg_catalog.concat_ws('-', pg_catalog.count(*), pg_catalog.max(u.oid),
                      pg_catalog.sum(u.oid::pg_catalog.int8),
                      pg_catalog.sum(u.xmin::pg_catalog.text::pg_catalog.int8)) FROM (
                  """,
                  ") u)"));

  UserCode {
    casts = List.copyOf(casts);
    domains = List.copyOf(domains);
    views = Map.copyOf(views);
  }

  /** Functions that may change something and that this view calls. */
  List<String> changing(Catalog.Table view) {
    return views.getOrDefault(new Catalog.TableName(view.schema(), view.name()), List.of());
  }

  /**
   * A cast by a function that is declared VOLATILE.
   *
   * @param source type, as {@link Overloads} names it
   * @param target type
   * @param unasked true when PostgreSQL also applies it where no type is named: implicitly, in
   *     to_json and the like, or in quote_literal and || with a text
   * @param sources the source, where it is the user's, and the types whose values hold some of it
   * @param targets the same of the target
   */
  record Cast(
      String source,
      String target,
      boolean unasked,
      String function,
      Set<String> sources,
      Set<String> targets) {
    Cast {
      sources = Set.copyOf(sources);
      targets = Set.copyOf(targets);
    }
  }

  /**
   * A domain with a CHECK that calls a VOLATILE function.
   *
   * @param holders the domain and the types whose values hold some of it
   */
  record Domain(String name, String function, Set<String> holders) {
    Domain {
      holders = Set.copyOf(holders);
    }
  }
}
