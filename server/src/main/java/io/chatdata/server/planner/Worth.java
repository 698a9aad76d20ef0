package io.chatdata.server.planner;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the rows of tables are worth in money, as the names of their columns tell. */
final class Worth {
  /** The words of a column's name that say so, with how clearly. */
  private static final Map<String, Integer> CLARITY = clarity();

  /** Words that may stand beside them. */
  private static final Set<String> HARMLESS =
      Set.of(
          "total", "grand", "amount", "final", "usd", "eur", "gbp", "cent", "order", "value",
          "price", "sum");

  /** Tables whose rows are deals: only their money is revenue. */
  private static final Set<String> DEALS =
      Set.of(
          "order",
          "sale",
          "purchase",
          "invoice",
          "payment",
          "booking",
          "reservation",
          "rental",
          "loan",
          "ticket",
          "transaction",
          "trip",
          "ride",
          "appointment",
          "visit",
          "subscription",
          "donation",
          "shipment",
          "receipt",
          "charge",
          "bill",
          "contract",
          "enrollment",
          "stay",
          "repair",
          "treatment",
          "procedure",
          "item",
          "line",
          "detail",
          "policy",
          "membership",
          "fee",
          "consignment",
          "delivery",
          "deal",
          "checkout",
          "lease",
          "session",
          "consultation",
          "job",
          "service");

  private static final Set<String> QUANTITY = Set.of("quantity", "unit", "piece", "volume", "copy");
  private static final Set<String> PRICE = Set.of("price", "rate");

  /** Words of columns that already are an average, a bound or a ratio of others. */
  private static final Set<String> PER =
      Set.of(
          "average",
          "mean",
          "median",
          "rate",
          "ratio",
          "percent",
          "percentage",
          "share",
          "per",
          "minimum",
          "maximum",
          "min",
          "max",
          "lowest",
          "highest");

  private static final Set<String> FLOWS =
      Set.of("revenue", "turnover", "income", "earning", "profit", "sale");

  private final Schema schema;

  Worth(Schema schema) {
    this.schema = schema;
  }

  /** A measure of the rows of a table. */
  record Priced(Entity base, Measure measure, int cost) {}

  /** What a row of a table is worth, clearest first; several of one cost are rivals. */
  List<Priced> of(Entity entity) {
    List<Priced> own = own(entity);
    return own.isEmpty() ? children(entity) : own;
  }

  /** Where revenue may be found when the question names no table. */
  List<Priced> anywhere() {
    List<Priced> found = new ArrayList<>();
    for (Entity entity : schema.entities()) {
      if (!entity.isView() && DEALS.contains(entity.words().getLast())) {
        List<Priced> own = own(entity);
        for (Priced priced : own) {
          boolean line = isLineOfPriced(entity);
          found.add(new Priced(entity, priced.measure(), priced.cost() + (line ? 2 : 0)));
        }
      }
    }
    found.sort(Comparator.comparingInt(Priced::cost));
    return found;
  }

  /** How many pieces a row stands for. */
  Optional<Attribute> quantity(Entity entity) {
    return entity.attributes().stream()
        .filter(Attribute::isMeasure)
        .filter(attribute -> QUANTITY.contains(attribute.words().getLast()))
        .findFirst();
  }

  /** True for a number of pieces. */
  static boolean isQuantity(Attribute attribute) {
    return QUANTITY.contains(attribute.words().getLast());
  }

  /** True for an average, a bound or a ratio of others, which is never added up. */
  static boolean isOfOthers(Attribute attribute) {
    return attribute.words().stream().anyMatch(PER::contains);
  }

  /** True for what comes in over time, such as revenue. */
  static boolean isFlow(Attribute attribute) {
    return FLOWS.contains(attribute.words().getLast());
  }

  /** True where several values of a column make sense added up, as amounts do and prices don't. */
  static boolean isAdditive(Attribute attribute) {
    List<String> words = attribute.words();
    if ((words.contains("unit") && words.size() > 1) || isOfOthers(attribute)) {
      return false;
    }
    return words.stream()
        .anyMatch(
            word ->
                QUANTITY.contains(word)
                    || Set.of(
                            "total",
                            "amount",
                            "revenue",
                            "value",
                            "sum",
                            "paid",
                            "charge",
                            "fare",
                            "turnover",
                            "sale",
                            "subtotal",
                            "payment",
                            "spend",
                            "cost",
                            "fee",
                            "freight",
                            "tax",
                            "count",
                            "point",
                            "hour",
                            "minute",
                            "mile",
                            "km",
                            "profit",
                            "earning",
                            "income",
                            "expense",
                            "donation",
                            "fine",
                            "view",
                            "click",
                            "impression",
                            "download",
                            "order",
                            "visit")
                        .contains(word));
  }

  /** The entity's own columns that say what a row is worth, or quantity and price of a line. */
  private List<Priced> own(Entity entity) {
    Map<Attribute, Integer> ranks = new HashMap<>();
    for (Attribute attribute : entity.attributes()) {
      rank(attribute).ifPresent(rank -> ranks.put(attribute, rank));
    }
    Optional<Attribute> quantity = quantity(entity);
    int best = ranks.values().stream().min(Integer::compare).orElse(Integer.MAX_VALUE);
    if (quantity.isPresent() && best >= 2) {
      Optional<Attribute> price =
          entity.attributes().stream()
              .filter(Attribute::isMeasure)
              .filter(attribute -> PRICE.contains(attribute.words().getLast()))
              .findFirst();
      if (price.isPresent()) {
        return List.of(
            new Priced(
                entity, new Measure.OfLine(quantity.get(), price.get(), discount(entity)), 1));
      }
    }
    return ranks.entrySet().stream()
        .filter(entry -> entry.getValue() == best)
        .map(
            entry ->
                new Priced(
                    entity, new Measure.OfColumn(List.of(), entry.getKey()), entry.getValue()))
        .toList();
  }

  /** The worth of an order as the sum of its lines. */
  private List<Priced> children(Entity entity) {
    List<Priced> found = new ArrayList<>();
    for (Hop hop : schema.joins().children(entity)) {
      for (Priced line : own(hop.to())) {
        if (line.cost() <= 1 && isLineOf(hop.to(), entity)) {
          found.add(new Priced(entity, new Measure.OfChildren(hop, line.measure()), 1));
        }
      }
    }
    return found.size() == 1 ? found : List.of();
  }

  /** True for a table whose rows are parts of another's, such as order_items of orders. */
  private static boolean isLineOf(Entity child, Entity parent) {
    List<String> words = child.words();
    boolean named =
        words.size() > parent.words().size()
            && words.subList(0, parent.words().size()).equals(parent.words());
    return named || Set.of("item", "line", "detail", "position").contains(words.getLast());
  }

  private boolean isLineOfPriced(Entity entity) {
    return schema.joins().parents(entity).stream()
        .anyMatch(hop -> isLineOf(entity, hop.to()) && !own(hop.to()).isEmpty());
  }

  private static Optional<Attribute> discount(Entity entity) {
    return entity.attributes().stream()
        .filter(attribute -> attribute.isNumber() && attribute.words().equals(List.of("discount")))
        .filter(attribute -> isShare(entity, attribute))
        .findFirst();
  }

  /** True where the type or a check says that the number lies between 0 and 1. */
  private static boolean isShare(Entity entity, Attribute attribute) {
    String type = attribute.column().type();
    if (type.matches("numeric\\((\\d+),(\\d+)\\)")) {
      String[] sizes = type.substring(8, type.length() - 1).split(",", -1);
      if (Integer.parseInt(sizes[0]) - Integer.parseInt(sizes[1]) <= 1) {
        return true;
      }
    }
    return entity.table().checks().stream()
        .map(check -> check.definition())
        .anyMatch(
            definition ->
                definition.contains(attribute.name())
                    && definition.matches("(?s).*<=?\\s*\\(?'?1(\\.0+)?'?\\)?\\D.*"));
  }

  /** 0 for a column that clearly says what a row is worth; empty for one that doesn't. */
  private static Optional<Integer> rank(Attribute attribute) {
    List<String> words = attribute.words();
    if (!attribute.isMeasure() || words.stream().anyMatch(Lexicon.NOT_WORTH::contains)) {
      return Optional.empty();
    }
    Optional<Integer> clearest =
        words.stream()
            .filter(CLARITY::containsKey)
            .map(word -> CLARITY.getOrDefault(word, 9))
            .min(Integer::compare);
    int others =
        (int)
            words.stream()
                .filter(word -> !CLARITY.containsKey(word) || word.equals("paid"))
                .filter(word -> !HARMLESS.contains(word))
                .filter(word -> !attribute.entity().words().contains(word))
                .count();
    return clearest.map(rank -> words.size() == 1 ? rank : rank + others);
  }

  private static Map<String, Integer> clarity() {
    Map<String, Integer> clarity = new HashMap<>();
    List.of("total", "amount", "revenue", "value", "sum", "turnover")
        .forEach(w -> clarity.put(w, 0));
    List.of("sale", "paid", "charge", "fare", "spend", "payment").forEach(w -> clarity.put(w, 1));
    List.of("subtotal", "price", "fee").forEach(w -> clarity.put(w, 2));
    clarity.put("cost", 3);
    return Map.copyOf(clarity);
  }
}
