package io.chatdata.server.explorer;

import io.chatdata.server.planner.TestingShop;
import io.chatdata.server.sql.Catalog;
import io.chatdata.server.sql.Database;
import io.chatdata.server.sql.TestingConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/** Databases with questions of which it is known what they need. */
public final class TestingSchemas {
  private static final String[] AREAS = {
    "retail",
    "export",
    "marine",
    "clinic",
    "rental",
    "transit",
    "library",
    "energy",
    "payroll",
    "museum",
    "school",
    "harbour",
    "forest",
    "bakery",
    "airline",
    "hotel",
    "studio",
    "garage",
    "mining",
    "dairy",
    "textile",
    "postal",
    "rescue",
    "theatre",
    "farming",
    "brewery",
    "printing",
    "railway",
    "pharmacy",
    "archive",
    "customs",
    "laundry",
    "fishery",
    "housing",
    "security",
    "welfare",
    "catering",
    "cinema",
    "cycling",
    "drilling"
  };

  /** A thing, what it is counted by and, in the plural, what else it has. */
  private static final String[] THINGS = {
    "invoice",
    "shipment",
    "employee",
    "ticket",
    "booking",
    "sensor",
    "contract",
    "inspection",
    "vehicle",
    "member",
    "payment",
    "supplier",
    "complaint",
    "delivery",
    "warehouse",
    "campaign",
    "session",
    "licence",
    "refund",
    "category",
    "machine",
    "project",
    "budget",
    "meeting",
    "certificate",
    "incident",
    "schedule",
    "survey",
    "discount",
    "document",
    "voucher",
    "branch",
    "audit",
    "policy",
    "parcel",
    "repair",
    "reservation",
    "course",
    "visit",
    "measurement",
    "quotation",
    "location",
    "asset",
    "tariff",
    "shift",
    "batch",
    "customer",
    "product",
    "reading",
    "request"
  };

  private static final String[] COLUMNS = {
    "total_amount", "created_at", "weight_kg", "status", "priority", "due_date", "unit_price",
    "duration_minutes", "postal_code", "rating", "tax_rate", "quantity", "serial_number", "colour",
    "temperature", "distance_km", "approved_by", "country", "email", "balance"
  };

  private static final int LARGE = 2000;

  private TestingSchemas() {}

  /** A question, and the tables and columns (table.column) that its answer needs. */
  public record Need(String question, List<String> names) {}

  static Catalog demo() {
    try (Database open = TestingConfig.of(TestingShop.database().url()).open()) {
      return open.catalog();
    }
  }

  static List<Need> demoNeeds() {
    return List.of(
        new Need(
            "Which customers have placed more than 10 orders?",
            List.of("customers", "customers.id", "orders", "orders.customer_id")),
        new Need(
            "What is the average order value by country?",
            List.of("orders", "orders.total_amount", "customers", "customers.country")),
        new Need(
            "What sells best?",
            List.of(
                "products",
                "products.name",
                "order_items",
                "order_items.product_id",
                "order_items.quantity")),
        new Need("How many users signed up last month?", List.of("users", "users.created_at")),
        new Need("Show the takings per day", List.of("sales", "sales.sale_date")));
  }

  /** 2,000 tables, 40 areas of 50 things, in three styles of names and with keys between them. */
  public static Catalog large(Random chance) {
    List<Catalog.Table> tables = new ArrayList<>();
    for (String area : AREAS) {
      for (int i = 0; i < THINGS.length; i++) {
        List<Catalog.Column> columns = new ArrayList<>(List.of(column("id")));
        List<Catalog.ForeignKey> keys = new ArrayList<>();
        if (i > 0) {
          int parent = chance.nextInt(i);
          String reference = THINGS[parent] + "_id";
          columns.add(column(reference));
          keys.add(
              new Catalog.ForeignKey(
                  "fk",
                  "public",
                  table(area, i),
                  List.of(reference),
                  "public",
                  table(area, parent),
                  List.of("id")));
        }
        for (int n = 0; n < 8; n++) {
          columns.add(column(COLUMNS[(i * 7 + n * 3 + area.length()) % COLUMNS.length]));
        }
        tables.add(
            new Catalog.Table(
                "public",
                table(area, i),
                Catalog.Kind.TABLE,
                1000,
                0,
                "",
                columns,
                List.of("id"),
                keys,
                List.of(),
                List.of(),
                List.of()));
      }
    }
    return new Catalog(List.of(new Catalog.Schema("public", "")), tables);
  }

  /** The same tables among so many others that there are 2,000. */
  public static Catalog among(Catalog catalog) {
    List<Catalog.Table> others = large(new Random(4711)).tables();
    return new Catalog(
        catalog.schemas(),
        Stream.concat(
                catalog.tables().stream(), others.stream().limit(LARGE - catalog.tables().size()))
            .toList());
  }

  private static Catalog.Column column(String name) {
    return new Catalog.Column(name, "text", 'S', true, "", "", List.of());
  }

  /** Questions on one table, or on one and the table that it refers to. */
  public static List<Need> largeNeeds(Catalog catalog, Random chance, int many) {
    List<Need> needs = new ArrayList<>();
    while (needs.size() < many) {
      int area = chance.nextInt(AREAS.length);
      int thing = chance.nextInt(THINGS.length);
      Catalog.Table table = catalog.table("public", table(AREAS[area], thing)).orElseThrow();
      List<Catalog.Column> columns =
          table.columns().stream().filter(column -> !column.name().endsWith("id")).toList();
      String value = columns.get(chance.nextInt(columns.size())).name();
      String group = columns.get(chance.nextInt(columns.size())).name();
      List<String> names =
          new ArrayList<>(
              List.of(table.name(), table.name() + "." + value, table.name() + "." + group));
      String question =
          "%s %s of all %s %s by %s"
              .formatted(
                  List.of("Show the highest", "What is the usual", "List each")
                      .get(chance.nextInt(3)),
                  spoken(value),
                  AREAS[area],
                  plural(THINGS[thing]),
                  spoken(group));
      if (!table.foreignKeys().isEmpty() && chance.nextBoolean()) {
        Catalog.ForeignKey key = table.foreignKeys().getFirst();
        Catalog.Table parent = catalog.table("public", key.referencedTable()).orElseThrow();
        String other = parent.columns().getLast().name();
        names.add(table.name() + "." + key.columns().getFirst());
        names.add(parent.name());
        names.add(parent.name() + "." + other);
        question +=
            " and the %s of its %s"
                .formatted(spoken(other), key.columns().getFirst().replace("_id", ""));
      }
      needs.add(new Need(question + "?", names));
    }
    return needs;
  }

  /** Of what the questions need, the part that their digests have. */
  static double recall(Catalog catalog, List<Need> needs) {
    long wanted = needs.stream().mapToLong(need -> need.names().size()).sum();
    long missing = needs.stream().mapToLong(need -> missing(catalog, need).size()).sum();
    return 1 - (double) missing / wanted;
  }

  /** Of what a question needs, what its digest doesn't have. */
  public static List<String> missing(Catalog catalog, Need need) {
    Map<String, String> lines = new HashMap<>();
    SchemaDigest.of(catalog, need.question(), SchemaDigest.MOST_TOKENS)
        .replace("\"", "")
        .lines()
        .filter(line -> line.contains("("))
        .forEach(line -> lines.put(table(line), line));
    return need.names().stream().filter(name -> !has(lines, name)).toList();
  }

  /** Its name without its schema. */
  private static String table(String line) {
    String name = line.substring(0, line.indexOf('('));
    return name.substring(name.lastIndexOf('.') + 1);
  }

  private static boolean has(Map<String, String> lines, String name) {
    String[] parts = name.split("\\.", 2);
    String line = lines.get(parts[0]);
    return line != null
        && (parts.length == 1
            || line.contains("(" + parts[1] + " ")
            || line.contains(", " + parts[1] + " "));
  }

  private static String table(String area, int thing) {
    String name = THINGS[thing];
    return switch (thing % 3) {
      case 0 -> area + "_" + plural(name);
      case 1 -> area + "_" + name;
      default -> area + name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    };
  }

  private static String plural(String word) {
    if (word.endsWith("y")) {
      return word.substring(0, word.length() - 1) + "ies";
    }
    return word + (word.endsWith("ch") ? "es" : "s");
  }

  private static String spoken(String column) {
    return column.replace('_', ' ');
  }
}
