package io.chatdata.e2e.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Bars: one panel for each group of figures that can be compared. */
final class Chart {
  private static final int WIDTH = 760;
  private static final int BAR_LEFT = 170;
  private static final int BAR_WIDTH = 440;
  private static final int LINE = 20;

  private final Map<String, List<Figure>> panels = new LinkedHashMap<>();

  Chart(List<Figure> figures) {
    for (Figure figure : figures) {
      if (!Double.isNaN(figure.value())) {
        panels.computeIfAbsent(figure.group(), _ -> new java.util.ArrayList<>()).add(figure);
      }
    }
    panels.values().removeIf(all -> all.size() < 2);
  }

  String svg() {
    var body = new StringBuilder();
    int y = LINE;
    for (Map.Entry<String, List<Figure>> panel : panels.entrySet()) {
      body.append(text(10, y, "title", panel.getKey()));
      double most = panel.getValue().stream().mapToDouble(Figure::value).max().orElse(0);
      for (Figure figure : panel.getValue()) {
        y += LINE;
        double width = most <= 0 ? 0 : Math.max(0, figure.value()) / most * BAR_WIDTH;
        body.append(text(20, y, "name", figure.name()));
        body.append(
            "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"12\"/>%n"
                .formatted(figure.met() ? "bar" : "bar missed", BAR_LEFT, y - 10, width));
        body.append(
            text(
                (int) (BAR_LEFT + width + 6),
                y,
                "name",
                Report.number(figure.value()) + " " + figure.unit()));
      }
      y += 2 * LINE;
    }
    return """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" width="%1$d" height="%2$d">
    <style>text{font:12px sans-serif;fill:#222}.title{font-weight:bold}.bar{fill:#3b6fb6}.missed{fill:#c0392b}</style>
    <rect width="100%%" height="100%%" fill="#fff"/>
    %3$s</svg>
    """
        .formatted(WIDTH, y, body);
  }

  private static String text(int x, int y, String style, String text) {
    return "<text class=\"%s\" x=\"%d\" y=\"%d\">%s</text>%n"
        .formatted(style, x, y, text.replace("&", "&amp;").replace("<", "&lt;"));
  }
}
