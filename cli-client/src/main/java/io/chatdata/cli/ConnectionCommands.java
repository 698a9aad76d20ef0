package io.chatdata.cli;

import io.chatdata.v1.Connection;
import io.chatdata.v1.CreateConnectionRequest;
import io.chatdata.v1.DeleteConnectionRequest;
import io.chatdata.v1.ReadOnlyState;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What changes the connections of a running server. */
final class ConnectionCommands {
  private ConnectionCommands() {}

  @Command(
      name = "add",
      description = {
        "Tests a database, saves it on the server and offers it at once.",
        "The password is asked for unless the address has one."
      })
  static final class Add extends ServerCommand {
    @Parameters(
        paramLabel = "URL",
        description = "Such as postgresql://db.example.com:5432/shop?sslmode=require.")
    private String url = "";

    @Option(names = "--user", paramLabel = "NAME", description = "Login, unless the URL has it.")
    private String user = "";

    @Option(names = "--password-stdin", description = "Read the password from standard input.")
    private boolean passwordFromInput;

    @Option(names = "--id", description = "Its id (default: made from the database's name).")
    private String id = "";

    @Option(names = "--name", description = "Its name for people (default: the id).")
    private String name = "";

    @Option(
        names = "--allow-unsafe-role",
        description = "Accept a role that can do more than read.")
    private boolean allowUnsafeRole;

    Add(Shell shell) {
      super(shell);
    }

    @Override
    protected ExitCode run(ServerLink link) {
      String password = "";
      if (passwordFromInput) {
        password = SecretInput.line(shell);
      } else if (!url.matches("[^/]*//[^/@]*:[^/]*@.*")) {
        password = SecretInput.ask("Password").orElse("");
      }
      Connection created =
          link.setup()
              .createConnection(
                  CreateConnectionRequest.newBuilder()
                      .setUrl(url)
                      .setUser(user)
                      .setPassword(password)
                      .setId(id)
                      .setName(name)
                      .setAllowUnsafeRole(allowUnsafeRole)
                      .build());
      shell
          .out()
          .println(
              "%s is connected%s"
                  .formatted(
                      created.getId(),
                      created.getReadOnlyState() == ReadOnlyState.READ_ONLY_STATE_VERIFIED
                          ? "; its role can only read"
                          : ""));
      created.getWarningsList().forEach(warning -> shell.err().println("warning: " + warning));
      return ExitCode.OK;
    }
  }

  @Command(name = "remove", description = "Removes a connection that was added so.")
  static final class Remove extends ServerCommand {
    @Parameters(paramLabel = "ID", description = "Its id.")
    private String id = "";

    Remove(Shell shell) {
      super(shell);
    }

    @Override
    protected ExitCode run(ServerLink link) {
      var _ = link.setup().deleteConnection(DeleteConnectionRequest.newBuilder().setId(id).build());
      shell.out().println(id + " is removed");
      return ExitCode.OK;
    }
  }
}
