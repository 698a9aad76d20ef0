package io.chatdata.server.sql;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatdata.server.base.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Statements to judge the guard by: {@code must_reject.jsonl}, {@code must_allow.jsonl} and the
 * schema.sql that they speak of.
 */
record Corpus(String schema, List<Line> hostile, List<Line> honest) {
  /**
   * A statement.
   *
   * @param tier how it is judged
   * @param category what a hostile one tries
   */
  record Line(String id, String tier, String category, String sql) {
    @Override
    public String toString() {
      String text = sql.replaceAll("\\s+", " ");
      return id + " " + (text.length() > 120 ? text.substring(0, 120) + "…" : text);
    }
  }

  /** The project's own. */
  static Corpus own() {
    return new Corpus(
        resource("corpus/schema.sql"),
        lines(resource("corpus/must_reject.jsonl")),
        lines(resource("corpus/must_allow.jsonl")));
  }

  /** A larger one, which need not be there. */
  static Optional<Corpus> shared() {
    Path folder = Path.of("../../shared/corpora/sql");
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Corpus(
              Files.readString(folder.resolve("schema.sql")),
              lines(Files.readString(folder.resolve("must_reject.jsonl"))),
              lines(Files.readString(folder.resolve("must_allow.jsonl")))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String resource(String name) {
    try (InputStream in = Corpus.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Line> lines(String jsonl) {
    return jsonl
        .lines()
        .filter(line -> !line.isBlank())
        .map(Json::parse)
        .map(Corpus::line)
        .toList();
  }

  private static Line line(JsonNode json) {
    return new Line(
        json.path("id").asText(),
        json.path("tier").asText(),
        json.path("category").asText(),
        json.path("sql").asText());
  }
}
