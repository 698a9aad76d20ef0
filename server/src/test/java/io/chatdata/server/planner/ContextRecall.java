package io.chatdata.server.planner;

import io.chatdata.server.explorer.SchemaDigest;
import io.chatdata.server.explorer.TestingSchemas;
import io.chatdata.server.explorer.TestingSchemas.Need;
import io.chatdata.server.explorer.WrittenSchema;
import io.chatdata.server.sql.Catalog;
import io.chatdata.server.sql.Database;
import io.chatdata.server.sql.TestingPostgres;
import io.chatdata.server.sql.TestingPostgres.TestingDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

/**
 * How much of the tables and columns that questions need is in what a model is told of a database:
 * over the demo shop and the trades of the tests by themselves, and among 2,000 tables. What is
 * needed is what the database says that the known statement of a question reads. Ends with 1 where
 * a share is under its limit; with the argument "missing" it names what is not told.
 */
final class ContextRecall {
  private static final double LEAST_OF_SMALL = 0.99;
  private static final double LEAST_OF_LARGE = 0.95;
  private static final long SEED = 4711;
  private static final int OF_DOMAINS = 12;

  private ContextRecall() {}

  /** The share of one database's questions. */
  record Figure(String database, int tables, int questions, int needed, List<String> missing) {
    double share() {
      return 1 - (double) missing.size() / needed;
    }

    @Override
    public String toString() {
      return "%s: %d tables, %d questions, %d tables and columns needed, %.2f %% told"
          .formatted(database, tables, questions, needed, 100 * share());
    }
  }

  public static void main(String[] arguments) {
    Catalog shop = catalog(TestingShop.planner());
    List<Need> ofShop = shopNeeds(1);
    boolean held = print(of("the demo", shop, ofShop), LEAST_OF_SMALL, arguments);
    held &=
        print(
            of("the demo among others", TestingSchemas.among(shop), ofShop),
            LEAST_OF_LARGE,
            arguments);
    Catalog large = TestingSchemas.large(new Random(SEED));
    List<Need> ofLarge = TestingSchemas.largeNeeds(large, new Random(SEED), 500);
    held &= print(of("generated", large, ofLarge), LEAST_OF_LARGE, arguments);
    List<Figure> alone = new ArrayList<>();
    List<Figure> amongOthers = new ArrayList<>();
    for (Trade trade : Trade.ALL) {
      for (NamingStyle style : NamingStyle.ALL) {
        var domain = new TestingDomain(trade, style, SEED);
        TestingDatabase database = domain.create();
        var planner = new TestingPlanner(database, domain.config(database), TestingDomain.NOW);
        Catalog catalog = catalog(planner);
        List<Need> needs = needs(database, DomainQuestions.of(domain), OF_DOMAINS);
        String name = "%s in %s".formatted(trade.deed(), style);
        alone.add(of(name, catalog, needs));
        amongOthers.add(of(name, TestingSchemas.among(catalog), needs));
      }
    }
    held &= print(sum("trades", alone), LEAST_OF_SMALL, arguments);
    held &= print(sum("trades among others", amongOthers), LEAST_OF_LARGE, arguments);
    List<WrittenSchema> written = WrittenSchema.all();
    held &= print(sum("written", written, schema -> schema.catalog()), LEAST_OF_SMALL, arguments);
    held &=
        print(
            sum("written among others", written, schema -> TestingSchemas.among(schema.catalog())),
            LEAST_OF_LARGE,
            arguments);
    System.out.printf("Each was told within %d tokens.%n", SchemaDigest.MOST_TOKENS);
    System.exit(held ? 0 : 1);
  }

  private static boolean print(Figure figure, double least, String[] arguments) {
    System.out.printf("%s (at least %.0f %%)%n", figure, 100 * least);
    if (List.of(arguments).contains("missing")) {
      figure.missing().forEach(name -> System.out.println("  " + name));
    }
    return figure.share() >= least;
  }

  private static Catalog catalog(TestingPlanner planner) {
    try (planner;
        Database database = Database.open(planner.config())) {
      return database.catalog();
    }
  }

  /** The demo shop's questions, each so manieth. */
  static List<Need> shopNeeds(int each) {
    List<Question> questions = new ArrayList<>();
    for (ShopQuestions asked : ShopQuestions.all()) {
      if (!asked.declined()) {
        asked
            .wordings()
            .forEach(text -> questions.add(Question.of(text, asked.statements().getFirst())));
      }
    }
    return needs(TestingShop.database(), questions, each);
  }

  private static List<Need> needs(TestingDatabase database, List<Question> questions, int each) {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      List<Need> needs = new ArrayList<>();
      for (int i = 0; i < questions.size(); i += each) {
        Question question = questions.get(i);
        statement.execute(
            "create or replace temporary view known as select count(*) from (%s) statement"
                .formatted(question.sql()));
        List<String> names =
            TestingPostgres.rows(
                    connection,
                    """
                    select table_name from information_schema.view_table_usage
                    where view_name = 'known'
                    union all
                    select table_name || '.' || column_name
                    from information_schema.view_column_usage where view_name = 'known'
                    """)
                .stream()
                .map(row -> String.valueOf(row.getFirst()))
                .toList();
        needs.add(new Need(question.text(), names));
      }
      return needs;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  static Figure of(String database, Catalog catalog, List<Need> needs) {
    List<String> missing = new ArrayList<>();
    for (Need need : needs) {
      TestingSchemas.missing(catalog, need)
          .forEach(name -> missing.add("%s: %s".formatted(need.question(), name)));
    }
    return new Figure(
        database,
        catalog.tables().size(),
        needs.size(),
        needs.stream().mapToInt(need -> need.names().size()).sum(),
        missing);
  }

  private static Figure sum(
      String name, List<WrittenSchema> schemas, Function<WrittenSchema, Catalog> catalog) {
    return sum(
        name,
        schemas.stream()
            .map(schema -> of(schema.title(), catalog.apply(schema), schema.needs()))
            .toList());
  }

  private static Figure sum(String name, List<Figure> figures) {
    return new Figure(
        name,
        figures.stream().mapToInt(Figure::tables).max().orElse(0),
        figures.stream().mapToInt(Figure::questions).sum(),
        figures.stream().mapToInt(Figure::needed).sum(),
        figures.stream()
            .flatMap(figure -> figure.missing().stream().map(m -> figure.database() + ": " + m))
            .toList());
  }
}
