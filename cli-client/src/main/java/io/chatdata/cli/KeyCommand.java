package io.chatdata.cli;

import io.chatdata.v1.Provider;
import io.chatdata.v1.RemoveProviderKeyRequest;
import io.chatdata.v1.SetProviderKeyRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "key",
    description = {
      "Gives a provider its key: the provider checks it, and the server saves it and uses it at"
          + " once.",
      "It is asked for, or read from standard input where that is no terminal."
    })
final class KeyCommand extends ServerCommand {
  @Parameters(paramLabel = "PROVIDER", description = "Its id, such as openai.")
  private String provider = "";

  @Option(names = "--remove", description = "Forget the key that was given so.")
  private boolean remove;

  KeyCommand(Shell shell) {
    super(shell);
  }

  @Override
  protected ExitCode run(ServerLink link) {
    if (remove) {
      var _ =
          link.setup()
              .removeProviderKey(
                  RemoveProviderKeyRequest.newBuilder().setProvider(provider).build());
      shell.out().println("The key of " + provider + " is removed");
      return ExitCode.OK;
    }
    String key = SecretInput.ask("Key of " + provider).orElseGet(() -> SecretInput.line(shell));
    Provider set =
        link.setup()
            .setProviderKey(
                SetProviderKeyRequest.newBuilder().setProvider(provider).setKey(key).build());
    shell.out().println("%s takes the key and can be used".formatted(set.getName()));
    return ExitCode.OK;
  }
}
