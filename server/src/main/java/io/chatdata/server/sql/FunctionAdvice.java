package io.chatdata.server.sql;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Why a function may not be called, and what to write instead. */
final class FunctionAdvice {
  private FunctionAdvice() {}

  static RefusedSqlException refusal(Name name) {
    return new RefusedSqlException(
        GuardRule.FUNCTION_NOT_ALLOWED,
        name.offset(),
        "The function %s is not allowed; %s".formatted(name, advice(name)));
  }

  private static String advice(Name name) {
    String function = name.last();
    Optional<String> foreign = foreign(function);
    if (foreign.isPresent()) {
      return foreign.get();
    }
    if (function.endsWith("_to_xml")
        || function.endsWith("_to_xmlschema")
        || function.startsWith("crosstab")
        || function.startsWith("dblink")) {
      return "it runs text as SQL; write that query itself";
    }
    if (function.startsWith("pg_get_")
        || function.startsWith("pg_relation")
        || function.startsWith("pg_table")
        || function.startsWith("pg_total")
        || function.startsWith("has_")
        || function.startsWith("to_reg")) {
      return "list_tables and get_table_info tell what may be known of tables";
    }
    if (function.startsWith("pg_") || function.startsWith("lo_") || function.startsWith("txid_")) {
      return "it belongs to the server's administration, not to a query of data";
    }
    return name.parts().size() > 1
        ? "only PostgreSQL's own functions are, written without a schema"
        : "only PostgreSQL's own functions that compute with their arguments are";
  }

  /** For a function of another database, or one with an easy way around. */
  static Optional<String> foreign(String function) {
    return Optional.ofNullable(known(function));
  }

  private static @Nullable String known(String function) {
    return switch (function) {
      case "ifnull", "nvl", "isnull", "zeroifnull" -> "write coalesce(a, b)";
      case "nvl2", "iif", "if" -> "write CASE WHEN a THEN b ELSE c END";
      case "getdate", "sysdate", "getutcdate", "sysdatetime", "curtime" -> "write now()";
      case "curdate", "today" -> "write current_date";
      case "datediff", "date_diff", "timestampdiff", "timestamp_diff", "months_between" ->
          "write a - b, age(a, b) or extract(epoch FROM a - b)";
      case "dateadd",
          "adddate",
          "date_sub",
          "subdate",
          "timestampadd",
          "add_months",
          "datetime_add" ->
          "write date + interval '1 day' or date - interval '1 day'";
      case "datepart",
          "year",
          "month",
          "day",
          "hour",
          "minute",
          "second",
          "quarter",
          "week",
          "weekday",
          "dayofweek",
          "dayofyear",
          "dayofmonth",
          "weekofyear" ->
          "write extract(field FROM date), such as extract(year FROM date)";
      case "datename",
          "date_format",
          "strftime",
          "format_date",
          "monthname",
          "dayname",
          "to_varchar" ->
          "write to_char(date, 'YYYY-MM-DD')";
      case "str_to_date", "parse_date", "strptime" -> "write to_date(text, 'YYYY-MM-DD')";
      case "datetime", "julianday", "todate", "cdate" ->
          "write text::timestamp, or a - b for a difference";
      case "unix_timestamp", "to_unixtime" -> "write extract(epoch FROM time)";
      case "from_unixtime" -> "write to_timestamp(seconds)";
      case "eomonth", "last_day" ->
          "write date_trunc('month', date) + interval '1 month' - interval '1 day'";
      case "datetrunc", "date_truncate" -> "write date_trunc('month', date)";
      case "group_concat", "listagg", "wm_concat" -> "write string_agg(text, ',')";
      case "collect_list", "collect_set", "groupuniqarray", "grouparray" ->
          "write array_agg(value)";
      case "median" -> "write percentile_cont(0.5) WITHIN GROUP (ORDER BY value)";
      case "approx_count_distinct", "countdistinct", "uniq", "ndv" -> "write count(DISTINCT value)";
      case "countif", "count_if", "sumif" -> "write count(*) FILTER (WHERE condition)";
      case "stdev", "std", "stdevp" -> "write stddev(value)";
      case "var", "varp" -> "write variance(value)";
      case "len", "lengthb", "char_len" -> "write length(text)";
      case "instr", "charindex", "locate", "patindex", "indexof" -> "write strpos(text, part)";
      case "mid", "substring_index" ->
          "write substr(text, from, count) or split_part(text, mark, n)";
      case "ucase" -> "write upper(text)";
      case "lcase" -> "write lower(text)";
      case "space" -> "write repeat(' ', n)";
      case "rand" -> "write random()";
      case "truncate" -> "write trunc(number, digits)";
      case "safe_divide", "div0" -> "write a / nullif(b, 0)";
      case "try_cast", "safe_cast", "toint32", "tofloat64", "tostring" ->
          "write CAST(value AS type)";
      case "json_extract", "json_unquote", "get_json_object" ->
          "write value ->> 'key' or jsonb_path_query_first(value, '$.key')";
      case "json_contains" -> "write value @> '{…}'::jsonb";
      case "array_contains" -> "write value = ANY(array)";
      case "array_size", "array_count" -> "write cardinality(array)";
      case "explode", "flatten" -> "write unnest(array)";
      case "find_in_set" -> "write value = ANY(string_to_array(text, ','))";
      case "hex" -> "write to_hex(number) or encode(bytes, 'hex')";
      case "regexp_extract" -> "write substring(text FROM pattern)";
      case "regexp_contains", "rlike" -> "write text ~ pattern";
      case "row_count", "found_rows" -> "write count(*)";
      case "database", "schema" -> "write current_database() or current_schema()";
      case "last_insert_id" -> "nothing can be inserted here";
      case "pg_sleep", "pg_sleep_for", "pg_sleep_until", "sleep", "waitfor" ->
          "nothing can wait here";
      case "current_setting", "set_config" -> "settings can be neither read nor changed here";
      case "setseed" -> "use random() as it is, or order by md5(id::text) for a fixed order";
      case "nextval", "currval", "lastval", "setval" -> "sequences can't be used here";
      case "xmlparse" -> "write the text with a cast: '…'::xml";
      case "query_to_xml", "ts_stat", "ts_rewrite", "connectby", "xpath_table" ->
          "it runs text as SQL; write that query itself";
      case "obj_description", "col_description", "format_type" ->
          "get_table_info tells types and comments";
      case "pg_database_size", "pg_size", "pg_indexes_size" ->
          "list_tables tells how large tables are";
      default -> null;
    };
  }
}
