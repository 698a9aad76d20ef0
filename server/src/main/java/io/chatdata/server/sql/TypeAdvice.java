package io.chatdata.server.sql;

/** Why a type may not be named, and what to write instead. */
final class TypeAdvice {
  private TypeAdvice() {}

  static RefusedSqlException refusal(Name type) {
    return new RefusedSqlException(
        GuardRule.TYPE_NOT_ALLOWED,
        type.offset(),
        "The type %s is not allowed; %s".formatted(type, advice(type.last())));
  }

  private static String advice(String type) {
    return switch (type) {
      case "datetime", "datetime2", "smalldatetime" -> "write timestamp";
      case "datetimeoffset" -> "write timestamptz";
      case "string",
          "nvarchar",
          "varchar2",
          "nvarchar2",
          "tinytext",
          "longtext",
          "mediumtext",
          "clob",
          "ntext",
          "str" ->
          "write text";
      case "double", "float64", "binary_double" -> "write double precision";
      case "signed", "unsigned", "int64", "long", "bigserial" -> "write bigint";
      case "tinyint", "byte", "uint8", "int16" -> "write smallint";
      case "int32", "mediumint", "uint16", "serial" -> "write integer";
      case "number", "bignumeric" -> "write numeric";
      case "blob", "binary", "varbinary", "image", "bytes" -> "write bytea";
      case "uniqueidentifier", "guid" -> "write uuid";
      case "regclass",
          "regproc",
          "regprocedure",
          "regoper",
          "regoperator",
          "regrole",
          "regnamespace",
          "regcollation",
          "regtype" ->
          "list_tables and get_table_info tell what may be known of tables";
      default -> "write one of PostgreSQL's own types, or the enum of a column";
    };
  }
}
