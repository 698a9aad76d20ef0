package io.chatdata.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatdata.server.base.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The documents name the metrics that there are, and rules and dashboard use no others. */
class MetricsDocsTest {
  private static final Pattern METRIC = Pattern.compile("chatdata_(server|gateway)_[a-z_]+");

  /** What Prometheus adds to a histogram's name. */
  private static final Pattern SERIES = Pattern.compile("_(bucket|count|sum)$");

  @Test
  void everyMetricIsListedOnceAndNoOther() throws IOException {
    List<String> listed =
        Files.readAllLines(docs("metrics.md")).stream()
            .filter(line -> line.startsWith("| `chatdata_"))
            .map(line -> line.split("`", -1)[1])
            .sorted()
            .toList();

    assertEquals(List.copyOf(inSources()), listed);
  }

  @Test
  void theAlertRulesUseWhatThereIs() throws IOException {
    String rules = Files.readString(docs("monitoring/alerts.yml"));

    assertTrue(inSources().containsAll(named(rules)), named(rules).toString());
    assertEquals(4, rules.lines().filter(line -> line.contains("- alert: ")).count());
  }

  @Test
  void theDashboardShowsEveryMetric() throws IOException {
    JsonNode dashboard = Json.parse(Files.readString(docs("monitoring/dashboard.json")));
    String shown = dashboard.path("panels").findValuesAsText("expr").toString();

    assertEquals(inSources(), named(shown));
  }

  private static Path docs(String file) {
    return TestingProgram.ROOT.resolve("docs").resolve(file);
  }

  private static Set<String> inSources() throws IOException {
    var names = new TreeSet<String>();
    for (String module : List.of("server", "web-gateway")) {
      try (Stream<Path> files =
          Files.walk(TestingProgram.ROOT.resolve(module).resolve("src/main/java"))) {
        for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
          names.addAll(named(Files.readString(file)));
        }
      }
    }
    return names;
  }

  private static Set<String> named(String text) {
    return METRIC
        .matcher(text)
        .results()
        .map(found -> SERIES.matcher(found.group()).replaceFirst(""))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
