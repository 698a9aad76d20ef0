package io.chatdata.server.explorer;

/** What arguments that several tools have mean, for a model. */
final class Descriptions {
  static final String CONNECTION =
      "Id of the database's connection; the conversation's when left out";
  static final String SCHEMA = "Name of the schema; public when left out";
  static final String TABLE = "Name of the table or view, without its schema and without quotes";

  private Descriptions() {}
}
