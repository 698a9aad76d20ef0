package io.chatdata.cli;

import io.chatdata.v1.ChatEvent;
import io.chatdata.v1.FinishReason;
import io.chatdata.v1.ToolCall;
import io.chatdata.v1.ToolResult;
import io.chatdata.v1.TurnFinished;
import io.chatdata.v1.TurnStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Prints the answer as it streams, and a line for each tool call: dimmed among the answer on a
 * terminal; on standard error when standard output goes into a pipe or a file, so that this gets
 * the answer and nothing else.
 */
final class TextPrinter implements EventPrinter {
  private final Shell shell;
  private final boolean quiet;
  private final Screen progress;
  private final boolean chat;
  private final @Nullable TerminalMarkdown markdown;
  private boolean thinking;
  private final Map<String, ToolCall> calls = new LinkedHashMap<>();
  private String openCall = "";
  private boolean gap;
  private String conversationId = "";

  /**
   * @param quiet leaves out the tool calls, the model's thoughts and hints
   * @param chat numbers the tool calls and leaves out how to go on
   */
  TextPrinter(Shell shell, boolean quiet, boolean chat) {
    this.shell = shell;
    this.quiet = quiet;
    this.chat = chat;
    this.progress = shell.out().isTerminal() ? shell.out() : shell.err();
    this.markdown =
        shell.out().hasStyles() ? new TerminalMarkdown(shell.out(), shell::width) : null;
  }

  @Override
  public void print(ChatEvent event) {
    switch (event.getEventCase()) {
      case TURN_STARTED -> conversationId = event.getTurnStarted().getConversationId();
      case TOKEN -> text(event.getToken().getText());
      case TOOL_CALL -> call(event.getToolCall());
      case TOOL_RESULT -> result(event.getToolResult());
      case TURN_FINISHED -> finished(event.getTurnFinished());
      case THINKING -> think(event.getThinking().getText());
      case TITLE_CHANGED, USAGE, EVENT_NOT_SET -> {}
    }
  }

  @Override
  public void note(String sentence) {
    endText();
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
    if (markdown == null) {
      shell.out().print(text);
    } else {
      markdown.print(text);
    }
  }

  /** Thoughts are shown to people only. */
  private void think(String text) {
    if (quiet || !progress.isTerminal() || text.isEmpty()) {
      return;
    }
    if (!thinking) {
      endText();
      endLine();
      progress.freshLine();
    }
    thinking = true;
    progress.dim(text);
  }

  private void call(ToolCall call) {
    calls.put(call.getToolCallId(), call);
    if (quiet) {
      return;
    }
    endText();
    endLine();
    progress.freshLine();
    progress.dim(number(call) + ToolWords.call(call));
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
      progress.dim(number(call) + (ToolWords.call(call) + " → " + words).strip());
    }
    progress.print("\n");
    openCall = "";
    gap = true;
  }

  private void finished(TurnFinished end) {
    endText();
    endLine();
    shell.out().freshLine();
    if (end.getStatus() == TurnStatus.TURN_STATUS_COMPLETED) {
      String cut = whyCut(end.getFinishReason());
      if (!cut.isEmpty()) {
        note("The answer ends early: " + cut + ".");
      }
    }
    if (!quiet && !chat && shell.out().isTerminal() && !conversationId.isEmpty()) {
      shell.out().print("\n");
      shell.out().dim("  to go on: chatdata ask --conversation " + conversationId + " \"…\"");
      shell.out().print("\n");
    }
  }

  /** The text so far is whole, since something else follows. */
  private void endText() {
    if (markdown != null) {
      markdown.end();
    }
  }

  /** Of the call in this turn, from 1 on. */
  private String number(ToolCall call) {
    return chat
        ? "  [%d] ".formatted(List.copyOf(calls.keySet()).indexOf(call.getToolCallId()) + 1)
        : "  ";
  }

  private void endLine() {
    if (thinking) {
      progress.freshLine();
      thinking = false;
      gap = true;
    }
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
