package io.chatdata.server.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The guard over a small shop that exists nowhere. */
final class TestingGuard {
  /** In a statement, stands before the place that a refusal must point at. */
  static final String PLACE = "»";

  static final Catalog SHOP =
      new Catalog(
          List.of(new Catalog.Schema("public", ""), new Catalog.Schema("sales", "")),
          List.of(
              TestingCatalog.table("customers", "id", "name", "country", "profile", "tags"),
              TestingCatalog.table("orders", "id", "customer_id", "total", "ordered_at"),
              TestingCatalog.table("items", "order_id", "product", "qty"),
              TestingCatalog.table("Naïve Table", "Größe"),
              TestingCatalog.table(
                  "public", "staff", List.of("id", "name", "boss_id"), List.of("salary")),
              TestingCatalog.table("sales", "orders", List.of("id", "region"), List.of())),
          List.of("public"),
          Set.of(new Catalog.TableName("public", "secrets")),
          Map.of("hstore", "public", "pg_trgm", "extra"),
          UserCode.NONE);

  private final Guard guard = new Guard();
  private final Catalog catalog;

  TestingGuard() {
    this(SHOP);
  }

  TestingGuard(Catalog catalog) {
    this.catalog = catalog;
  }

  static String message(RefusedSqlException refusal) {
    return Objects.requireNonNullElse(refusal.getMessage(), "");
  }

  Verdict.Allowed allowed(String sql) {
    return assertInstanceOf(Verdict.Allowed.class, guard.check(sql, catalog), sql);
  }

  /** Refuses it, at the place that is marked if one is. */
  Verdict.Refused refused(String marked) {
    int place = marked.indexOf(PLACE);
    String sql = marked.replace(PLACE, "");
    var refused = assertInstanceOf(Verdict.Refused.class, guard.check(sql, catalog), sql);
    if (place >= 0) {
      assertEquals(place, refused.offset(), () -> sql + ": " + refused.message());
    }
    return refused;
  }

  /** Refuses it by this rule. */
  Verdict.Refused refused(GuardRule rule, String marked) {
    Verdict.Refused refused = refused(marked);
    assertEquals(rule.toString(), refused.rule(), () -> marked + ": " + refused.message());
    assertEquals(rule.wall(), refused.wall());
    return refused;
  }
}
