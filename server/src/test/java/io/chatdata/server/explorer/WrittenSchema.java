package io.chatdata.server.explorer;

import io.chatdata.server.explorer.TestingSchemas.Need;
import io.chatdata.server.sql.Catalog;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A schema in a few lines, with questions that were written before anything was measured by them.
 * {@code # title}, then tables as {@code name(column, column>table.column)} whose first column is
 * the key, then {@code ? question | table.column …}.
 */
public record WrittenSchema(String title, Catalog catalog, List<Need> needs) {
  /** Those of the tests. */
  public static List<WrittenSchema> all() {
    try (InputStream in =
        Objects.requireNonNull(WrittenSchema.class.getResourceAsStream("/recall/schemas.txt"))) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return Arrays.stream(text.split("(?m)^# ", -1))
          .filter(part -> !part.isBlank())
          .map(WrittenSchema::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static WrittenSchema read(String part) {
    List<String> lines = part.lines().filter(line -> !line.isBlank()).toList();
    List<Catalog.Table> tables = new ArrayList<>();
    List<Need> needs = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      if (line.startsWith("? ")) {
        needs.add(need(line.substring(2).split(" \\| ", 2)));
      } else {
        tables.add(table(line));
      }
    }
    return new WrittenSchema(
        lines.getFirst(),
        new Catalog(
            List.of(new Catalog.Schema("public", "")),
            tables.stream().map(table -> referenced(table, tables)).toList()),
        needs);
  }

  private static Need need(String[] parts) {
    List<String> columns = List.of(parts[1].strip().split(" ", -1));
    return new Need(
        parts[0],
        Stream.concat(
                columns.stream().map(column -> column.replaceAll("\\..*", "")).distinct(),
                columns.stream())
            .toList());
  }

  private static Catalog.Table table(String line) {
    String name = line.substring(0, line.indexOf('('));
    String[] parts = line.substring(line.indexOf('(') + 1, line.indexOf(')')).split(", ", -1);
    List<Catalog.Column> columns = new ArrayList<>();
    List<Catalog.ForeignKey> keys = new ArrayList<>();
    for (String part : parts) {
      String[] reference = part.split("[>.]", -1);
      columns.add(new Catalog.Column(reference[0], "text", 'S', true, "", "", List.of()));
      if (reference.length > 1) {
        keys.add(
            new Catalog.ForeignKey(
                "fk",
                "public",
                name,
                List.of(reference[0]),
                "public",
                reference[1],
                List.of(reference[2])));
      }
    }
    return new Catalog.Table(
        "public",
        name,
        Catalog.Kind.TABLE,
        1000,
        0,
        "",
        columns,
        List.of(columns.getFirst().name()),
        keys,
        List.of(),
        List.of(),
        List.of());
  }

  /** With the keys of others that refer to it. */
  private static Catalog.Table referenced(Catalog.Table table, List<Catalog.Table> tables) {
    return new Catalog.Table(
        table.schema(),
        table.name(),
        table.kind(),
        table.estimatedRows(),
        table.sizeBytes(),
        table.comment(),
        table.columns(),
        table.primaryKey(),
        table.foreignKeys(),
        tables.stream()
            .flatMap(other -> other.foreignKeys().stream())
            .filter(key -> key.referencedTable().equals(table.name()))
            .toList(),
        table.indexes(),
        table.checks());
  }
}
