package io.chatdata.e2e.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Prints figures as a table and writes them, with the machine, as JSON and as a chart. */
final class Report {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final Path folder;
  private final double loadBefore = load();

  Report(Path folder) {
    this.folder = folder;
  }

  /** One a part; true when all limits are met. */
  boolean write(String part, List<Figure> figures) throws IOException {
    Files.createDirectories(folder);
    Map<String, Object> machine = machine();
    Files.writeString(
        folder.resolve(part + ".json"),
        JSON.writeValueAsString(
                Map.of("machine", machine, "figures", figures.stream().map(Report::json).toList()))
            + "\n");
    Files.writeString(folder.resolve(part + ".svg"), new Chart(figures).svg());
    System.out.printf("%n%s%n", table(figures));
    System.out.printf(
        "%s × %s, load %s before and %s after; %s%n%n",
        machine.get("processors"),
        machine.get("model"),
        machine.get("load_before"),
        machine.get("load_after"),
        folder.resolve(part + ".json"));
    return figures.stream().allMatch(Figure::met);
  }

  private static Map<String, Object> json(Figure figure) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("group", figure.group());
    json.put("name", figure.name());
    json.put("unit", figure.unit());
    json.put("value", figure.value());
    Figure.Limit limit = figure.limit();
    if (limit != null) {
      json.put(limit.kind() == Figure.Limit.Kind.AT_MOST ? "limit" : "least", limit.value());
    }
    Double reference = figure.reference();
    if (reference != null) {
      json.put("direct", reference);
      json.put("ratio", figure.value() / reference);
    }
    if (!figure.note().isEmpty()) {
      json.put("note", figure.note());
    }
    json.put("samples", figure.samples());
    json.put("met", figure.met());
    return json;
  }

  private Map<String, Object> machine() throws IOException {
    Map<String, Object> machine = new LinkedHashMap<>();
    machine.put("processors", Runtime.getRuntime().availableProcessors());
    machine.put("model", processor());
    machine.put("java", System.getProperty("java.runtime.version"));
    machine.put("load_before", loadBefore);
    machine.put("load_after", load());
    return machine;
  }

  private static String processor() throws IOException {
    return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
        .filter(line -> line.startsWith("model name"))
        .map(line -> line.split(":", 2)[1].strip())
        .findFirst()
        .orElse("processor");
  }

  /** How many threads of the whole machine wanted a processor, over the last minute. */
  static double load() {
    try {
      return Double.parseDouble(Files.readString(Path.of("/proc/loadavg")).split(" ", 2)[0]);
    } catch (IOException e) {
      return Double.NaN;
    }
  }

  private static String table(List<Figure> figures) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("", "measured", "ratio", "limit", "", "from, to"));
    String group = "";
    for (Figure figure : figures) {
      if (!figure.group().equals(group)) {
        group = figure.group();
        rows.add(List.of(group, "", "", "", "", ""));
      }
      rows.add(row(figure));
    }
    int[] widths = new int[rows.getFirst().size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        // A group's name may be wider than its column: nothing stands beside it.
        boolean alone = i == 0 && row.get(1).isEmpty();
        widths[i] = Math.max(widths[i], alone ? 0 : row.get(i).length());
      }
    }
    var text = new StringBuilder();
    for (List<String> row : rows) {
      var line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        line.append(("%-" + Math.max(1, widths[i]) + "s  ").formatted(row.get(i)));
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  private static List<String> row(Figure figure) {
    Figure.Limit limit = figure.limit();
    Double ratio = figure.ratio();
    String range =
        figure.samples().size() < 2
            ? ""
            : "%s to %s"
                .formatted(
                    number(figure.samples().stream().min(Double::compare).orElseThrow()),
                    number(figure.samples().stream().max(Double::compare).orElseThrow()));
    return List.of(
        "  " + figure.name(),
        Double.isNaN(figure.value()) ? "-" : number(figure.value()) + " " + figure.unit(),
        ratio == null ? "" : number(ratio),
        limit == null
            ? ""
            : (limit.kind() == Figure.Limit.Kind.AT_MOST ? "≤ " : "≥ ") + number(limit.value()),
        limit == null ? "" : figure.met() ? "met" : "MISSED",
        figure.note().isEmpty() ? range : range + "  " + figure.note());
  }

  /** With three digits that mean something. */
  static String number(double value) {
    double size = Math.abs(value);
    String format =
        size >= 100 || value == Math.rint(value) ? "%,.0f" : size >= 10 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, format, value);
  }
}
