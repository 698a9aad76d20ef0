package io.chatdata.server.sql;

import io.chatdata.server.base.DatabaseUrl;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;

/** A connection's configuration, to be varied by tests. */
public final class TestingConfig {
  private final DatabaseUrl url;
  private String id = "shop";
  private List<String> schemas = List.of();
  private List<String> allowTables = List.of();
  private List<String> denyTables = List.of();
  private List<String> denyColumns = List.of();
  private boolean allowUnsafeRole;
  private ZoneId zone = ZoneId.of("UTC");
  private RowsToModel rowsToModel = RowsToModel.PREVIEW;
  private int poolSize = 4;
  private DatabaseConfig.Limits limits = DatabaseConfig.Limits.STANDARD;

  private TestingConfig(DatabaseUrl url) {
    this.url = url;
  }

  public static TestingConfig of(DatabaseUrl url) {
    return new TestingConfig(url);
  }

  public TestingConfig id(String value) {
    id = value;
    return this;
  }

  public TestingConfig schemas(String... names) {
    schemas = List.of(names);
    return this;
  }

  public TestingConfig allowTables(String... patterns) {
    allowTables = List.of(patterns);
    return this;
  }

  public TestingConfig denyTables(String... patterns) {
    denyTables = List.of(patterns);
    return this;
  }

  public TestingConfig denyColumns(String... patterns) {
    denyColumns = List.of(patterns);
    return this;
  }

  public TestingConfig allowUnsafeRole() {
    allowUnsafeRole = true;
    return this;
  }

  public TestingConfig zone(String name) {
    zone = ZoneId.of(name);
    return this;
  }

  public TestingConfig rowsToModel(RowsToModel value) {
    rowsToModel = value;
    return this;
  }

  public TestingConfig costs(double warn, double max) {
    limits = new DatabaseConfig.Limits(limits.rows(), limits.time(), warn, max);
    return this;
  }

  public TestingConfig poolSize(int size) {
    poolSize = size;
    return this;
  }

  public TestingConfig limits(int rows, Duration time) {
    limits = new DatabaseConfig.Limits(rows, time, limits.warnCost(), limits.maxCost());
    return this;
  }

  /** The configuration. */
  public DatabaseConfig build() {
    return new DatabaseConfig(
        id,
        url,
        schemas,
        allowTables,
        denyTables,
        denyColumns,
        allowUnsafeRole,
        zone,
        rowsToModel,
        poolSize,
        limits);
  }

  /** The database, to be closed. */
  public Database open() {
    return Database.open(build());
  }
}
