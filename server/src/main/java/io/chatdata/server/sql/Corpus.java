package io.chatdata.server.sql;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatdata.server.base.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Statements to judge the guard by: {@code must_reject.jsonl}, {@code must_allow.jsonl} and the
 * schema.sql that they speak of.
 */
record Corpus(String schema, List<Line> hostile, List<Line> honest, String hash) {
  /** The tier of hostile statements that may begin and must be stopped. */
  static final String GREEDY = "resource";

  private static final List<String> FILES =
      List.of("schema.sql", "must_reject.jsonl", "must_allow.jsonl");

  /** Tiers of honest statements that speak of the schema. */
  private static final Set<String> FITTING = Set.of("analytics", "idiom");

  /**
   * A statement.
   *
   * @param tier how it is judged
   * @param category what a hostile one tries
   */
  record Line(String id, String tier, String category, String sql) {
    /** True for an honest one that runs on the corpus's schema. */
    boolean fitsSchema() {
      return FITTING.contains(tier);
    }

    @Override
    public String toString() {
      String text = sql.replaceAll("\\s+", " ");
      return id + " " + (text.length() > 120 ? text.substring(0, 120) + "…" : text);
    }
  }

  /** The project's own. */
  static Corpus own() {
    return of(FILES.stream().map(name -> resource("corpus/" + name)).toList());
  }

  /**
   * One in a folder.
   *
   * @throws IllegalArgumentException when its files can't be read
   */
  static Corpus in(Path folder) {
    List<String> texts = new ArrayList<>();
    for (String name : FILES) {
      Path file = folder.resolve(name);
      try {
        texts.add(Files.readString(file));
      } catch (IOException e) {
        throw new IllegalArgumentException(
            "%s can't be read; a corpus is a folder with %s"
                .formatted(file, String.join(", ", FILES)),
            e);
      }
    }
    return of(texts);
  }

  private static Corpus of(List<String> texts) {
    return new Corpus(
        texts.get(0), lines(texts.get(1)), lines(texts.get(2)), sha256(String.join("", texts)));
  }

  /** That of the three files one after the other. */
  private static String sha256(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
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
