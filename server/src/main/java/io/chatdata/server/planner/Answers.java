package io.chatdata.server.planner;

import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;

/** Picks what answers a reading. */
final class Answers {
  private static final int EXAMPLES = 3;

  private final Place place;
  private final Reader reader;
  private final LocalDateTime now;
  private final String message;

  Answers(Place place, Reader reader, LocalDateTime now, String message) {
    this.place = place;
    this.reader = reader;
    this.now = now;
    this.message = message;
  }

  Answerer of(Reading reading) {
    Schema schema = reader.vocabulary().schema();
    return switch (reading) {
      case Reading.Databases databases -> new DatabasesAnswer(place.connectionId());
      case Reading.Schemas schemas -> new SchemasAnswer();
      case Reading.TableList tables -> new TablesAnswer(tables, schema);
      case Reading.Structure(List<Entity> entities) -> new StructureAnswer(entities);
      case Reading.Relations(List<Entity> entities) -> new RelationsAnswer(entities, schema);
      case Reading.Sample(List<Entity> entities, int rows) -> new SampleAnswer(entities, rows);
      case Reading.Profile profile ->
          new ProfileAnswer(profile, schema, place.rowsToModel(), place.timeZone(), now);
      case Reading.Quality(List<Entity> entities) ->
          new QualityAnswer(entities, schema, place.timeZone(), now);
      case Reading.TopValues values -> new TopValuesAnswer(values);
      case Reading.Statistics statistics -> new StatisticsAnswer(statistics, place.rowsToModel());
      case Reading.Patterns(Entity entity) -> new PatternsAnswer(entity, reader, now);
      case Reading.Ask(Draft draft, Query query) -> new QueryAnswer(query, reader);
      case Reading.Statement(String sql) -> new StatementAnswer(sql);
      case Reading.Help(Reading.Help.Kind kind) -> new HelpAnswer(kind, suggestions());
      case Reading.Change(String verb) ->
          outcomes ->
              Step.answer(
                  "I can only read: nothing in the database is ever changed, so I don't %s anything."
                      .formatted(verb),
                  suggestions());
      case Reading.Choose(List<Query> ways) -> new ChooseAnswer(ways, reader);
      case Reading.Unread unread -> new UnreadAnswer(unread, suggestions(), meant(unread));
      case Reading.LookUp lookUp ->
          throw new IllegalStateException("Values are looked up before there is an answer");
    };
  }

  private List<String> suggestions() {
    return SuggestQuestions.suggest(reader.vocabulary(), EXAMPLES);
  }

  /** The message without slips, where it can be read then. */
  private Optional<String> meant(Reading.Unread unread) {
    return Spelling.corrected(message, unread.words(), reader.vocabulary())
        .filter(text -> !(reader.read(text) instanceof Reading.Unread));
  }
}
