package io.chatdata.server.grpc;

import io.chatdata.server.explorer.ConnectionInfo;
import io.chatdata.server.explorer.TableProfile;
import io.chatdata.server.explorer.ToolOutcome;
import io.chatdata.server.sql.Catalog;
import io.chatdata.v1.Check;
import io.chatdata.v1.Column;
import io.chatdata.v1.ColumnProfile;
import io.chatdata.v1.Connection;
import io.chatdata.v1.ForeignKey;
import io.chatdata.v1.HistogramBin;
import io.chatdata.v1.Index;
import io.chatdata.v1.LengthRange;
import io.chatdata.v1.ListConnectionsResponse;
import io.chatdata.v1.ListSchemasResponse;
import io.chatdata.v1.ListTablesResponse;
import io.chatdata.v1.Quantile;
import io.chatdata.v1.ReadOnlyState;
import io.chatdata.v1.Schema;
import io.chatdata.v1.Table;
import io.chatdata.v1.TableInfo;
import io.chatdata.v1.TableKind;
import io.chatdata.v1.ValueCount;

/** What a database holds, as the contract's. */
final class Catalogs {
  private Catalogs() {}

  static ListConnectionsResponse connections(ToolOutcome.Connections outcome) {
    var response = ListConnectionsResponse.newBuilder();
    outcome.connections().forEach(connection -> response.addConnections(connection(connection)));
    return response.build();
  }

  static Connection connection(ConnectionInfo connection) {
    return Connection.newBuilder()
        .setId(connection.id())
        .setName(connection.name())
        .setDescription(connection.description())
        .setDatabase(connection.database())
        .setReadOnlyState(
            switch (connection.readOnlyState()) {
              case UNKNOWN -> ReadOnlyState.READ_ONLY_STATE_UNSPECIFIED;
              case VERIFIED -> ReadOnlyState.READ_ONLY_STATE_VERIFIED;
              case OVERRIDDEN -> ReadOnlyState.READ_ONLY_STATE_OVERRIDDEN;
              case REFUSED -> ReadOnlyState.READ_ONLY_STATE_REFUSED;
            })
        .addAllWarnings(connection.warnings())
        .addAllSchemas(connection.schemas())
        .setTimeZone(connection.timeZone())
        .setRowsToModel(ResultMapping.rowsToModel(connection.rowsToModel()))
        .setCreated(connection.created())
        .build();
  }

  static ListSchemasResponse schemas(ToolOutcome.Schemas outcome) {
    var response = ListSchemasResponse.newBuilder().setConnectionId(outcome.connectionId());
    outcome
        .schemas()
        .forEach(
            schema ->
                response.addSchemas(
                    Schema.newBuilder()
                        .setName(schema.name())
                        .setComment(schema.comment())
                        .setTableCount(schema.tableCount())));
    return response.build();
  }

  static ListTablesResponse tables(ToolOutcome.Tables outcome) {
    var response =
        ListTablesResponse.newBuilder()
            .setConnectionId(outcome.connectionId())
            .setNextPageToken(outcome.nextPageToken())
            .setTotalCount(outcome.totalCount());
    outcome.tables().forEach(table -> response.addTables(table(table)));
    return response.build();
  }

  private static Table table(Catalog.Table table) {
    return Table.newBuilder()
        .setSchema(table.schema())
        .setName(table.name())
        .setKind(
            switch (table.kind()) {
              case TABLE -> TableKind.TABLE_KIND_TABLE;
              case VIEW -> TableKind.TABLE_KIND_VIEW;
              case MATERIALIZED_VIEW -> TableKind.TABLE_KIND_MATERIALIZED_VIEW;
              case PARTITIONED_TABLE -> TableKind.TABLE_KIND_PARTITIONED_TABLE;
              case FOREIGN_TABLE -> TableKind.TABLE_KIND_FOREIGN_TABLE;
            })
        .setEstimatedRows(table.estimatedRows())
        .setSizeBytes(table.sizeBytes())
        .setComment(table.comment())
        .build();
  }

  static TableInfo structure(ToolOutcome.Structure outcome) {
    Catalog.Table table = outcome.table();
    var info =
        TableInfo.newBuilder()
            .setConnectionId(outcome.connectionId())
            .setTable(table(table))
            .addAllPrimaryKey(table.primaryKey());
    table
        .columns()
        .forEach(
            column ->
                info.addColumns(
                    Column.newBuilder()
                        .setName(column.name())
                        .setType(column.type())
                        .setNullable(column.nullable())
                        .setDefaultValue(column.defaultValue())
                        .setComment(column.comment())
                        .addAllEnumLabels(column.enumLabels())));
    table.foreignKeys().forEach(key -> info.addForeignKeys(foreignKey(key)));
    table.referencedBy().forEach(key -> info.addReferencedBy(foreignKey(key)));
    table
        .indexes()
        .forEach(
            index ->
                info.addIndexes(
                    Index.newBuilder()
                        .setName(index.name())
                        .setDefinition(index.definition())
                        .setUnique(index.unique())));
    table
        .checks()
        .forEach(
            check ->
                info.addChecks(
                    Check.newBuilder().setName(check.name()).setDefinition(check.definition())));
    return info.build();
  }

  private static ForeignKey foreignKey(Catalog.ForeignKey key) {
    return ForeignKey.newBuilder()
        .setName(key.name())
        .setSchema(key.schema())
        .setTable(key.table())
        .addAllColumns(key.columns())
        .setReferencedSchema(key.referencedSchema())
        .setReferencedTable(key.referencedTable())
        .addAllReferencedColumns(key.referencedColumns())
        .build();
  }

  static io.chatdata.v1.TableProfile profile(TableProfile profile) {
    var builder =
        io.chatdata.v1.TableProfile.newBuilder()
            .setConnectionId(profile.connectionId())
            .setSchema(profile.schema())
            .setTable(profile.table())
            .setRowCount(profile.rowCount())
            .setRowsProfiled(profile.rowsProfiled())
            .setSample(profile.sample());
    profile.columns().forEach(column -> builder.addColumns(column(column)));
    return builder.build();
  }

  private static ColumnProfile column(TableProfile.ColumnProfile column) {
    var builder =
        ColumnProfile.newBuilder()
            .setName(column.name())
            .setType(column.type())
            .setNullCount(column.nullCount())
            .setDistinctCount(column.distinctCount())
            .setBlankCount(column.blankCount());
    if (column.min() != null) {
      builder.setMin(Values.value(column.min()));
    }
    if (column.max() != null) {
      builder.setMax(Values.value(column.max()));
    }
    if (column.mean() != null) {
      builder.setMean(Values.value(column.mean()));
    }
    if (column.lengths() != null) {
      builder.setLengths(
          LengthRange.newBuilder()
              .setMin(column.lengths().min())
              .setMax(column.lengths().max())
              .setMean(column.lengths().mean()));
    }
    column
        .quantiles()
        .forEach(
            quantile ->
                builder.addQuantiles(
                    Quantile.newBuilder()
                        .setFraction(quantile.fraction())
                        .setValue(Values.value(quantile.value()))));
    column
        .topValues()
        .forEach(
            top ->
                builder.addTopValues(
                    ValueCount.newBuilder()
                        .setValue(Values.value(top.value()))
                        .setCount(top.count())));
    column
        .histogram()
        .forEach(
            bin ->
                builder.addHistogram(
                    HistogramBin.newBuilder()
                        .setLower(Values.value(bin.lower()))
                        .setUpper(Values.value(bin.upper()))
                        .setCount(bin.count())));
    return builder.build();
  }
}
