package io.chatdata.server.base;

/** The application's one exception: a {@link Problem} on its way to the caller. */
public class ChatdataException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Problem problem;

  public ChatdataException(Problem problem) {
    super(problem.message());
    this.problem = problem;
  }

  public ChatdataException(Problem problem, Throwable cause) {
    super(problem.message(), cause);
    this.problem = problem;
  }

  public ChatdataException(Reason reason, String message) {
    this(Problem.of(reason, message));
  }

  public Problem problem() {
    return problem;
  }

  public Reason reason() {
    return problem.reason();
  }
}
