package io.chatdata.cli;

import io.chatdata.v1.ChatEvent;

/** Shows a turn's events as they come. */
sealed interface EventPrinter permits JsonPrinter, TextPrinter {
  void print(ChatEvent event);

  /** Tells the person something beside the turn, on standard error. */
  void note(String sentence);
}
