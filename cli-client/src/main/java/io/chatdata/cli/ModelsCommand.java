package io.chatdata.cli;

import com.google.protobuf.Message;
import io.chatdata.v1.ListModelsRequest;
import io.chatdata.v1.ListModelsResponse;
import io.chatdata.v1.Provider;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "models",
    description = "Lists the providers, whether they can be used now, or the models of one.")
final class ModelsCommand extends ServerCommand {
  @Mixin private final OutputOption output = new OutputOption();

  @Option(names = "--provider", paramLabel = "ID", description = "List the models of this one.")
  private String provider = "";

  ModelsCommand(Shell shell) {
    super(shell);
  }

  @Override
  protected ExitCode run(ServerLink link) {
    ListModelsResponse answer = link.chat().listModels(ListModelsRequest.getDefaultInstance());
    List<Provider> providers = answer.getProvidersList();
    if (provider.isEmpty()) {
      output.print(shell, answer, providers);
      return ExitCode.OK;
    }
    for (Provider one : providers) {
      if (one.getId().equals(provider)) {
        List<? extends Message> models = one.getModelsList();
        output.print(shell, one, models);
        return ExitCode.OK;
      }
    }
    shell
        .err()
        .println(
            "error: there is no provider '%s'; there are: %s"
                .formatted(
                    provider, String.join(", ", providers.stream().map(Provider::getId).toList())));
    return ExitCode.REFUSED;
  }
}
