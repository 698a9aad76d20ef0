package io.chatdata.server.planner;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * What people ask of a shop, from the file {@code shop-questions.sql}: wordings as comments, below
 * them a statement with the right answer, or several where more than one reading is right.
 *
 * @param declined true for what can't be answered by counting and adding up rows, or not without
 *     guessing
 */
record ShopQuestions(List<String> wordings, List<String> statements, boolean declined) {
  private static final String DECLINE = "-- decline";

  static List<ShopQuestions> all() {
    return Arrays.stream(file().split("\n\n+", -1)).map(ShopQuestions::read).toList();
  }

  private static ShopQuestions read(String block) {
    String sql = String.join("\n", block.lines().filter(line -> !line.startsWith("--")).toList());
    return new ShopQuestions(
        block
            .lines()
            .filter(line -> line.startsWith("-- ") && !line.equals(DECLINE))
            .map(line -> line.substring(3))
            .toList(),
        Arrays.stream(sql.split(";", -1)).filter(statement -> !statement.isBlank()).toList(),
        block.lines().anyMatch(DECLINE::equals));
  }

  private static String file() {
    try (InputStream file = ShopQuestions.class.getResourceAsStream("shop-questions.sql")) {
      return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
