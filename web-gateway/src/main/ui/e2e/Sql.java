import java.sql.DriverManager;

/** Runs SQL on a database: its JDBC URL with the login, and the statements. */
class Sql {
  public static void main(String[] arguments) throws Exception {
    try (var connection = DriverManager.getConnection(arguments[0]);
        var statement = connection.createStatement()) {
      statement.execute(arguments[1]);
    }
  }
}
