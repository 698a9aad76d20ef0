package io.chatdata.server.planner;

import java.util.List;

/** A noun of a question and what it may mean. Equal only to itself. */
final class Noun {
  private final String text;
  private final List<Link> links;
  private final boolean plural;

  /**
   * A noun.
   *
   * @param text as the question has it
   * @param links cheapest first; never empty
   * @param plural whether it stands in the plural
   */
  Noun(String text, List<Link> links, boolean plural) {
    this.text = text;
    this.links = List.copyOf(links);
    this.plural = plural;
  }

  String text() {
    return text;
  }

  List<Link> links() {
    return links;
  }

  boolean plural() {
    return plural;
  }

  int cost() {
    return links.getFirst().cost();
  }

  boolean canBeTable() {
    return links.stream().anyMatch(Link.ToTable.class::isInstance);
  }

  boolean canBeColumn() {
    return links.stream().anyMatch(Link.ToColumn.class::isInstance);
  }

  /** A number that can be compared, added up or averaged. */
  boolean canBeNumber() {
    return links.stream()
        .anyMatch(
            link ->
                link instanceof Link.ToMoney
                    || (link instanceof Link.ToColumn column && column.attribute().isNumber()));
  }

  boolean canBeTime() {
    return links.stream()
        .anyMatch(link -> link instanceof Link.ToColumn column && column.attribute().isTime());
  }

  /** Something that rows can be grouped by. */
  boolean canBeGroup() {
    return links.stream()
        .anyMatch(
            link ->
                link instanceof Link.ToTable
                    || (link instanceof Link.ToColumn column
                        && (!column.attribute().isMeasure() || column.attribute().isInteger())));
  }

  @Override
  public String toString() {
    return text;
  }
}
