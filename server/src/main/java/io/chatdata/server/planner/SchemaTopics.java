package io.chatdata.server.planner;

import io.chatdata.server.explorer.Words;
import io.chatdata.server.planner.Reading.TableList;
import io.chatdata.server.planner.Topic.Use;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Questions about databases, schemas, tables and what these are made of. */
final class SchemaTopics {
  private SchemaTopics() {}

  static Topic databases() {
    return new Topic(
        Map.of(
            "it",
            Phrase.all(
                "databases|connections|datasources",
                "data sources|source|connections",
                "database|data|db connections|connection",
                "which|what database|db|connection",
                "dbs")),
        Topic.words(
            "explore use access query connect connected configured reach open ask select choose"
                + " work am id ids",
            "my our different supported many"),
        Set.of(),
        slots -> slots.has("it") ? Optional.of(new Reading.Databases()) : Optional.empty());
  }

  static Topic schemas() {
    return new Topic(
        Map.of("it", Phrase.all("schemas|schemata|namespaces", "which|what schema|namespace")),
        Topic.words(
            "database db contain contains many use explore my our defined visible different"),
        Set.of(),
        slots ->
            slots.has("it") && slots.schema().isEmpty()
                ? Optional.of(new Reading.Schemas())
                : Optional.empty());
  }

  static Topic tables() {
    return new Topic(
        Map.of(
            "tables",
            Phrase.all("tables", "table names|list", "relations", "which|what|each|every table"),
            "views",
            Phrase.all("views", "views only", "only? views"),
            "rows",
            Phrase.all(
                "most rows|records|data",
                "by|of row count|counts|number",
                "number of rows|records",
                "how many rows|records",
                "rows",
                "row counts?"),
            "size",
            Phrase.all("largest|biggest|big|large|size|sizes|smallest", "disk space", "space"),
            "contains",
            Phrase.all(
                "named|called|containing|matching|like",
                "about|on|for|regarding|concerning",
                "start|starting|starts|begin|beginning|begins with",
                "contain|contains|with in their|the name?",
                "related to",
                "have to do with"),
            "column",
            Phrase.all("column|columns|field|fields", "column|columns|field|fields called|named")),
        Topic.words(
            "database db public explore query use access many there contain contains hold holds my"
                + " our defined schema",
            "ordered sorted sort descending first different together base take takes up does"),
        Set.of(Use.NAMES, Use.TEXT),
        SchemaTopics::tableList);
  }

  private static Optional<Reading> tableList(Slots slots) {
    boolean tables = slots.has("tables");
    boolean views = slots.has("views");
    if (!tables && !views) {
      return Optional.empty();
    }
    TableList.Show show = views && !tables ? TableList.Show.VIEWS : TableList.Show.ALL;
    TableList.Order order =
        slots.has("rows")
            ? TableList.Order.ROWS
            : slots.has("size") ? TableList.Order.SIZE : TableList.Order.NAME;
    if (slots.nouns().isEmpty() && slots.text().isEmpty()) {
      return slots.has("column")
          ? Optional.empty()
          : Optional.of(new TableList(slots.schema(), "", "", show, order));
    }
    if (slots.nouns().size() > 1) {
      return Optional.empty();
    }
    String part =
        slots.text().isEmpty()
            ? Words.singular(slots.nouns().getFirst().text().toLowerCase(Locale.ROOT))
            : slots.text();
    boolean column = slots.has("column") || (!slots.has("contains") && isColumn(slots));
    if (column) {
      return Optional.of(
          new TableList(
              slots.schema(), "", part.replace(" column", "").replace(" field", ""), show, order));
    }
    return slots.has("contains")
        ? Optional.of(new TableList(slots.schema(), part, "", show, order))
        : Optional.empty();
  }

  private static boolean isColumn(Slots slots) {
    return slots.nouns().stream().anyMatch(noun -> noun.canBeColumn() && !noun.canBeTable());
  }

  /** What data there is, which the list of tables tells. */
  static Topic contents() {
    return new Topic(
        Map.of(
            "it",
            Phrase.all(
                "what data|information",
                "what is in|inside|stored in",
                "what does? contain|hold",
                "what kind|kinds|sort|type|types of data|information",
                "which data",
                "overview|summary|tour of",
                "data model|dictionary|catalog|catalogue",
                "what can i query|explore")),
        Topic.words(
            "database db dataset data my our this stored hold contain give show whole entire here"
                + " dealing working"),
        Set.of(),
        slots ->
            slots.has("it")
                ? Optional.of(
                    new TableList(slots.schema(), "", "", TableList.Show.ALL, TableList.Order.NAME))
                : Optional.empty());
  }

  static Topic relations() {
    return new Topic(
        Map.of(
            "it",
            Phrase.all(
                "related|connected|linked|joined to|with?",
                "relation|relations|relationship|relationships|connection|connections|link|links"
                    + " between|of|to?",
                "foreign keys|key",
                "refer|refers|reference|references|point|points to?",
                "depend|depends on",
                "join|joins|er diagram")),
        Topic.words("table tables each other one another together between two both other"),
        Set.of(Use.NAMES),
        slots ->
            slots.has("it")
                ? slots.tables().filter(tables -> tables.size() <= 4).map(Reading.Relations::new)
                : Optional.empty());
  }

  static Topic structure() {
    return new Topic(
        Map.of(
            "it",
            Phrase.all(
                "structure|structures of?",
                "schema|ddl|layout|definition|metadata|design|make-up of?",
                "columns|fields|attributes",
                "column|field names|types|definitions|list",
                "data types|type",
                "describe|desc",
                "description|details of",
                "tell me? about",
                "explain",
                "what is the|a?",
                "primary key|keys",
                "indexes|indices|index|constraints",
                "built|defined|structured|organized|organised|made up? of?")),
        Topic.words(
            "table does types type data contain contains consist consists many how explain work"
                + " column columns"),
        Set.of(Use.NAMES),
        slots ->
            slots.has("it")
                ? slots
                    .tables()
                    .filter(tables -> !tables.isEmpty() && tables.size() <= 4)
                    .map(Reading.Structure::new)
                : Optional.empty());
  }
}
