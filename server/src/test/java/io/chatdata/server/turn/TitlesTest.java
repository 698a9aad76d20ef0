package io.chatdata.server.turn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TitlesTest {
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      textBlock =
          """
          Orders by month,                   Orders by month
          ~"Orders by month."~,              Orders by month
          ~  **Orders** by `month`\\n~,      Orders by month
          ~# Orders by month~,               Orders by month
          ~- Orders by month~,               Orders by month
          Title: Orders by month,            Orders by month
          ~„Umsatz je Monat“~,               Umsatz je Monat
          ~Orders by month\\nSure, here it is.~, Orders by month
          ~Orders\\tby  month~,              Orders by month
          Sum of order_items by customer_id, Sum of order_items by customer_id
          ~Why so few?~,                     Why so few?
          ~月ごとの注文~,                      月ごとの注文
          ~  ~,                              ~~
          ~"…"~,                             ~~
          """)
  void whatAModelWroteIsPlainText(String written, String title) {
    assertEquals(title, Titles.clean(written.translateEscapes()));
  }

  @Test
  void controlCharactersAndDirectionsAreLeftOut() {
    assertEquals("Orders by month", Titles.clean("\u202eOrders\u0007 by month\u2028"));
  }

  @Test
  void whatIsLongIsCutAtAWord() {
    assertEquals("word ".repeat(11) + "word…", Titles.clean("word ".repeat(100)));
  }
}
