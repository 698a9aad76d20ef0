package io.chatdata.server.planner;

import io.chatdata.server.planner.Topic.Use;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Questions about what a table's data look like as a whole. */
final class DataTopics {
  private static final int SAMPLE = 10;
  private static final int TOP = 20;

  private DataTopics() {}

  static Topic topValues() {
    return new Topic(
        Map.of(
            "it",
            Phrase.all(
                "most common|frequent|used|typical|frequently|often"
                    + " values|value|entries|entry|ones?",
                "common|frequent|top|possible|distinct|unique|different|typical"
                    + " values|value|entries",
                "values|value|entries",
                "most popular values|entries",
                "distribution|frequency|frequencies",
                "value counts|frequencies|distribution",
                "distribution|frequency|frequencies|breakdown of",
                "most frequently|often used|occurring|appearing values|value?",
                "occur|appear|show up most often|frequently?",
                "how often each? values|value?")),
        Topic.words(
            "column field attribute table take takes occur occurs appear appears contain contains"
                + " many count counts",
            "often each most together does hold used use there top"),
        Set.of(Use.NAMES, Use.NUMBER),
        DataTopics::values);
  }

  private static Optional<Reading> values(Slots slots) {
    if (!slots.has("it") || slots.nouns().isEmpty() || slots.nouns().size() > 2) {
      return Optional.empty();
    }
    Optional<Entity> of = Optional.empty();
    List<Attribute> attributes = new ArrayList<>();
    for (Noun noun : slots.nouns()) {
      List<Attribute> columns = columns(noun);
      if (columns.isEmpty()
          || (slots.nouns().size() == 2 && !attributes.isEmpty() && noun.canBeTable())) {
        of = slots.table(noun);
        if (of.isEmpty()) {
          return Optional.empty();
        }
      } else if (attributes.isEmpty()) {
        attributes.addAll(columns);
      } else {
        return Optional.empty();
      }
    }
    if (of.isPresent()) {
      Entity table = of.get();
      attributes.removeIf(attribute -> attribute.entity() != table);
    }
    return attributes.isEmpty()
        ? Optional.empty()
        : Optional.of(new Reading.TopValues(attributes, slots.number().orElse(TOP)));
  }

  /** The columns that a noun names best, views left out where a table has the column too. */
  private static List<Attribute> columns(Noun noun) {
    List<Link.ToColumn> columns =
        noun.links().stream()
            .filter(Link.ToColumn.class::isInstance)
            .map(Link.ToColumn.class::cast)
            .filter(link -> link.attribute().isGroupable())
            .toList();
    int best = columns.stream().mapToInt(Link.ToColumn::cost).min().orElse(0);
    boolean table =
        noun.links().stream().anyMatch(link -> link instanceof Link.ToTable && link.cost() <= best);
    return table
        ? List.of()
        : new ArrayList<>(
            columns.stream()
                .filter(link -> link.cost() == best)
                .map(Link.ToColumn::attribute)
                .toList());
  }

  static Topic sample() {
    return new Topic(
        Map.of(
            "it",
            Phrase.all(
                "sample|samples of?",
                "sample rows|records|entries|data from|of|in?",
                "example|examples of?",
                "example rows|records|entries from|of|in?",
                "preview of?",
                "peek|glimpse at|of|into?",
                "quick look at",
                "first|random|few|couple rows|records|entries from|of|in?",
                "a few|couple rows|records|entries|lines from|of|in?",
                "some rows|records|entries|lines|data from|of|in",
                "rows|records|entries|lines from|of|in",
                "rows|records|entries|lines",
                "what is in|inside",
                "look|looks like",
                "random",
                "head of")),
        Topic.words("table first of data values typical random show few some couple actual top"),
        Set.of(Use.NAMES, Use.NUMBER),
        slots ->
            slots.has("it")
                ? slots
                    .tables()
                    .filter(tables -> !tables.isEmpty() && tables.size() <= 4)
                    .map(
                        tables ->
                            new Reading.Sample(
                                tables, Math.min(1000, slots.number().orElse(SAMPLE))))
                : Optional.empty());
  }

  static Topic profile() {
    return new Topic(
        Map.of(
            "it",
                Phrase.all("profile|profiling|profiles", "column|data profile|profiles|profiling"),
            "quality", quality("quality")),
        Topic.words(
            "table column columns run do create make generate perform values value data its their"
                + " and tell about",
            "issues whether good"),
        Set.of(Use.NAMES),
        slots -> {
          if (!slots.has("it") || slots.nouns().isEmpty()) {
            return Optional.empty();
          }
          return place(slots)
              .map(
                  place ->
                      new Reading.Profile(
                          place.entity(), place.attributes(), slots.has("quality")));
        });
  }

  /** A table, and columns of it where some are named. */
  private record Place(Entity entity, List<Attribute> attributes) {}

  private static Optional<Place> place(Slots slots) {
    Optional<Entity> only = slots.onlyTable();
    if (only.isPresent()) {
      return Optional.of(new Place(only.get(), List.of()));
    }
    List<Entity> tables = new ArrayList<>();
    List<Noun> others = new ArrayList<>();
    for (Noun noun : slots.nouns()) {
      slots
          .table(noun)
          .filter(table -> !isBetterColumn(noun))
          .ifPresentOrElse(tables::add, () -> others.add(noun));
    }
    List<Attribute> attributes = new ArrayList<>();
    for (Noun noun : others) {
      List<Attribute> columns =
          columns(noun).stream()
              .filter(column -> tables.isEmpty() || tables.contains(column.entity()))
              .toList();
      if (columns.size() != 1) {
        return Optional.empty();
      }
      attributes.add(columns.getFirst());
    }
    List<Entity> owners = attributes.stream().map(Attribute::entity).distinct().toList();
    List<Entity> all = tables.isEmpty() ? owners : tables;
    return all.size() == 1 && owners.stream().allMatch(all::contains)
        ? Optional.of(new Place(all.getFirst(), attributes))
        : Optional.empty();
  }

  private static boolean isBetterColumn(Noun noun) {
    return !columns(noun).isEmpty();
  }

  private static List<Phrase> quality(String word) {
    return Phrase.all(
        "data? " + word,
        "data? quality issue|issues|problem|problems|check|report|concerns?",
        "data issue|issues|problem|problems|error|errors|anomalies|integrity|inconsistencies|gaps",
        "quality of the|my|our? data?",
        "how good|clean|reliable|complete|healthy|trustworthy|dirty",
        "clean|dirty|messy|bad|wrong|broken|suspicious|inconsistent|invalid|incomplete|corrupt"
            + " data|rows|records|values|entries?",
        "missing|duplicate|duplicated values|rows|records|data|entries",
        "anomalies|outliers|inconsistencies|duplicates|nulls|gaps|errors",
        "wrong|off with",
        "trust the?",
        "data health");
  }

  static Topic quality() {
    return new Topic(
        Map.of(
            "it", quality("quality"),
            "loose", Phrase.all("issue|issues|problem|problems|concern|concerns")),
        Topic.words(
            "data table column columns should aware worry care be clean good quality check look"
                + " values value rows",
            "records problem problems issue issues contain contains anything something potential"
                + " possible obvious",
            "kind kinds what my our database run perform do there suspicious know audit assess"
                + " review evaluate",
            "analyze analyse report concerns found spot identify detect looking overall state shape"
                + " scan"),
        Set.of(Use.NAMES),
        slots -> {
          boolean named = !slots.nouns().isEmpty();
          if (!slots.has("it") && !(slots.has("loose") && named)) {
            return Optional.empty();
          }
          return slots.tables().filter(tables -> tables.size() <= 4).map(Reading.Quality::new);
        });
  }

  static Topic statistics() {
    return new Topic(
        Map.of(
            "it",
            Phrase.all(
                "statistics|stats|statistic",
                "summary|descriptive|basic|key|general|overall"
                    + " statistics|stats|figures|numbers|metrics",
                "summary|overview|summaries of|for|on?",
                "summarize|summarise",
                "key|main figures|numbers|metrics|facts",
                "figures|metrics|kpis",
                "date|time range|span|period|window of|for|covered|in?",
                "time period covered|spanned?")),
        Topic.words("table column columns data numeric quick short give me basic main values"),
        Set.of(Use.NAMES),
        slots ->
            slots.has("it") && !slots.nouns().isEmpty()
                ? place(slots)
                    .map(place -> new Reading.Statistics(place.entity(), place.attributes()))
                : Optional.empty());
  }

  static Topic patterns() {
    return new Topic(
        Map.of(
            "it",
            Phrase.all(
                "pattern|patterns",
                "trend|trends",
                "insight|insights",
                "seasonality|seasonal|regularities",
                "anything|something|what interesting|notable|unusual|noteworthy|striking",
                "what stands out",
                "analyze|analyse|analysis of?",
                "interesting things|facts|findings",
                "rhythm|rhythms")),
        Topic.words(
            "table data see find spot notice observe recognize detect discover reveal do can there"
                + " emerge visible stand",
            "stands out interesting share about any main key over time seasonal does kinds kind"
                + " looking"),
        Set.of(Use.NAMES),
        slots ->
            slots.has("it")
                ? slots.onlyTable().or(() -> measured(slots)).map(Reading.Patterns::new)
                : Optional.empty());
  }

  /** The table of the amount that is named, as in trends in revenue. */
  private static Optional<Entity> measured(Slots slots) {
    if (slots.nouns().size() != 1) {
      return Optional.empty();
    }
    Set<Entity> owners = new LinkedHashSet<>();
    columns(slots.nouns().getFirst()).forEach(column -> owners.add(column.entity()));
    return owners.size() == 1 ? Optional.of(owners.iterator().next()) : Optional.empty();
  }
}
