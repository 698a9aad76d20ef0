package io.chatdata.cli;

import io.chatdata.v1.ChatEvent;
import io.chatdata.v1.FinishReason;
import io.chatdata.v1.ToolCall;
import io.chatdata.v1.ToolResult;
import io.chatdata.v1.TurnFinished;
import io.chatdata.v1.TurnStatus;
import java.util.HashMap;
import java.util.Map;

/**
 * Prints the answer as it streams, and a line for each tool call: dimmed among the answer on a
 * terminal; on standard error when standard output goes into a pipe or a file, so that this gets
 * the answer and nothing else.
 */
final class TextPrinter implements EventPrinter {
  private final Shell shell;
  private final boolean quiet;
  private final Screen progress;
  private final Map<String, ToolCall> calls = new HashMap<>();
  private String openCall = "";
  private boolean gap;
  private String conversationId = "";

  /**
   * @param quiet leaves out the tool calls and hints
   */
  TextPrinter(Shell shell, boolean quiet) {
    this.shell = shell;
    this.quiet = quiet;
    this.progress = shell.out().isTerminal() ? shell.out() : shell.err();
  }

  @Override
  public void print(ChatEvent event) {
    switch (event.getEventCase()) {
      case TURN_STARTED -> conversationId = event.getTurnStarted().getConversationId();
      case TOKEN -> text(event.getToken().getText());
      case TOOL_CALL -> call(event.getToolCall());
      case TOOL_RESULT -> result(event.getToolResult());
      case TURN_FINISHED -> finished(event.getTurnFinished());
      case THINKING, TITLE_CHANGED, USAGE, EVENT_NOT_SET -> {}
    }
  }

  @Override
  public void note(String sentence) {
    endLine();
    if (shell.out().isTerminal()) {
      shell.out().freshLine();
    }
    shell.err().println(sentence);
  }

  private void text(String text) {
    if (text.isEmpty()) {
      return;
    }
    endLine();
    if (gap && progress == shell.out()) {
      progress.print("\n");
    }
    gap = false;
    shell.out().print(text);
  }

  private void call(ToolCall call) {
    calls.put(call.getToolCallId(), call);
    if (quiet) {
      return;
    }
    progress.freshLine();
    progress.dim("  " + ToolWords.call(call));
    openCall = call.getToolCallId();
  }

  /** Ends the call's line where it is still the last one, else writes it again as a whole. */
  private void result(ToolResult result) {
    if (quiet) {
      return;
    }
    ToolCall call = calls.getOrDefault(result.getToolCallId(), ToolCall.getDefaultInstance());
    String words = ToolWords.result(result);
    if (result.getToolCallId().equals(openCall)) {
      progress.dim(" → " + words);
    } else {
      progress.freshLine();
      progress.dim("  " + (ToolWords.call(call) + " → " + words).strip());
    }
    progress.print("\n");
    openCall = "";
    gap = true;
  }

  private void finished(TurnFinished end) {
    endLine();
    shell.out().freshLine();
    if (end.getStatus() == TurnStatus.TURN_STATUS_COMPLETED) {
      String cut = whyCut(end.getFinishReason());
      if (!cut.isEmpty()) {
        note("The answer ends early: " + cut + ".");
      }
    }
    if (!quiet && shell.out().isTerminal() && !conversationId.isEmpty()) {
      shell.out().print("\n");
      shell.out().dim("  to go on: chatdata ask --conversation " + conversationId + " \"…\"");
      shell.out().print("\n");
    }
  }

  private void endLine() {
    if (!openCall.isEmpty()) {
      progress.freshLine();
      openCall = "";
      gap = true;
    }
  }

  private static String whyCut(FinishReason reason) {
    return switch (reason) {
      case FINISH_REASON_LENGTH -> "the model reached its limit of output tokens";
      case FINISH_REASON_CONTENT_FILTER -> "the provider's content filter stopped it";
      case FINISH_REASON_REFUSAL -> "the model declined to answer";
      case FINISH_REASON_MAX_ROUNDS -> "the turn used as many rounds of tool calls as it may";
      case FINISH_REASON_MAX_TIME -> "the turn took as long as it may";
      case FINISH_REASON_MAX_TOKENS -> "the turn used as many tokens as it may";
      case FINISH_REASON_MAX_COST -> "the turn cost as much as it may";
      case FINISH_REASON_UNSPECIFIED,
          FINISH_REASON_STOP,
          FINISH_REASON_CANCELLED,
          FINISH_REASON_ERROR,
          FINISH_REASON_INTERRUPTED,
          UNRECOGNIZED ->
          "";
    };
  }
}
