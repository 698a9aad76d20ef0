package io.chatdata.e2e.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class StampsTest {
  private static final String ANSWER =
      """
      HTTP/1.1 200 OK\r
      Transfer-Encoding: chunked\r
      \r
      1c\r
      data: "~000000000a ~00000000\r
      17\r
      0b and no token: ~x ~"
      \r
      0\r
      \r
      """;

  private final Stamps stamps = new Stamps(9, 0, Long.MAX_VALUE);

  @Test
  void tokensAreFoundHoweverTheBytesAreCut() {
    for (int piece = 1; piece <= ANSWER.length(); piece++) {
      var all = new Stamps(9, 0, Long.MAX_VALUE);
      var body = new HttpBody(all);
      for (int from = 0; from < ANSWER.length(); from += piece) {
        String next = ANSWER.substring(from, Math.min(ANSWER.length(), from + piece));
        body.read(next.getBytes(ISO_8859_1), next.length());
      }

      assertTrue(body.isAtEnd());
      assertEquals(200, body.status());
      assertEquals(2, all.tokens(), "in pieces of " + piece);
      assertEquals(2, all.millis().count());
    }
  }

  @Test
  void aLengthThatLooksLikeTheBeginningOfATokenHidesNone() {
    read("~~0000000001 ");

    assertEquals(1, stamps.tokens());
  }

  @Test
  void whatTheLastEventRepeatsIsNotCounted() {
    read("~0000000001 ".repeat(20));

    assertEquals(9, stamps.tokens());
    assertEquals(9, stamps.inWindow());
  }

  private void read(String text) {
    stamps.read(text.getBytes(ISO_8859_1), 0, text.length());
  }
}
