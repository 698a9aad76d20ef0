package io.chatdata.server.planner;

import io.chatdata.server.sql.Catalog;
import java.util.List;
import java.util.Set;

/**
 * A column and what its name and type tell.
 *
 * @param words of its name, without those that the table's columns all start with
 * @param key part of the primary key, or unique by itself and an identifier
 * @param reference part of a key that refers to another table
 */
record Attribute(
    Entity entity, Catalog.Column column, List<String> words, boolean key, boolean reference) {
  private static final Set<String> IDENTIFIERS =
      Set.of(
          "id",
          "uuid",
          "guid",
          "code",
          "number",
          "no",
          "zip",
          "postcode",
          "phone",
          "fax",
          "version",
          "year",
          "line",
          "position",
          "sort",
          "latitude",
          "longitude",
          "lat",
          "lng",
          "lon",
          "key",
          "hash",
          "checksum",
          "port",
          "isbn",
          "sku",
          "ean",
          "barcode",
          "serial",
          "sequence",
          "seq");

  /** Texts that are no categories and that nobody means as a value. */
  private static final Set<String> PROSE =
      Set.of(
          "password",
          "hash",
          "token",
          "secret",
          "salt",
          "url",
          "uri",
          "link",
          "path",
          "body",
          "content",
          "html",
          "description",
          "note",
          "comment",
          "remark",
          "memo",
          "text",
          "bio",
          "image",
          "avatar",
          "photo",
          "signature",
          "checksum",
          "payload",
          "message",
          "summary",
          "abstract");

  private static final Set<String> LABELS = Set.of("name", "title", "label", "caption");

  String name() {
    return column.name();
  }

  boolean isDate() {
    return column.type().equals("date");
  }

  boolean isTimestamp() {
    return column.type().startsWith("timestamp");
  }

  boolean isZoned() {
    return column.type().startsWith("timestamptz")
        || (isTimestamp() && column.type().endsWith("with time zone"));
  }

  /** A day or an instant. */
  boolean isTime() {
    return isDate() || isTimestamp();
  }

  boolean isFlag() {
    return column.type().equals("boolean");
  }

  boolean isNumber() {
    return column.category() == 'N' && !column.type().equals("oid");
  }

  boolean isInteger() {
    return Set.of("smallint", "integer", "bigint").contains(column.type());
  }

  boolean isEnum() {
    return column.category() == 'E';
  }

  boolean isText() {
    return column.category() == 'S';
  }

  /** A number that can be added up or averaged. */
  boolean isMeasure() {
    return isNumber() && !key && !reference && words.stream().noneMatch(IDENTIFIERS::contains);
  }

  /** A text whose values people use to sort rows into groups or to pick some. */
  boolean isCategory() {
    return (isText() || isEnum()) && !reference && words.stream().noneMatch(PROSE::contains);
  }

  boolean isLabel() {
    return isText() && !reference && LABELS.contains(words.getLast());
  }

  /** One that only tells rows apart, such as a key or a phone number. */
  boolean isIdentifier() {
    return key || reference || words.stream().anyMatch(IDENTIFIERS::contains);
  }

  /** Types that have an equality, so that values can be counted. */
  boolean isGroupable() {
    return !Set.of("json", "xml", "point", "polygon", "path", "box", "circle", "lseg", "line")
        .contains(column.type());
  }

  /** The name that people use: customers.segment. */
  String qualified() {
    return entity.table().name() + "." + name();
  }

  @Override
  public String toString() {
    return qualified();
  }
}
