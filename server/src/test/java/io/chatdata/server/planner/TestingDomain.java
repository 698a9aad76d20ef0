package io.chatdata.server.planner;

import io.chatdata.server.sql.DatabaseConfig;
import io.chatdata.server.sql.TestingConfig;
import io.chatdata.server.sql.TestingPostgres;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A schema of a trade in a naming style, filled by chance from a seed, with what a test must know
 * to compute answers of its own: the names as they are written in SQL.
 */
final class TestingDomain {
  static final LocalDateTime NOW = LocalDateTime.of(2026, 7, 15, 10, 30);
  private static final List<String> ZONES =
      List.of("UTC", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Europe/Berlin");
  private static final List<String> TYPES = List.of("timestamptz", "timestamp", "date");
  private static final List<String> NAMES =
      List.of("Ada", "Bo", "Cy", "Dee", "Eve", "Fay", "Gus", "Hal", "Ivy", "Jo", "Kit", "Lou");

  final Trade trade;
  final NamingStyle style;
  final ZoneId zone;
  final String timeType;
  final boolean keys;
  final String schema;
  final String description;

  final String person;
  final String personKey;
  final String personName;
  final String segment;
  final String town;
  final String joined;
  final String thing;
  final String thingKey;
  final String thingName;
  final String kind;
  final String deed;
  final String deedKey;
  final String deedPerson;
  final String deedThing;
  final String happened;
  final String status;
  final String finished;
  final String amount;

  private final Random random;

  TestingDomain(Trade trade, NamingStyle style, long seed) {
    this.trade = trade;
    this.style = style;
    this.random = new Random(seed);
    this.zone = ZoneId.of(ZONES.get(random.nextInt(ZONES.size())));
    this.timeType = TYPES.get(random.nextInt(TYPES.size()));
    this.keys = random.nextInt(3) > 0;
    this.schema = random.nextInt(3) == 0 ? "app" : "public";
    this.description =
        "%s, %s, %s, %s, %s, schema %s, seed %d"
            .formatted(
                trade.deed(),
                style,
                zone,
                timeType,
                keys ? "foreign keys" : "no foreign keys",
                schema,
                seed);
    this.person = table(trade.person());
    this.personKey = quote(style.key(trade.person()));
    this.personName = column("name");
    this.segment = column(trade.segment());
    this.town = column(trade.town());
    this.joined = column(trade.joined());
    this.thing = table(trade.thing());
    this.thingKey = quote(style.key(trade.thing()));
    this.thingName = column("name");
    this.kind = column(trade.kind());
    this.deed = table(trade.deed());
    this.deedKey = quote(style.key(trade.deed()));
    this.deedPerson = column(trade.person() + " id");
    this.deedThing = column(trade.thing() + " id");
    this.happened = column(trade.happened());
    this.status = column(trade.status());
    this.finished = trade.finished().isEmpty() ? "" : column(trade.finished());
    this.amount = column(trade.amount());
  }

  /** A domain of a trade and in a style by chance. */
  static TestingDomain ofSeed(long seed) {
    Random random = new Random(seed);
    return new TestingDomain(
        Trade.ALL.get(random.nextInt(Trade.ALL.size())),
        NamingStyle.ALL.get(random.nextInt(NamingStyle.ALL.size())),
        seed);
  }

  private String table(String words) {
    return schema + "." + quote(style.table(words));
  }

  private String column(String words) {
    return quote(style.column(words));
  }

  private static String quote(String name) {
    return '"' + name + '"';
  }

  /** Name of a table as a person would write it. */
  String written(String words) {
    return style.table(words);
  }

  /** A moment of the happened column as one without a zone, by the connection's clock. */
  String local(String column) {
    return switch (timeType) {
      case "timestamptz" -> "(%s AT TIME ZONE '%s')".formatted(column, zone);
      case "date" -> column + "::timestamp";
      default -> column;
    };
  }

  TestingPostgres.TestingDatabase create() {
    TestingPostgres.TestingDatabase database = TestingPostgres.create();
    if (!schema.equals("public")) {
      database.run("CREATE SCHEMA " + schema);
    }
    database.run(tables());
    database.run(rows());
    database.run("ANALYZE");
    database.grant(schema);
    return database;
  }

  DatabaseConfig config(TestingPostgres.TestingDatabase database) {
    return TestingConfig.of(database.url()).zone(zone.getId()).build();
  }

  private String tables() {
    String over = finished.isEmpty() ? "" : ", %s timestamptz".formatted(finished);
    String references =
        keys
            ? ", FOREIGN KEY (%s) REFERENCES %s, FOREIGN KEY (%s) REFERENCES %s"
                .formatted(deedPerson, person, deedThing, thing)
            : "";
    return """
    CREATE TABLE %s (%s integer PRIMARY KEY, %s text NOT NULL, %s text, %s text, %s %s NOT NULL);
    CREATE TABLE %s (%s integer PRIMARY KEY, %s text NOT NULL, %s text NOT NULL);
    CREATE TABLE %s (%s bigint PRIMARY KEY, %s integer, %s integer, %s %s NOT NULL, %s text,
      %s numeric(10,2)%s%s);
    CREATE INDEX ON %s (%s);
    """
        .formatted(
            person,
            personKey,
            personName,
            segment,
            town,
            joined,
            timeType,
            thing,
            thingKey,
            thingName,
            kind,
            deed,
            deedKey,
            deedPerson,
            deedThing,
            happened,
            timeType,
            status,
            amount,
            over,
            references,
            deed,
            happened);
  }

  private String rows() {
    List<String> persons = new ArrayList<>();
    for (int i = 1; i <= 60; i++) {
      persons.add(
          "(%d, '%s', %s, %s, %s)"
              .formatted(
                  i,
                  NAMES.get(random.nextInt(NAMES.size())) + " " + i,
                  text(pick(trade.segments()), 15),
                  text(pick(trade.towns()), 20),
                  moment()));
    }
    List<String> things = new ArrayList<>();
    for (int i = 1; i <= 20; i++) {
      things.add("(%d, 'Nr %d', %s)".formatted(i, i, text(pick(trade.kinds()), 0)));
    }
    List<String> deeds = new ArrayList<>();
    for (int i = 1; i <= 900; i++) {
      // A third of the people do most of it, some never do anything.
      int who = random.nextInt(3) == 0 ? 1 + random.nextInt(50) : 1 + random.nextInt(15);
      boolean over = random.nextInt(3) > 0;
      deeds.add(
          "(%d, %s, %d, %s, %s, %s%s)"
              .formatted(
                  i,
                  random.nextInt(40) == 0 ? "NULL" : String.valueOf(who),
                  1 + random.nextInt(18),
                  moment(),
                  text(pick(trade.statuses()), 30),
                  random.nextInt(30) == 0 ? "NULL" : String.valueOf(random.nextInt(40000) / 100.0),
                  finished.isEmpty() ? "" : ", " + (over ? moment() : "NULL")));
    }
    return "INSERT INTO %s VALUES %s;\nINSERT INTO %s VALUES %s;\nINSERT INTO %s VALUES %s;"
        .formatted(
            person,
            String.join(",", persons),
            thing,
            String.join(",", things),
            deed,
            String.join(",", deeds));
  }

  private String pick(List<String> values) {
    return values.get(random.nextInt(values.size()));
  }

  private String text(String value, int oneInNull) {
    return oneInNull > 0 && random.nextInt(oneInNull) == 0
        ? "NULL"
        : "'" + value.replace("'", "''") + "'";
  }

  /** Any second of two and a half years up to now, more of them lately. */
  private String moment() {
    double back = random.nextDouble() * random.nextDouble();
    LocalDateTime time = NOW.minusSeconds((long) (back * 2.5 * 365 * 86400));
    String text = time.withNano(0).toString().replace('T', ' ');
    return timeType.equals("timestamptz")
        ? "('%s'::timestamp AT TIME ZONE '%s')".formatted(text, zone)
        : "'" + text + "'";
  }
}
