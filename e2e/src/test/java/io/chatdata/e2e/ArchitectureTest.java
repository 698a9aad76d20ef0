package io.chatdata.e2e;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The arrows between modules and packages, and the walls around libraries. */
class ArchitectureTest {
  private static final String SERVER = "io.chatdata.server";

  /** What each package of the server may import of the others. */
  private static final Map<String, List<String>> ARROWS =
      Map.of(
          "base", List.of(),
          "store", List.of("base"),
          "sql", List.of("base"),
          "conversation", List.of("base", "store"),
          "explorer", List.of("base", "store", "sql"),
          "llm", List.of("base", "conversation", "explorer"),
          "planner", List.of("base", "explorer", "llm", "sql"),
          "setup", List.of("base", "sql", "explorer", "llm"),
          "turn", List.of("base", "store", "sql", "conversation", "explorer", "llm"),
          "grpc",
              List.of("base", "store", "sql", "conversation", "explorer", "llm", "setup", "turn"));

  private static JavaClasses all;

  @BeforeAll
  static void read() {
    all =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("io.chatdata");
  }

  @Test
  void packagesOfTheServerFollowTheArrows() {
    ARROWS.forEach(
        (name, allowed) -> {
          String[] forbidden =
              ARROWS.keySet().stream()
                  .filter(other -> !other.equals(name) && !allowed.contains(other))
                  .map(other -> SERVER + "." + other + "..")
                  .toArray(String[]::new);
          check(
              noClasses()
                  .that()
                  .resideInAPackage(SERVER + "." + name + "..")
                  .should()
                  .dependOnClassesThat()
                  .resideInAnyPackage(forbidden)
                  .orShould()
                  .dependOnClassesThat()
                  .resideInAPackage(SERVER)
                  .as(name + " imports only " + allowed));
        });
  }

  @Test
  void everyPackageOfTheServerHasItsArrows() {
    String[] known =
        ARROWS.keySet().stream().map(name -> SERVER + "." + name + "..").toArray(String[]::new);
    check(
        classes()
            .that()
            .resideInAPackage(SERVER + "..")
            .and()
            .resideOutsideOfPackage(SERVER)
            .should()
            .resideInAnyPackage(known));
  }

  @Test
  void thereAreNoCycles() {
    check(slices().matching("io.chatdata.(**)").should().beFreeOfCycles());
  }

  @Test
  void modulesSeeOnlyTheContract() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage("io.chatdata.gateway..", "io.chatdata.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(SERVER + "..", "io.chatdata.migrations..", "io.chatdata.log.."));
    check(
        noClasses()
            .that()
            .resideInAnyPackage(
                "io.chatdata.migrations..", "io.chatdata.v1..", "io.chatdata.telemetry..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(SERVER + "..", "io.chatdata.gateway..", "io.chatdata.cli.."));
    check(
        noClasses()
            .that()
            .resideInAPackage("io.chatdata.gateway..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.chatdata.cli.."));
  }

  @Test
  void theContractIsSeenOnlyWhereItIsMapped() {
    only(
        List.of("io.grpc..", "io.chatdata.v1..", "io.chatdata.log..", "com.google.protobuf.."),
        SERVER + ".grpc..",
        SERVER);
  }

  @Test
  void sqlIsSpokenOnlyToTheStoreAndThroughTheGuard() {
    check(
        noClasses()
            .that()
            .resideInAPackage(SERVER + "..")
            .and()
            .resideOutsideOfPackages(SERVER + ".store..", SERVER + ".sql..")
            .and(areNot("Mapper"))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "javax.sql..", "org.postgresql..", "com.zaxxer.."));
  }

  @Test
  void jdbiIsSeenOnlyByTheStoreAndDataAccessTypes() {
    check(
        noClasses()
            .that()
            .resideInAPackage(SERVER + "..")
            .and()
            .resideOutsideOfPackage(SERVER + ".store..")
            .and(areNot("Dao", "Mapper"))
            .should()
            .dependOnClassesThat(
                DescribedPredicate.describe(
                    "are JDBI's, but for the marks on records",
                    (JavaClass type) ->
                        type.getPackageName().startsWith("org.jdbi")
                            && !type.getSimpleName().equals("Nested"))));
  }

  @Test
  void librariesStayBehindTheirWalls() {
    only(List.of("net.sf.jsqlparser.."), SERVER + ".sql..");
    only(List.of("dev.langchain4j.."), SERVER + ".llm..");
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("io.chatdata.telemetry..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.opentelemetry.."));
  }

  /** That it is off has to cost nothing: no class of it is needed then. */
  @Test
  void openTelemetryIsBehindWhatStartsIt() {
    check(
        noClasses()
            .that()
            .resideInAPackage("io.chatdata.telemetry..")
            .and(areNot("Tracing", "RecordedSpan", "CalmExporter"))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.opentelemetry.."));
  }

  @Test
  void onlyTheToolsReachPeoplesDatabases() {
    check(
        noClasses()
            .that()
            .resideInAPackage(SERVER + "..")
            .and()
            .resideOutsideOfPackages(
                SERVER + ".sql..", SERVER + ".explorer..", SERVER + ".grpc..", SERVER)
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName(SERVER + ".sql.Database"));
  }

  /** Nobody of ours but these may see those libraries. */
  private static void only(List<String> libraries, String... packages) {
    check(
        noClasses()
            .that()
            .resideInAPackage(SERVER + "..")
            .and()
            .resideOutsideOfPackages(packages)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(libraries.toArray(String[]::new)));
  }

  private static DescribedPredicate<JavaClass> areNot(String... endings) {
    return DescribedPredicate.describe(
        "are not " + String.join(" or ", endings) + " types",
        type ->
            Arrays.stream(endings)
                .noneMatch(ending -> outermost(type).getSimpleName().endsWith(ending)));
  }

  private static JavaClass outermost(JavaClass type) {
    return type.getEnclosingClass().map(ArchitectureTest::outermost).orElse(type);
  }

  private static void check(ArchRule rule) {
    rule.check(all);
  }
}
