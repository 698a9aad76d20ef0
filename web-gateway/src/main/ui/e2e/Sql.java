import java.sql.DriverManager;

/** Runs SQL: pairs of a JDBC URL with the login and the statements for it. */
class Sql {
  public static void main(String[] arguments) throws Exception {
    for (int i = 0; i < arguments.length; i += 2) {
      try (var connection = DriverManager.getConnection(arguments[i]);
          var statement = connection.createStatement()) {
        statement.execute(arguments[i + 1]);
      }
    }
  }
}
