package io.chatdata.server.grpc;

import com.google.protobuf.Empty;
import io.chatdata.server.base.Problem;
import io.chatdata.server.base.Reason;
import io.chatdata.server.base.Secret;
import io.chatdata.server.setup.Address;
import io.chatdata.server.setup.Setup;
import io.chatdata.v1.Connection;
import io.chatdata.v1.CreateConnectionRequest;
import io.chatdata.v1.DeleteConnectionRequest;
import io.chatdata.v1.GetSetupRequest;
import io.chatdata.v1.Provider;
import io.chatdata.v1.ReadOnlyState;
import io.chatdata.v1.RemoveProviderKeyRequest;
import io.chatdata.v1.SetProviderKeyRequest;
import io.chatdata.v1.SetupServiceGrpc.SetupServiceImplBase;
import io.chatdata.v1.TestConnectionRequest;
import io.chatdata.v1.TestConnectionResponse;
import io.grpc.stub.StreamObserver;

/** SetupService: connections and keys that a person adds while the server runs. */
public final class SetupGrpcService extends SetupServiceImplBase {
  private final Setup setup;

  public SetupGrpcService(Setup setup) {
    this.setup = setup;
  }

  @Override
  public void getSetup(GetSetupRequest request, StreamObserver<io.chatdata.v1.Setup> observer) {
    Unary.answer(
        observer, () -> io.chatdata.v1.Setup.newBuilder().setFile(setup.file().toString()).build());
  }

  @Override
  public void testConnection(
      TestConnectionRequest request, StreamObserver<TestConnectionResponse> observer) {
    Unary.answer(
        observer,
        () -> {
          Setup.Found found =
              setup.test(address(request.getUrl(), request.getUser(), request.getPassword()));
          return TestConnectionResponse.newBuilder()
              .setDatabase(found.database())
              .setUser(found.user())
              .setReadOnlyState(
                  found.look().accepted()
                      ? ReadOnlyState.READ_ONLY_STATE_VERIFIED
                      : ReadOnlyState.READ_ONLY_STATE_REFUSED)
              .addAllPowers(found.look().powers())
              .setRoleSql(found.look().roleSql())
              .setTableCount(found.look().tables())
              .setSuggestedId(found.suggestedId())
              .build();
        });
  }

  @Override
  public void createConnection(
      CreateConnectionRequest request, StreamObserver<Connection> observer) {
    Unary.answer(
        observer,
        () ->
            Catalogs.connection(
                setup.create(
                    request.getId(),
                    request.getName(),
                    address(request.getUrl(), request.getUser(), request.getPassword()),
                    request.getAllowUnsafeRole())));
  }

  @Override
  public void deleteConnection(DeleteConnectionRequest request, StreamObserver<Empty> observer) {
    Unary.answer(
        observer,
        () -> {
          setup.delete(required("id", request.getId()));
          return Empty.getDefaultInstance();
        });
  }

  @Override
  public void setProviderKey(SetProviderKeyRequest request, StreamObserver<Provider> observer) {
    Unary.answer(
        observer,
        () ->
            Records.provider(
                setup.setKey(required("provider", request.getProvider()), request.getKey())));
  }

  @Override
  public void removeProviderKey(
      RemoveProviderKeyRequest request, StreamObserver<Provider> observer) {
    Unary.answer(
        observer,
        () -> Records.provider(setup.removeKey(required("provider", request.getProvider()))));
  }

  private static Address address(String url, String user, String password) {
    return new Address(Secret.of(required("url", url)), user.strip(), Secret.of(password));
  }

  private static String required(String field, String value) {
    if (value.isBlank()) {
      throw Problem.of(Reason.INVALID_FIELD, field + " is missing").atField(field).toException();
    }
    return value.strip();
  }
}
