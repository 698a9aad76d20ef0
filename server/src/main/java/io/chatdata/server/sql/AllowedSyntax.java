package io.chatdata.server.sql;

import io.chatdata.server.sql.SyntaxNode.Branch;
import java.util.Locale;
import java.util.Set;

/**
 * The symbols of PostgreSQL's grammar that a statement may use. What is not here is refused: INTO,
 * FOR UPDATE, INSERT, UPDATE, DELETE and MERGE within WITH, and whatever a later grammar adds.
 */
final class AllowedSyntax {
  private static final Set<String> SYMBOLS =
      Set.of(
          """
          parse_toplevel SelectStmt PreparableStmt select_with_parens select_no_parens
          select_clause simple_select values_clause into_clause set_quantifier distinct_clause
          opt_all_clause opt_target_list target_list target_el

          with_clause cte_list common_table_expr opt_name_list name_list name opt_materialized
          opt_search_clause opt_cycle_clause columnList columnElem

          from_clause from_list table_ref joined_table join_type opt_outer join_qual alias_clause
          opt_alias_clause opt_alias_clause_for_join_using func_alias_clause relation_expr
          extended_relation_expr qualified_name tablesample_clause opt_repeatable_clause
          func_table rowsfrom_item rowsfrom_list opt_col_def_list opt_ordinality
          TableFuncElementList TableFuncElement opt_collate_clause

          where_clause group_clause group_by_list group_by_item empty_grouping_set rollup_clause
          cube_clause grouping_sets_clause having_clause opt_sort_clause sort_clause sortby_list
          sortby opt_asc_desc opt_nulls_order select_limit opt_select_limit limit_clause
          offset_clause select_limit_value select_offset_value select_fetch_first_value
          I_or_F_const row_or_rows first_or_next opt_for_locking_clause

          window_clause window_definition_list window_definition over_clause
          window_specification opt_existing_window_name opt_partition_clause opt_frame_clause
          frame_extent frame_bound opt_window_exclusion_clause

          a_expr b_expr c_expr columnref indirection indirection_el opt_indirection
          opt_slice_bound row explicit_row implicit_row expr_list array_expr array_expr_list
          case_expr case_arg case_default when_clause when_clause_list sub_type
          subquery_Op opt_asymmetric unicode_normal_form all_Op MathOp qual_Op qual_all_Op
          any_operator any_name attrs attr_name

          func_expr func_expr_windowless func_application func_expr_common_subexpr func_name
          func_arg_list func_arg_list_opt func_arg_expr param_name within_group_clause
          filter_clause extract_list extract_arg overlay_list position_list substr_list trim_list

          Typename SimpleTypename ConstTypename GenericType opt_type_modifiers opt_array_bounds
          Numeric opt_float Bit ConstBit BitWithLength BitWithoutLength Character ConstCharacter
          CharacterWithLength CharacterWithoutLength character opt_varying ConstDatetime
          opt_timezone ConstInterval opt_interval interval_second JsonType

          AexprConst Iconst Sconst SignedIconst NumericOnly ColId ColLabel BareColLabel
          type_function_name unreserved_keyword col_name_keyword type_func_name_keyword
          reserved_keyword bare_label_keyword

          xmltable xmltable_column_list xmltable_column_el xmltable_column_option_list
          xmltable_column_option_el xml_namespace_list xml_namespace_el xml_root_version
          opt_xml_root_standalone xml_attributes xml_attribute_list xml_attribute_el
          document_or_content xml_indent_option xml_whitespace_option xmlexists_argument
          xml_passing_mech

          json_table json_table_path_name_opt json_table_column_definition_list
          json_table_column_definition json_table_column_path_clause_opt path_opt
          json_passing_clause_opt json_arguments json_argument json_wrapper_behavior
          json_behavior json_behavior_type json_behavior_clause_opt json_on_error_clause_opt
          json_value_expr json_format_clause json_format_clause_opt json_quotes_clause_opt
          json_returning_clause_opt json_predicate_type_constraint
          json_key_uniqueness_constraint_opt json_name_and_value_list json_name_and_value
          json_object_constructor_null_clause_opt json_array_constructor_null_clause_opt
          json_value_expr_list json_aggregate_func json_array_aggregate_order_by_clause_opt
          """
              .strip()
              .split("\\s+"));

  private AllowedSyntax() {}

  static boolean contains(String symbol) {
    return SYMBOLS.contains(symbol);
  }

  /** Why a statement with this symbol is refused. */
  static RefusedSqlException refusal(Branch branch) {
    int offset = branch.offset();
    return switch (branch.symbol()) {
      case "InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt" ->
          new RefusedSqlException(
              GuardRule.DATA_MODIFICATION,
              offset,
              "%s changes data; a WITH may hold nothing but queries"
                  .formatted(branch.symbol().replace("Stmt", "").toUpperCase(Locale.ROOT)));
      case "OptTempTableName" ->
          new RefusedSqlException(
              GuardRule.DATA_MODIFICATION, offset, "SELECT … INTO makes a table; leave INTO out");
      case "for_locking_clause", "for_locking_items", "for_locking_item" ->
          new RefusedSqlException(
              GuardRule.DATA_MODIFICATION,
              offset,
              "FOR UPDATE, FOR SHARE and the like lock rows; leave them out");
      default ->
          new RefusedSqlException(
              GuardRule.SYNTAX_NOT_ALLOWED,
              offset,
              "%s is not allowed in a query here".formatted(branch.symbol().replace('_', ' ')));
    };
  }
}
