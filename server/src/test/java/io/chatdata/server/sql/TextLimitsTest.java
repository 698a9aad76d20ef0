package io.chatdata.server.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextLimitsTest {
  private static final int KIB_64 = 65536;

  @Test
  void sixtyFourKibAreEnough() {
    TextLimits.check("SELECT 1" + " ".repeat(KIB_64 - 8));
    TextLimits.check("'" + "é".repeat(KIB_64 / 2 - 1) + "'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "é", "日", "😀"})
  void theLimitIsInBytes(String character) {
    int width = character.getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
    String text = character.repeat(KIB_64 / width);
    TextLimits.check(text);
    assertEquals(GuardRule.TEXT_TOO_LONG, refusal(text + character).rule());
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        0, 1, 7, 8, 0xb, 0x1b, 0x7f, 0x80, 0x85, 0xad, 0x600, 0x61c, 0x180e, 0x200b, 0x200d, 0x200e,
        0x2028, 0x2029, 0x202e, 0x2060, 0x2066, 0xd800, 0xdfff, 0xfeff, 0xfff9, 0x110bd, 0xe0001
      })
  void whatIsInvisibleIsRefusedAtItsPlace(int codePoint) {
    RefusedSqlException refusal = refusal("SELECT '😀" + Character.toString(codePoint) + "'");
    assertEquals(GuardRule.CHARACTER_NOT_ALLOWED, refusal.rule());
    assertEquals(10, refusal.offset());
    assertTrue(
        TestingGuard.message(refusal).contains("U+%04X".formatted(codePoint)),
        TestingGuard.message(refusal));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\t", "\n", "\r", "\f", "é", "日本語", "😀", "\u00a0", "\u3000", "İ", "a\u0301"})
  void whatCanBeSeenIsLetIn(String text) {
    TextLimits.check("SELECT '" + text + "'");
  }

  private static RefusedSqlException refusal(String sql) {
    return assertThrows(RefusedSqlException.class, () -> TextLimits.check(sql));
  }
}
