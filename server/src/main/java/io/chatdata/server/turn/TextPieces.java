package io.chatdata.server.turn;

import io.chatdata.server.base.Storable;

/**
 * Pieces of one text on their way into the log, made storable: of a character that is split over
 * two pieces, the first half waits for the second.
 */
final class TextPieces {
  private String heldBack = "";

  /** What may be stored now that this piece is there. */
  String next(String piece) {
    String text = heldBack + piece;
    heldBack = "";
    int last = text.length() - 1;
    if (last >= 0 && Character.isHighSurrogate(text.charAt(last))) {
      heldBack = text.substring(last);
      text = text.substring(0, last);
    }
    return Storable.text(text);
  }

  /** Ends the text: a first half whose second never came is no character. */
  String rest() {
    String text = Storable.text(heldBack);
    heldBack = "";
    return text;
  }
}
